package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	"github.com/fleetspec/fleetspec/e2e/nginx/debuglog"
	"github.com/fleetspec/fleetspec/e2e/nginx/ondisk"
)

// readDebugLogs counts the requests of --debug-log, each by the way that NGINX wrote down.
func (o *locationsOptions) readDebugLogs(m *nginx.Model, meter *coverage.Meter, known ondisk.Files) error {
	judge := debuglog.NewJudge(m, known)
	wanted := slices.ContainsFunc(o.reports, func(text string) bool { return strings.HasPrefix(text, "json=") })
	for _, l := range o.debugged {
		err := debuglog.Read(l, func(r debuglog.Request, err error) {
			h := coverage.Hit{Request: r.Request, By: r.Text + " (" + l.name + ":" + strconv.Itoa(r.Line) + ")",
				Answer: &coverage.Answer{Status: r.Status, Header: r.Answer}}
			if err == nil {
				h.Ways, h.Proved, err = judge.Ways(r)
			}
			if left, why := coverage.Consistent(h.Ways, h); err == nil && len(left) == 0 {
				err = errors.New(why)
			}
			if err != nil {
				h.Doubt = err.Error()
			}
			meter.Add(h)
			if wanted {
				o.told = append(o.told, provedWay(h, err))
			}
		})
		if err = errors.Join(err, l.Close()); err != nil {
			return fmt.Errorf("read %s: %w", l.name, err)
		}
	}
	return nil
}

// provedWay is the way that a debug log tells: proved where its lines leave one, and each location of it is.
func provedWay(h coverage.Hit, err error) wayJSON {
	one := wayOf(h.By, h.Ways, err)
	if err != nil || len(h.Ways) > 1 {
		return one
	}
	for l, visit := range h.Ways[0].Visits() {
		if visit <= nginx.Reached && !slices.Contains(h.Proved, l) {
			return one
		}
	}
	if len(h.Proved) > 0 {
		one.Certainty, one.Why = nginx.Proved, ""
	}
	return one
}
