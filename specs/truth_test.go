package specs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/record"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/specs/fact"
	"github.com/fleetspec/fleetspec/specs/match"
	"github.com/fleetspec/fleetspec/specs/resource"
)

// The truth matrix: each registered resource × fault × matcher × composition. A fault may make
// a fact unknown, never another one: what passes under it must pass on the
// healthy host too, and must not have read anything unknown.
//
// It is made of the registered tables, their examples and tools, the registered resources and
// matchers: a new one is in it without a line here.

// fault is one way in which asking goes wrong.
type fault struct {
	name string
	// collector asks the faulty host.
	collector fact.Collector
	deadline  time.Duration
	// tables are asked and judged; nil is all.
	tables []string
}

func (f fault) concerns(table string) bool {
	return f.tables == nil || slices.Contains(f.tables, table)
}

// cell is one judgement that passed though it must not.
type cell struct{ fault, resource, matcher, composition, why string }

func (c cell) String() string {
	return fmt.Sprintf("%s: %s %s by %s: %s", c.fault, c.resource, c.matcher, c.composition, c.why)
}

// matrix judges all cells of the given kinds.
type matrix struct {
	asks    []fact.Ask
	healthy *fact.Snapshot
	tried   int
	unknown int
	false_  []cell
}

func newMatrix(t *testing.T, healthy fact.Collector, asks []fact.Ask) *matrix {
	t.Helper()
	m := &matrix{asks: asks}
	m.healthy = m.collect(t, fault{name: "healthy", collector: healthy, deadline: time.Minute})
	if m.healthy.Lost != "" {
		t.Fatalf("the healthy host told nothing: %s", m.healthy.Lost)
	}
	return m
}

func exampleAsks() []fact.Ask {
	var out []fact.Ask
	for _, k := range fact.Tables() {
		out = append(out, k.ExampleAsks()...)
	}
	return out
}

func (m *matrix) collect(t *testing.T, f fault) *fact.Snapshot {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), f.deadline)
	defer cancel()
	var asks []fact.Ask
	for _, a := range m.asks {
		if f.concerns(a.Table) {
			asks = append(asks, a)
		}
	}
	s, err := f.collector.Collect(ctx, asks)
	if err != nil {
		t.Errorf("%s: %v", f.name, err)
		return fact.NewSnapshot("sick", "")
	}
	return s
}

// each collects the faults, a few at once, and judges them one after the other.
func (m *matrix) each(t *testing.T, faults []fault) {
	t.Helper()
	type answer struct {
		f fault
		s *fact.Snapshot
	}
	answers, slots := make(chan answer), make(chan struct{}, 4)
	for _, f := range faults {
		go func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			answers <- answer{f, m.collect(t, f)}
		}()
	}
	for range faults {
		a := <-answers
		m.judge(a.f, a.s)
	}
}

// judge tries all cells of one faulty snapshot.
func (m *matrix) judge(f fault, s *fact.Snapshot) {
	for _, kind := range resource.Kinds() {
		if !f.concerns(kind.Table) {
			continue
		}
		for _, name := range exampleNames(kind) {
			sick, err := kind.New(resource.OfSnapshot(s), name)
			if err != nil {
				continue
			}
			well, _ := kind.New(resource.OfSnapshot(m.healthy), name)
			for _, v := range match.Verbs() {
				n := len(v.Examples())
				for i := range n {
					if v.Examples()[i].Fits(sick) {
						m.compose(f.name, sick, well, func() types.GomegaMatcher { return v.Examples()[i] })
					}
				}
			}
		}
	}
}

func exampleNames(kind resource.Kind) []string {
	if kind.Examples != nil {
		return kind.Examples
	}
	k, ok := fact.Of(kind.Table)
	if !ok {
		return nil
	}
	var out []string
	seen := map[string]bool{}
	for _, a := range k.ExampleAsks() {
		if !seen[a.Key] {
			seen[a.Key] = true
			out = append(out, a.Key)
		}
	}
	return out
}

func (m *matrix) compose(faultName string, sick, well resource.Resource, fresh func() types.GomegaMatcher) {
	blind := couldNotTell(sick, fresh())
	if blind {
		m.unknown++
	}
	for _, c := range compositions {
		m.tried++
		if !passes(c, sick, well, fresh) {
			continue
		}
		bad := cell{faultName, sick.String(), words(fresh()), c.name, ""}
		if blind {
			bad.why = "it passes, and the fact is unknown"
			m.false_ = append(m.false_, bad)
		} else if !passes(c, well, well, fresh) {
			bad.why = "it passes, and on the healthy host it does not"
			m.false_ = append(m.false_, bad)
		}
	}
}

// couldNotTell asks the matcher alone, outside of any record that could hide it.
func couldNotTell(r resource.Resource, m types.GomegaMatcher) bool {
	_, end := record.Begin()
	defer end()
	_, err := m.Match(r)
	var u *fact.Unknown
	return errors.As(err, &u)
}

func (m *matrix) report(t *testing.T) {
	t.Helper()
	byFault := map[string][]cell{}
	for _, c := range m.false_ {
		byFault[c.fault] = append(byFault[c.fault], c)
	}
	for _, cells := range byFault {
		for i, c := range cells {
			if i == 3 {
				t.Errorf("%s: and %d more", c.fault, len(cells)-i)
				break
			}
			t.Error(c)
		}
	}
	t.Logf("%d cells, %d of them (before composing) unknown, %d false passes", m.tried, m.unknown, len(m.false_))
}

// recording keeps what the host printed, and with which nonce.
type recording struct {
	transport.Transport
	text strings.Builder
}

type tee struct {
	to  transportWriter
	and *strings.Builder
}

type transportWriter interface{ Write([]byte) (int, error) }

func (t tee) Write(p []byte) (int, error) {
	t.and.Write(p)
	return t.to.Write(p)
}

func (r *recording) Run(ctx context.Context, cmd transport.Command) (transport.Result, error) {
	cmd.Stdout = tee{cmd.Stdout, &r.text}
	return r.Transport.Run(ctx, cmd)
}
