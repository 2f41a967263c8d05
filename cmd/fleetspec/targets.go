package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/fleetspec/fleetspec/runner/connect"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/specs"
	"github.com/fleetspec/fleetspec/specs/fact"
)

func newTargets(s streams) *cobra.Command {
	var r reach
	c := &cobra.Command{
		Use: "targets [TARGET…]", Short: "reach each target and say what it is",
		Long: `targets connects to each target and says its platform, how long it took, and as whom it came in.
Exit status 3 when one could not be reached.`,
		Example: `  fleetspec targets              # all of ./fleetspec.yaml
  fleetspec targets role=web
  fleetspec targets ssh://deploy@web-01 --become`,
		RunE: func(c *cobra.Command, args []string) error {
			r.targets = append(r.targets, args...)
			o, err := r.options(c.Flags(), s)
			if err != nil {
				return err
			}
			return showTargets(c.Context(), o, s)
		},
	}
	r.add(c.Flags())
	return c
}

// seen is how reaching one target went.
type seen struct {
	platform, why string
	notes         []string
	took          time.Duration
}

func showTargets(ctx context.Context, o suite.Options, s streams) error {
	targets, err := o.Inventory.Resolve(o.Targets)
	if err != nil {
		return &suite.Usage{Err: err}
	}
	all := lookAll(ctx, o, targets)
	w := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "TARGET\tPLATFORM\tTIME\tHOW")
	lost := 0
	for i, t := range targets {
		platform := all[i].platform
		if all[i].why != "" {
			lost++
			platform = "not reached"
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%d ms\t%s\n", t.Name, platform, all[i].took.Milliseconds(), how(t, all[i]))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for i, t := range targets {
		if all[i].why != "" {
			fmt.Fprintf(s.out, "%s: %s\n", t.Name, all[i].why)
		}
	}
	if lost > 0 {
		return exitStatus(3)
	}
	return nil
}

// how says by which way, and as whom.
func how(t inventory.Target, one seen) string {
	text := t.Address.String()
	if t.Jump != "" {
		text += " by " + t.Jump
	}
	if t.Become != "" {
		text += ", become " + t.Become
	}
	if len(one.notes) > 0 {
		text += " (" + strings.Join(one.notes, "; ") + ")"
	}
	return hosttext.Visible(text)
}

func lookAll(ctx context.Context, o suite.Options, targets []inventory.Target) []seen {
	connecting := connecting(o)
	out := make([]seen, len(targets))
	slots := make(chan struct{}, specs.ConcurrencyOf(o))
	var wait sync.WaitGroup
	for i, t := range targets {
		if o.Become != nil {
			t.Become = *o.Become
		}
		wait.Add(1)
		go func() {
			defer wait.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			out[i] = look(ctx, t, connecting, o.Deadline)
		}()
	}
	wait.Wait()
	return out
}

// connecting is how the targets of a run are reached.
func connecting(o suite.Options) connect.Options {
	c := connect.Options{SSHConfig: o.SSHConfig}
	if o.Prompt != nil {
		c.Prompt = connect.Once(o.Prompt)
	}
	return c
}

// look reaches one target and asks for its platform.
func look(ctx context.Context, t inventory.Target, o connect.Options, deadline time.Duration) (one seen) {
	if deadline == 0 {
		deadline = specs.DefaultDeadline
	}
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	began := time.Now()
	defer func() { one.took = time.Since(began) }()
	var s *fact.Snapshot
	if t.Address.Scheme == inventory.Snapshot {
		loaded, err := fact.LoadFile(t.Address.Path)
		if err != nil {
			return seen{why: err.Error()}
		}
		s = loaded
	} else {
		conn, notes, err := connect.Open(ctx, t, o)
		if err != nil {
			return seen{why: hosttext.VisibleLines(err.Error())}
		}
		defer func() { _ = conn.Close() }()
		one.notes = notes
		if s, err = (fact.Collector{Transport: conn, Target: t.Name}).Collect(ctx, []fact.Ask{{Table: "platform"}}); err != nil {
			return seen{why: err.Error()}
		}
	}
	row, _, err := fact.Platforms.Look(s, "")
	if err != nil {
		one.why = hosttext.VisibleLines(err.Error())
	}
	one.platform = platformText(row)
	return one
}

// platformText is a platform in a few words: "Debian GNU/Linux 12 (bookworm), x86_64, systemd".
func platformText(p fact.Platform) string {
	words := []string{p.Arch}
	for _, v := range []fact.Value[string]{p.Init, p.Title} {
		if text, err := v.Get(); err == nil && text != "" {
			words = append([]string{text}, words...)
		}
	}
	if p.Container != "" {
		words = append(words, "in "+p.Container)
	}
	return hosttext.Visible(strings.Join(words, ", "))
}
