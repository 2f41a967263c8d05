package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	"github.com/fleetspec/fleetspec/e2e/nginx/ondisk"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// An openedLog is one that was opened.
type openedLog struct {
	io.ReadCloser
	name string
}

// openLogs opens each --access-log and --debug-log, and reads --log-format where it is a text.
func (o *locationsOptions) openLogs() (err error) {
	input := 0
	for _, name := range slices.Concat(o.accessLogs, o.debugLogs) {
		if name == "-" {
			input++
		}
	}
	if input > 1 {
		return errors.New("standard input is one log: give - once to --access-log and --debug-log")
	}
	if o.debugged, err = opened(o.debugLogs); err != nil {
		return err
	}
	if o.logs, err = opened(o.accessLogs); err != nil {
		return err
	}
	text := o.format
	if text == "combined" {
		text = traffic.Combined
	}
	if o.logs == nil || !strings.Contains(text, "$") {
		return nil // a name waits for the configuration
	}
	o.logFormat, err = traffic.ParseFormat(text, o.scheme, o.host)
	return err
}

func opened(names []string) ([]openedLog, error) {
	var all []openedLog
	for _, name := range names {
		in, err := traffic.OpenLog(name)
		if err != nil {
			return nil, err
		}
		all = append(all, openedLog{in, name})
	}
	return all, nil
}

// log counts the lines of --access-log as they are read. Of those whose ways hang on files the target is asked in the
// end.
func (o *locationsOptions) log(ctx context.Context, m *nginx.Model, meter *coverage.Meter, known ondisk.Files) error {
	if o.logs == nil {
		return nil
	}
	if o.target != nil {
		meter.Hold()
	}
	if err := o.readLogs(m, meter); err != nil {
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

func (o *locationsOptions) readLogs(m *nginx.Model, meter *coverage.Meter) (err error) {
	if o.logFormat == nil {
		if o.logFormat, err = traffic.FormatOf(m.Config, o.format, o.scheme, o.host); err != nil {
			return err
		}
	}
	for _, l := range o.logs {
		meter.AddAll(func(yield func(func() []coverage.Hit) bool) {
			err = traffic.Batches(l, func(lines []traffic.Raw) bool {
				return yield(func() []coverage.Hit { return l.hits(o.logFormat, lines) })
			})
		})
		if err = errors.Join(err, l.Close()); err != nil {
			return fmt.Errorf("read %s: %w", l.name, err)
		}
	}
	return nil
}

// hits reads lines.
func (l openedLog) hits(format *traffic.Format, lines []traffic.Raw) []coverage.Hit {
	hits := make([]coverage.Hit, len(lines))
	for i, raw := range lines {
		h := coverage.Hit{By: l.name + ":" + strconv.Itoa(raw.Number)}
		line, err := format.Read(raw.Text)
		if err != nil {
			h.Doubt = err.Error()
		} else {
			h.Request, h.Answer = line.Request, &coverage.Answer{Status: line.Status}
		}
		hits[i] = h
	}
	return hits
}
