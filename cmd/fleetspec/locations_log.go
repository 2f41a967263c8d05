package main

import (
	"context"
	"maps"
	"os"
	"strconv"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	"github.com/fleetspec/fleetspec/e2e/nginx/ondisk"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// log counts the lines of --access-log as they are read. Of those whose ways hang on files the target is asked in the
// end.
func (o *locationsOptions) log(ctx context.Context, m *nginx.Model, meter *coverage.Meter, known ondisk.Files) error {
	if o.access == nil {
		return nil
	}
	if o.target != nil {
		meter.Hold()
	}
	if err := o.readLog(meter); err != nil {
		return &suite.Usage{Err: err}
	}
	learned, err := o.learn(ctx, m, meter.Held())
	if err != nil {
		return err
	}
	maps.Copy(learned, known)
	meter.Settle(learned)
	return nil
}

// openLog opens --access-log, and reads --log-format.
func (o *locationsOptions) openLog() (err error) {
	if o.accessLog == "" {
		return nil
	}
	text := o.format
	if text == "" {
		text = traffic.Combined
	}
	if o.logFormat, err = traffic.ParseFormat(text, o.scheme, o.host); err != nil {
		return err
	}
	o.access, err = os.Open(o.accessLog)
	return err
}

func (o *locationsOptions) readLog(meter *coverage.Meter) (err error) {
	defer func() { _ = o.access.Close() }()
	meter.AddAll(func(yield func(func() []coverage.Hit) bool) {
		err = traffic.Batches(o.access, func(lines []traffic.Raw) bool {
			return yield(func() []coverage.Hit { return o.hits(lines) })
		})
	})
	return err
}

// hits reads lines of the access log.
func (o *locationsOptions) hits(lines []traffic.Raw) []coverage.Hit {
	hits := make([]coverage.Hit, len(lines))
	for i, raw := range lines {
		h := coverage.Hit{By: o.accessLog + ":" + strconv.Itoa(raw.Number)}
		l, err := o.logFormat.Read(raw.Text)
		if err != nil {
			h.Doubt = err.Error()
		} else {
			h.Request, h.Answer = l.Request, &coverage.Answer{Status: l.Status}
		}
		hits[i] = h
	}
	return hits
}
