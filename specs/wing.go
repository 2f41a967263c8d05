package specs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/fleetspec/fleetspec/runner/connect"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/specs/fact"
)

// wing is the specs' part in a run: the hosts.
type wing struct {
	options suite.Options
	hosts   []*Host
}

var run = &wing{}

func init() { suite.Use(run) }

// DefaultConcurrency is how many hosts are asked at once when nobody says otherwise.
const DefaultConcurrency = 32

// prepared is up to how many hosts are prepared while the tree is built; more would be in its way.
const prepared = 4

// Begin makes the hosts of the targets. Snapshots are read here: a file that can't be read
// is a usage error.
func (w *wing) Begin(o suite.Options, found suite.Found) error {
	w.options, w.hosts = o, nil
	connecting := connect.Options{SSHConfig: o.SSHConfig}
	if o.Prompt != nil {
		connecting.Prompt = connect.Once(o.Prompt)
	}
	var errs []error
	for _, t := range found.Targets {
		if o.Become != nil {
			t.Become = *o.Become
		}
		h := &Host{target: t}
		if t.Address.Scheme == inventory.Snapshot {
			s, err := fact.LoadFile(t.Address.Path)
			errs = append(errs, err)
			h.snapshot = s
		} else {
			h.snapshot = fact.NewSnapshot(t.Name, t.Address.String())
			if len(found.Targets) <= prepared {
				connect.Prepare(t, connecting)
			}
			h.line = &line{deadline: o.Deadline, wait: o.Wait, open: func(ctx context.Context) (transport.Transport, []string, error) {
				return opener(ctx, t, connecting)
			}}
		}
		w.hosts = append(w.hosts, h)
	}
	return errors.Join(errs...)
}

// Collect asks the hosts, a bounded number at once, each by one script. A host that
// can't be reached is unknown; the others go on.
func (w *wing) Collect(ctx context.Context, selected []suite.Selected) {
	of := map[string][]suite.Selected{}
	for _, s := range selected {
		name := hostOf(s)
		of[name] = append(of[name], s)
	}
	type job struct {
		h    *Host
		asks []fact.Ask
	}
	var jobs []job
	for _, h := range w.hosts {
		if asks := h.asksFor(of[h.Name()]); h.line != nil && len(asks) > 0 {
			jobs = append(jobs, job{h, asks})
		}
	}
	w.options.Progress.Begin(len(jobs))
	defer w.options.Progress.Done()
	slots := make(chan struct{}, ConcurrencyOf(w.options))
	var all sync.WaitGroup
	for _, j := range jobs {
		all.Add(1)
		go func() {
			defer all.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			j.h.collect(ctx, j.asks)
			w.options.Progress.Reached(j.h.Name(), j.h.snapshot.Lost)
		}()
	}
	all.Wait()
}

func (h *Host) collect(ctx context.Context, asks []fact.Ask) {
	h.mu.Lock()
	defer h.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, h.deadline()+h.line.wait)
	defer cancel()
	s, err := h.line.collect(ctx, h, asks)
	if err != nil {
		s = fact.RefusedSnapshot(h.Name(), asks, err.Error())
	}
	h.snapshot = s
}

// ConcurrencyOf is how many hosts are asked at once.
func ConcurrencyOf(o suite.Options) int {
	for _, n := range []int{o.Concurrency, o.Inventory.Concurrency} {
		if n > 0 {
			return n
		}
	}
	return DefaultConcurrency
}

// End saves the snapshots, ends the connections and tells of the hosts.
func (w *wing) End() ([]outcome.Target, error) {
	var out []outcome.Target
	for _, h := range w.hosts {
		if h.line != nil {
			h.line.close()
		}
		if t, asked := h.report(); asked {
			out = append(out, t)
		}
	}
	return out, w.save()
}

// report tells of a host. Nothing was asked of one that no selected spec speaks of.
func (h *Host) report() (t outcome.Target, asked bool) {
	s := h.snapshot
	t = outcome.Target{Name: h.Name(), Address: h.target.Address.String(), Reached: s.Lost == "",
		Seconds: s.Took.Seconds(), Why: s.Lost, Notes: s.Notes, LateRounds: h.late}
	if h.line == nil {
		age := time.Since(s.At).Round(time.Second)
		t.Notes = append(t.Notes, fmt.Sprintf("a snapshot of %s, taken %s ago (%s)", s.Target, age, s.At.Local().Format(time.DateTime)))
		return t, len(h.asked) > 0
	}
	return t, !s.At.IsZero() || s.Lost != ""
}
