package specs

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/record"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/local"
	"github.com/fleetspec/fleetspec/specs/fact"
	"github.com/fleetspec/fleetspec/specs/resource"
)

// probes is a table of the tests alone. Of keys that begin with "unknown" it can't tell, those
// with "absent" are not there, "recovers" is unknown the first time.
var probes = fact.Register(&fact.Table[string]{
	Name: "probe",
	Shell: func(asks []fact.Ask) string {
		var words []string
		for _, a := range asks {
			words = append(words, a.Key)
		}
		return "printf '%s\\n' " + fact.QuoteAll(words)
	},
	Parse: func(asks []fact.Ask, out []byte) (fact.Rows[string], error) {
		rows := fact.Rows[string]{}
		for _, key := range strings.Fields(string(out)) {
			switch {
			case strings.HasPrefix(key, "unknown"), key == "recovers" && tries.Add(1) == 1:
				rows.Cannot(key, "the tool is missing")
			case strings.HasPrefix(key, "absent"):
				rows.Lacks(key)
			default:
				rows.Has(key, key)
			}
		}
		return rows, nil
	},
})

var tries, execs atomic.Int32

// probe is a resource of the tests alone.
type probe struct {
	src resource.Source
	key string
}

func (p probe) String() string   { return "Probe " + p.key }
func (p probe) Asks() []fact.Ask { return []fact.Ask{{Table: "probe", Key: p.key}} }
func (p probe) Evidence() string { return "echo " + p.key }
func (p probe) Kind() string     { return "probe" }
func (p probe) Name() string     { return p.key }
func (p probe) Target() string   { return p.src.Target() }

func (p probe) Present() (bool, error) {
	s, err := p.src.Facts(p.Asks())
	if err != nil {
		return false, err
	}
	_, found, err := probes.Look(s, p.key)
	record.Note(record.Read{Key: p.Target() + p.key, Err: err, Evidence: p.Evidence()})
	return found, err
}

func (p probe) Value() (string, error) {
	found, err := p.Present()
	if err == nil && !found {
		err = &resource.Absent{What: p.String()}
	}
	return p.key, err
}

func (p probe) Fresh() (probe, error) { return p, p.src.Refresh(p.Asks()) }

func (h *Host) probe(key string) probe { return declared(h, probe{h, key}, nil) }

// bePresent is a matcher of the tests alone.
type bePresent struct{}

func (bePresent) Match(actual any) (bool, error) {
	p, ok := actual.(probe)
	if !ok {
		return false, fmt.Errorf("bePresent can't judge %T", actual)
	}
	return p.Present()
}
func (bePresent) FailureMessage(actual any) string {
	return fmt.Sprintf("expected %v to be present, but it is absent", actual)
}
func (bePresent) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("expected %v not to be present, but it is", actual)
}
func (bePresent) String() string { return "be present" }

var present types.GomegaMatcher = bePresent{}

// counted counts execs on this machine.
type counted struct{ transport.Transport }

func (c counted) Run(ctx context.Context, cmd transport.Command) (transport.Result, error) {
	execs.Add(1)
	return c.Transport.Run(ctx, cmd)
}

func openLocal() transport.Transport { return counted{local.Open()} }
