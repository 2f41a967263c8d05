package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	"github.com/fleetspec/fleetspec/runner/inventory"
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
	port   string              // that requests come in by, behind something else; "" when nobody said
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
		if o.coverageMin != "" || o.coveragePort != 0 || len(to) > 0 {
			return nil, errors.New("--coverage-min, --coverage-port, --report coverage and --report coverage-html need --coverage TARGET, whose NGINX configuration is measured")
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
	return g, g.by(o.coveragePort)
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

// by takes the port that requests come in by.
func (g *gauge) by(port uint16) error {
	if port == 0 {
		return nil
	}
	g.port = strconv.Itoa(int(port))
	if told := g.untold == nil; told && !g.listens(g.port, true) && !g.listens(g.port, false) {
		return fmt.Errorf("--coverage-port %s: the NGINX of %s does not listen there", g.port, g.name)
	}
	return nil
}

func (g *gauge) close() {
	if g != nil && g.conn != nil {
		_ = g.conn.Close() // nothing more is asked
	}
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
