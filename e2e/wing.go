package e2e

import (
	"context"
	"errors"
	"sync"

	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// wing is the checks' part in a run: the endpoints.
type wing struct{ endpoints []*Endpoint }

var run = &wing{}

func init() { suite.Use(run) }

// Begin makes the clients of the endpoints. Nothing is dialled yet.
func (w *wing) Begin(o suite.Options, found suite.Found) error {
	w.endpoints = nil
	var errs []error
	for _, conf := range found.Endpoints {
		p, err := newEndpoint(conf, o)
		errs = append(errs, err)
		if err == nil {
			w.endpoints = append(w.endpoints, p)
		}
	}
	return errors.Join(errs...)
}

// Collect sends the requests of the selected checks, to all endpoints at once.
func (w *wing) Collect(ctx context.Context, selected []suite.Selected) {
	keys := map[string]bool{}
	for _, s := range selected {
		keys[specKey(s.Place, s.Text, s.Location)] = true
	}
	var all sync.WaitGroup
	for _, p := range w.endpoints {
		all.Go(func() {
			p.open(ctx, keys)
			p.send(ctx, keys)
		})
	}
	all.Wait()
}

// End ends the connections and tells of the endpoints.
func (w *wing) End() ([]outcome.Target, error) {
	var out []outcome.Target
	for _, p := range w.endpoints {
		p.client.Close()
		notes := p.via.close()
		for _, l := range p.logs {
			l.close()
		}
		if t, sent := p.report(); sent {
			t.Notes = append(t.Notes, notes...)
			out = append(out, t)
		}
	}
	return out, nil
}
