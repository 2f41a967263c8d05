package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	"github.com/fleetspec/fleetspec/e2e/nginx/suggest"
	"github.com/fleetspec/fleetspec/runner/report"
)

// sentHeader are the headers that a check sends.
var sentHeader = map[string]string{"user-agent": "fleetspec", "accept-encoding": "gzip, deflate, br, zstd"}

var errSuggestAlone = errors.New("--suggest goes with neither --explain nor --compare")

// checkSuggest refuses what does not go with --suggest.
func (o *locationsOptions) checkSuggest(to []report.Destination) error {
	switch {
	case !o.suggests:
		return nil
	case o.explain != "":
		return errSuggestAlone
	case slices.ContainsFunc(to, report.Destination.Stdout):
		return errors.New("--suggest writes checks to standard output: give --report a file")
	}
	return nil
}

// writeSuggested writes a file of checks for the locations that no request covers. The files that the checks hang on
// are asked of the target.
func (o *locationsOptions) writeSuggested(ctx context.Context, m *nginx.Model, r coverage.Report, asked []nginx.Request) error {
	wanted := suggest.Options{Locations: uncovered(m, r), Header: sentHeader, Host: o.host, Scheme: o.onlyScheme}
	found := suggest.For(m, wanted)
	if o.target != nil && len(found.Open) > 0 {
		known, err := o.learn(ctx, m, append(asked, found.Open...))
		if err != nil {
			return err
		}
		wanted.Oracle = known
		found = suggest.For(m, wanted)
	}
	if err := found.WriteChecks(o.streams.out); err != nil {
		return err
	}
	n, dead := found.Count()
	text := fmt.Sprintf("suggested %d of %d locations", n, len(found.All)-dead)
	if dead > 0 {
		text += fmt.Sprintf("; %d more can't be reached", dead)
	}
	fmt.Fprintln(o.streams.err, text)
	return nil
}

// uncovered are the locations that a report does not call covered, in its order, which is the model's.
func uncovered(m *nginx.Model, r coverage.Report) []*nginx.Location {
	var all []*nginx.Location
	for i, s := range m.Servers {
		at := 0
		s.Each(func(l *nginx.Location) {
			if !r.Servers[i].Locations[at].State.Covered() {
				all = append(all, l)
			}
			at++
		})
	}
	return all
}
