package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	"github.com/fleetspec/fleetspec/e2e/nginx/debuglog"
	"github.com/fleetspec/fleetspec/e2e/nginx/ondisk"
)

// readDebugLogs counts the requests of --debug-log, each by the way that NGINX wrote down.
func (o *locationsOptions) readDebugLogs(m *nginx.Model, meter *coverage.Meter, known ondisk.Files) error {
	judge := debuglog.NewJudge(m, known)
	for _, l := range o.debugged {
		err := debuglog.Read(l, func(r debuglog.Request, err error) {
			h := coverage.Hit{Request: r.Request, By: r.Text + " (" + l.name + ":" + strconv.Itoa(r.Line) + ")",
				Answer: &coverage.Answer{Status: r.Status, Header: r.Answer}}
			if err == nil {
				h.Ways, h.Proved, err = judge.Ways(r)
			}
			if err != nil {
				h.Doubt = err.Error()
			}
			meter.Add(h)
		})
		if err = errors.Join(err, l.Close()); err != nil {
			return fmt.Errorf("read %s: %w", l.name, err)
		}
	}
	return nil
}
