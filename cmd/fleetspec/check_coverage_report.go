package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/keep"
	"github.com/fleetspec/fleetspec/runner/report"
)

// coverageKinds are the reports of a gauge.
var coverageKinds = []string{"coverage", "coverage-html"}

// splitReports tells the reports of a gauge from the run's own.
func splitReports(texts []string) (own []string, gauge []report.Destination, err error) {
	for _, text := range texts {
		kind, file, _ := strings.Cut(text, "=")
		if kind != coverageKinds[0] && kind != coverageKinds[1] {
			own = append(own, text)
			continue
		}
		if file == "" || strings.ContainsRune(file, 0) {
			return nil, nil, fmt.Errorf("report %q: no file: write %s=FILE, or %s=- for standard output", text, kind, kind)
		}
		gauge = append(gauge, report.Destination{Kind: kind, Path: file})
	}
	return own, gauge, nil
}

// console is where a person reads, when one of the reports takes standard output.
func (s streams) console(to []report.Destination) streams {
	if slices.ContainsFunc(to, report.Destination.Stdout) {
		s.out = struct{ io.Writer }{s.err}
	}
	return s
}

// apart refuses two reports that go to one place.
func apart(to []report.Destination) error {
	seen := map[string]bool{}
	for _, d := range to {
		key := d.Path
		if abs, err := filepath.Abs(d.Path); err == nil && !d.Stdout() {
			key = abs
		}
		if seen[key] {
			return fmt.Errorf("write report %s: two reports can't go to the same place", hosttext.Visible(d.Path))
		}
		seen[key] = true
	}
	return nil
}

// prepare writes reports of nothing, so that a file that can't be written is known before the run, and a run that is
// killed leaves no older one's coverage behind.
func (g *gauge) prepare() error {
	for _, d := range g.to {
		if d.Stdout() {
			continue
		}
		if err := g.write(d, coverage.Report{Version: 1, Problem: "the run did not come to its end"}, false); err != nil {
			return err
		}
	}
	return nil
}

func (g *gauge) write(d report.Destination, r coverage.Report, last bool) error {
	var b bytes.Buffer
	err := r.WriteJSON(&b)
	if d.Kind == "coverage-html" {
		b.Reset()
		var files []conf.File
		if g.model != nil {
			files = g.model.Config.Files
		}
		err = r.WritePage(&b, files)
	}
	switch {
	case err != nil:
	case d.Stdout():
		_, err = g.out.Write(b.Bytes())
	default:
		err = keep.File(d.Path, b.Bytes(), last)
	}
	if err != nil {
		return fmt.Errorf("write report %s: %w", hosttext.Visible(d.Path), err)
	}
	return nil
}
