package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/compare"
	"github.com/fleetspec/fleetspec/e2e/nginx/ondisk"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
	"github.com/fleetspec/fleetspec/runner/report"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// compareTwo says which requests change when the second configuration takes the place of the first. Exit status 1 when
// some do, 3 when none does and some could not be told.
func (o *locationsOptions) compareTwo(c *cobra.Command, args []string) error {
	to, err := o.checkCompare(args)
	if err != nil {
		return &suite.Usage{Err: err}
	}
	sides, err := o.sides(c, args)
	defer func() {
		for _, s := range sides {
			s.close()
		}
	}()
	if err != nil {
		return err
	}
	old, now := sides[0], sides[1]
	list, left, err := o.compared(old.model, now.model)
	if err != nil {
		return &suite.Usage{Err: err}
	}
	ports, err := o.moved(now.model)
	if err != nil {
		return &suite.Usage{Err: err}
	}
	meter, err := o.compare(c.Context(), old, now, list, ports)
	if err != nil {
		return err
	}
	r := meter.Report()
	if err := o.writeCompared(to, r); err != nil {
		return err
	}
	left.tell(visible{o.streams.err}, o.har)
	return o.judged(r)
}

// judged is the exit status of a comparison.
func (o *locationsOptions) judged(r compare.Report) error {
	switch {
	case r.Requests == 0 && o.har != "":
		return o.untold(errors.New("no request of the HAR is for a server of either configuration"))
	case r.Requests == 0:
		return &suite.Usage{Err: errors.New("there is no request to compare by")}
	case r.Changed() > 0:
		return exitStatus(1)
	case r.Untold() > 0:
		return exitStatus(3)
	}
	return nil
}

// checkCompare refuses flags that don't go with --compare, before anything is read.
func (o *locationsOptions) checkCompare(args []string) (to []report.Destination, err error) {
	switch {
	case len(args) != 2:
		return nil, errors.New("--compare OLD NEW: name two configurations, each a target, dump:FILE, conf:FILE or the path of a file")
	case o.dump != "" || o.file != "" || len(o.targets) > 0:
		return nil, errors.New("--compare OLD NEW names both configurations by its words: leave --dump, --nginx-conf and -t out, and write dump:FILE, conf:FILE or the target")
	case o.explain != "" || o.minimum != "" || o.suggests || len(o.debugLogs) > 0:
		return nil, errors.New("--compare goes with none of --explain, --min, --suggest and --debug-log")
	case o.requests == "" && o.har == "" && len(o.accessLogs) == 0:
		return nil, errors.New("--compare needs requests to compare by: give --requests, --har or --access-log")
	case o.scheme != "http" && o.scheme != "https":
		return nil, fmt.Errorf("--scheme %s: it is http or https", o.scheme)
	}
	for _, text := range o.reports {
		file, ok := strings.CutPrefix(text, "json=")
		if !ok || file == "" {
			return nil, fmt.Errorf("--report %s: with --compare it is json=FILE", text)
		}
		to = append(to, report.Destination{Kind: "json", Path: file})
	}
	return to, o.openLogs()
}

// compared are the requests of --requests and --har. left are the entries that are for neither's servers.
func (o *locationsOptions) compared(old, now *nginx.Model) (all []compare.Asked, left saved, err error) {
	list, err := o.list()
	if err != nil {
		return nil, left, err
	}
	for _, l := range list {
		all = append(all, compare.Asked{Request: l.Request, By: o.requests + ":" + strconv.Itoa(l.Number)})
	}
	ofOld, ofNew := traffic.Hosts(old), traffic.Hosts(now)
	left, err = o.readHAR(func(host string) bool { return ofOld(host) || ofNew(host) })
	for _, h := range left.hits {
		q := compare.Asked{Request: h.Request, By: h.By, Doubt: h.Doubt}
		if h.Answer != nil {
			q.Status = h.Answer.Status
		}
		if h.Method != "" {
			q.Doubt = "" // what was asked is known, though no answer came
		}
		all = append(all, q)
	}
	return all, left, err
}

// compare judges all requests. Each side that is a target is asked for the files that they hang on: for those of a list
// before, for those of a log in the end.
func (o *locationsOptions) compare(ctx context.Context, old, now comparedSide, list []compare.Asked, moved func(nginx.Request) nginx.Request) (*compare.Meter, error) {
	requests := make([]nginx.Request, 0, len(list))
	for _, q := range list {
		if q.Doubt == "" {
			requests = append(requests, q.Request)
		}
	}
	ofOld, ofNew, err := o.learnBoth(ctx, old, now, requests, moved)
	if err != nil {
		return nil, err
	}
	comparison := compare.New(old.model, now.model, ofOld, ofNew)
	comparison.Moved = moved
	meter := compare.NewMeter(comparison)
	for _, q := range list {
		meter.Add(q)
	}
	if old.conn != nil || now.conn != nil {
		meter.Hold()
	}
	if err := o.compareLogs(old.model, meter); err != nil {
		return nil, &suite.Usage{Err: err}
	}
	moreOld, moreNew, err := o.learnBoth(ctx, old, now, meter.Held(), moved)
	if err != nil {
		return nil, err
	}
	maps.Copy(moreOld, ofOld)
	maps.Copy(moreNew, ofNew)
	meter.Settle(moreOld, moreNew)
	return meter, nil
}

// learnBoth asks both sides for the files that requests hang on.
func (o *locationsOptions) learnBoth(ctx context.Context, old, now comparedSide, requests []nginx.Request, moved func(nginx.Request) nginx.Request) (ofOld, ofNew ondisk.Files, err error) {
	if ofOld, err = old.learn(ctx, requests); err == nil {
		there := slices.Clone(requests)
		for i, q := range requests {
			if moved != nil {
				there[i] = moved(q)
			}
		}
		ofNew, err = now.learn(ctx, there)
	}
	if err != nil {
		err = o.untold(err)
	}
	return ofOld, ofNew, err
}

// compareLogs reads the access logs, in the old host's format.
func (o *locationsOptions) compareLogs(old *nginx.Model, meter *compare.Meter) (err error) {
	if o.logs != nil && o.logFormat == nil {
		if o.logFormat, err = traffic.FormatOf(old.Config, o.format, o.scheme, o.host); err != nil {
			return err
		}
	}
	for _, l := range o.logs {
		meter.AddAll(func(yield func(func() []compare.Asked) bool) {
			err = traffic.Batches(l, func(lines []traffic.Raw) bool {
				return yield(func() []compare.Asked { return l.asked(o.logFormat, lines) })
			})
		})
		if err = errors.Join(err, l.Close()); err != nil {
			return fmt.Errorf("read %s: %w", l.name, err)
		}
	}
	return nil
}

func (l openedLog) asked(format *traffic.Format, lines []traffic.Raw) []compare.Asked {
	all := make([]compare.Asked, len(lines))
	for i, h := range l.hits(format, lines) {
		all[i] = compare.Asked{Request: h.Request, By: h.By, Doubt: h.Doubt}
		if h.Answer != nil {
			all[i].Status = h.Answer.Status
		}
	}
	return all
}

// writeCompared writes the reports; the text goes to standard output unless another one does.
func (o *locationsOptions) writeCompared(to []report.Destination, r compare.Report) error {
	text := o.streams.out
	for _, d := range to {
		if d.Stdout() {
			text = o.streams.err
		}
		if err := into(d.Path, o.streams.out, r.WriteJSON); err != nil {
			return err
		}
	}
	return r.WriteText(visible{text})
}
