package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// meter counts the requests and writes the reports. Exit status 1 when less than --min is covered, 3 when no
// request could be followed.
func (o *locationsOptions) meter(ctx context.Context, m *nginx.Model) error {
	list, err := o.list()
	if err != nil {
		return &suite.Usage{Err: err}
	}
	har, err := o.readHAR(traffic.Hosts(m))
	if err != nil {
		return &suite.Usage{Err: err}
	}
	requests := make([]nginx.Request, len(list))
	for i, l := range list {
		requests[i] = l.Request
	}
	known, err := o.learn(ctx, m, append(requests, har.requests()...))
	if err != nil {
		return err
	}
	meter := coverage.New(m, known)
	for _, l := range list {
		meter.Add(coverage.Hit{Request: l.Request, By: l.Text})
	}
	for _, h := range har.hits {
		meter.Add(h)
	}
	if err := o.log(ctx, m, meter, known); err != nil {
		return err
	}
	if err := o.readDebugLogs(m, meter, known); err != nil {
		return &suite.Usage{Err: err}
	}
	r := meter.Report()
	if err := o.write(m, known, r, append(list, har.lines...)); err != nil {
		return err
	}
	if o.suggests {
		if err := o.writeSuggested(ctx, m, r, append(requests, har.requests()...)); err != nil {
			return err
		}
	}
	har.tell(visible{o.streams.err}, o.har)
	if (r.Requests > 0 || o.har != "") && r.Doubts == r.Requests {
		return o.untold(errors.New("no request could be followed"))
	}
	least, _ := o.least()
	if o.minimum != "" && r.Total.Reachable == 0 {
		return &suite.Usage{Err: errors.New("--min: the configuration has no location that can be reached, so nothing was measured")}
	}
	if r.Total.Percent() < least {
		fmt.Fprintf(o.streams.err, "%d %% is less than the %d %% of --min\n", r.Total.Percent(), least)
		return exitStatus(1)
	}
	return nil
}

// list reads --requests.
func (o *locationsOptions) list() ([]traffic.Line, error) {
	if o.requests == "" {
		return nil, nil
	}
	f, err := os.Open(o.requests)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return traffic.ReadList(o.requests, f, o.host)
}

// write writes the reports; the text goes to standard output unless another one does.
func (o *locationsOptions) write(m *nginx.Model, known nginx.Oracle, r coverage.Report, list []traffic.Line) error {
	to, _ := o.destinations()
	text := o.streams.out
	if o.suggests {
		text = o.streams.err
	}
	for _, d := range to {
		if d.Stdout() {
			text = o.streams.err
		}
		write := map[string]func(io.Writer) error{
			"json":     func(w io.Writer) error { return writeWays(w, m, known, list, o.told) },
			"coverage": func(w io.Writer) error { return json.NewEncoder(w).Encode(r) },
			"html":     func(w io.Writer) error { return r.WritePage(w, m.Config.Files) },
		}[d.Kind]
		if err := into(d.Path, o.streams.out, write); err != nil {
			return err
		}
	}
	return r.WriteText(visible{text})
}

// visible shows control characters of a configuration or a log to a person.
type visible struct{ io.Writer }

func (v visible) Write(b []byte) (int, error) {
	_, err := io.WriteString(v.Writer, hosttext.VisibleLines(string(b)))
	return len(b), err
}

func into(path string, out io.Writer, write func(io.Writer) error) error {
	if path == "-" {
		return write(out)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		_ = f.Close()
		return fmt.Errorf("write %s: %w", path, err)
	}
	return f.Close()
}
