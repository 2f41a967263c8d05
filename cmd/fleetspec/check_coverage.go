package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/keep"
	"github.com/fleetspec/fleetspec/runner/report"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// dumpScheme stands before the file of a dump of nginx -T in the place of a target.
const dumpScheme = "dump:"

// A gauge measures which locations of one NGINX the HTTP checks of a run reach.
type gauge struct {
	name   string // of the target, or of the dump
	target *inventory.Target
	conn   transport.Transport // nil of a dump
	model  *nginx.Model
	served map[string]measured // by the name of the endpoint
	untold error               // why nothing can be measured
	least  int                 // percent
	floor  bool                // there is a least
	to     []report.Destination
	all    bool // also what is covered is listed
	streams
}

// newGauge reads the configuration, before any request is sent; nil without --coverage. Mistakes in the flags are
// errors; that the target does not tell is none, as the checks can be judged all the same: the run's end tells it.
func (o *checkOptions) newGauge(ctx context.Context, options suite.Options, to []report.Destination) (*gauge, error) {
	least, err := shareOf("--coverage-min", o.coverageMin)
	if err != nil {
		return nil, err
	}
	if o.coverage == "" {
		if o.coverageMin != "" || len(to) > 0 {
			return nil, errors.New("--coverage-min, --report coverage and --report coverage-html need --coverage TARGET, whose NGINX configuration is measured")
		}
		return nil, nil
	}
	g := &gauge{least: least, floor: o.coverageMin != "", to: to, all: o.verbose, streams: o.streams}
	if err := g.open(options, o.coverage); err != nil {
		return g, err
	}
	if err := g.prepare(); err != nil {
		return g, err
	}
	g.ask(ctx, options)
	return g, nil
}

// open takes [ENDPOINT=]TARGET apart, and decides whose requests count. Nobody is asked yet.
func (g *gauge) open(options suite.Options, text string) error {
	endpoints, err := options.Inventory.ResolveEndpoints(options.Endpoints, options.Reach)
	if err != nil {
		return err
	}
	endpoints = append(endpoints, options.Besides...)
	named, name := cutEndpoint(endpoints, text)
	g.name = name
	if file, ok := strings.CutPrefix(name, dumpScheme); ok {
		if err := g.read(file); err != nil {
			return err
		}
		return g.plan(endpoints, named, options.Inventory)
	}
	target, err := oneTarget(options, []string{name})
	if err != nil {
		return err
	}
	if target.Address.Scheme == inventory.Snapshot {
		return fmt.Errorf("--coverage %s: a snapshot has no NGINX that could be asked", name)
	}
	g.target = &target
	return g.plan(endpoints, named, options.Inventory)
}

// read takes the configuration of a dump.
func (g *gauge) read(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return g.take(string(text))
}

func (g *gauge) take(text string) error {
	c, err := conf.ReadDump(text)
	if err != nil {
		return err
	}
	noteConfig(c, g.err)
	g.model, err = nginx.New(c)
	return err
}

// askingTime bounds the time of asking for the configuration, and for files, when nobody said another.
const askingTime = 2 * time.Minute

// ask takes the configuration from the target, if it is not of a dump.
func (g *gauge) ask(ctx context.Context, options suite.Options) {
	if g.target == nil {
		return
	}
	deadline := options.Deadline
	if deadline == 0 {
		deadline = askingTime
	}
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	var text string
	if g.conn, text, g.untold = askNGINX(ctx, *g.target, options, g.err); g.untold == nil {
		g.untold = g.take(text)
	}
}

func (g *gauge) close() {
	if g != nil && g.conn != nil {
		_ = g.conn.Close() // nothing more is asked
	}
}

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

// finish measures when the run is over, and tells. judged is what the run came to: the worse of the two is the command's
// exit status.
func (g *gauge) finish(ctx context.Context, judged error, text streams) error {
	var status exitStatus
	if g == nil || judged != nil && !errors.As(judged, &status) {
		return judged
	}
	ctx, cancel := context.WithTimeout(ctx, askingTime)
	defer cancel()
	var r coverage.Report
	var aside []string
	if g.untold == nil {
		r, aside, g.untold = g.measure(ctx, e2e.Exchanges())
	}
	if g.untold != nil {
		r = coverage.Report{Version: 1, Problem: "could not tell: " + g.untold.Error()}
	}
	for _, d := range g.to {
		if err := g.write(d, r, true); err != nil {
			return err
		}
	}
	own, err := g.say(r, aside, text)
	if err != nil {
		return err
	}
	return worse(status, own)
}

// say tells a person, and gives the exit status of the coverage alone.
func (g *gauge) say(r coverage.Report, aside []string, text streams) (exitStatus, error) {
	var out strings.Builder
	fmt.Fprintf(&out, "\nLocations of the NGINX of %s that the checks of %s reach:\n", g.name, g.endpoints())
	for _, line := range aside {
		fmt.Fprintln(&out, line)
	}
	write := r.WriteMissed
	if g.all {
		write = r.WriteText
	}
	status, verdict := g.verdict(r)
	if g.untold == nil {
		_ = write(&out) // a Builder takes all
	}
	if verdict != "" {
		fmt.Fprintln(&out, verdict)
	}
	_, err := io.WriteString(visible{text.out}, out.String())
	return status, err
}

// verdict is the exit status of the coverage alone, and why it is not 0.
func (g *gauge) verdict(r coverage.Report) (exitStatus, string) {
	switch percent := r.Total.Percent(); {
	case g.untold != nil:
		return 3, "could not tell: " + g.untold.Error()
	case r.Total.Reachable == 0:
		return 3, "could not tell: the configuration has no location that can be reached, so nothing was measured"
	case r.Requests == r.Doubts:
		return 3, "could not tell: no request could be followed"
	case g.floor && percent < g.least:
		return 1, fmt.Sprintf("%d %% is less than the %d %% of --coverage-min", percent, g.least)
	}
	return 0, ""
}

// worse is the exit status of a run and of its coverage: interrupted, then failed, then what could not be told.
func worse(a, b exitStatus) error {
	for _, s := range []exitStatus{130, 1, 3} {
		if a == s || b == s {
			return s
		}
	}
	return nil
}
