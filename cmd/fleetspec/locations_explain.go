package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// explainWay tells the ways of one request.
func (o *locationsOptions) explainWay(ctx context.Context, m *nginx.Model) error {
	q, err := traffic.Parse(o.method, o.explain, o.host)
	if err != nil {
		return &suite.Usage{Err: err}
	}
	if strings.HasPrefix(o.explain, "/") {
		q.Scheme = o.scheme
	}
	known, err := o.learn(ctx, m, []nginx.Request{q})
	if err != nil {
		return err
	}
	ways, err := m.Explain(q, known)
	if err != nil {
		return fmt.Errorf("follow %s %s: %w", q.Method, o.explain, err)
	}
	for i, w := range ways {
		if w.Entry.Doubt != "" {
			fmt.Fprintln(o.streams.out, "doubt:", w.Entry.Doubt)
		}
		if len(ways) > 1 {
			fmt.Fprintf(o.streams.out, "way %d of %d, possible:", i+1, len(ways))
			if w.Why != "" {
				fmt.Fprintf(o.streams.out, " if %s", w.Why)
			}
			fmt.Fprintln(o.streams.out)
		}
		for _, s := range w.Steps {
			fmt.Fprintln(o.streams.out, s)
		}
		fmt.Fprintf(o.streams.out, "→ %s\n", ending(w))
		if i < len(ways)-1 {
			fmt.Fprintln(o.streams.out)
		}
	}
	return nil
}

// ending is how a way ends, in one line.
func ending(w nginx.Way) string {
	where := w.Entry.Server.String()
	if w.Final != nil {
		where = fmt.Sprintf("%s at %s:%d", w.Final, w.Final.At.File, w.Final.At.Line)
	}
	switch {
	case w.Closed:
		return where + " closes the connection without an answer"
	case w.Status == 0:
		return where + " answers as its upstream does"
	case w.Location != "":
		return fmt.Sprintf("%s answers %d to %s", where, w.Status, w.Location)
	}
	return fmt.Sprintf("%s answers %d", where, w.Status)
}
