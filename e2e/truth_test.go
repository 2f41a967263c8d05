package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onsi/gomega/format"
	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/record"
)

// The truth matrix: each registered matcher × what can come, or not come, of a request × composition. Where nothing could
// be known, nothing passes, neither a matcher nor its opposite. A new matcher is in it by its registration.

// verb is a matcher of the matrix.
type verb struct {
	name    string
	expects []httpcheck.Kind
	fresh   func() types.GomegaMatcher
}

func verbsOf() []verb {
	var out []verb
	for _, v := range match.Verbs() {
		for i := range v.Examples() {
			fresh := func() types.GomegaMatcher { return v.Examples()[i] }
			out = append(out, verb{v.Name + ": " + v.Examples()[i].Words(), v.Expects, fresh})
		}
	}
	return out
}

// matrix counts the cells, and keeps those that pass though they must not.
type matrix struct {
	well   *exchange
	tried  int
	unsure int
	wrong  []string
}

func (m *matrix) judge(f came, v verb) {
	began := time.Now()
	defer func() {
		if took := time.Since(began); took > time.Minute { // on a machine that is slow, and looks for races
			m.note(f, v, "all", "it took "+took.String())
		}
	}()
	switch known := f.x.came != nil && f.x.came.Error == nil; {
	case f.x.came != nil && f.x.came.Error != nil && slices.Contains(v.expects, f.x.came.Error.Kind):
		m.answered(f, v)
	case !known && f.unknown():
		m.unsure++
		m.none(f, v, func(composition) bool { return true })
	case !known || f.blinds(v.name):
		m.none(f, v, func(c composition) bool { return c.whole })
	default:
		m.answered(f, v)
	}
}

// none tries that nothing passes.
func (m *matrix) none(f came, v verb, which func(composition) bool) {
	for _, c := range compositions {
		if !which(c) {
			continue
		}
		m.tried++
		if passes(c, f.x, m.well, v.fresh) {
			m.note(f, v, c.name, "it passes")
		}
	}
}

// answered tries that a matcher and its opposite do not both hold, in whichever way the opposite is said.
func (m *matrix) answered(f came, v verb) {
	to, not, began := 0, 0, time.Now()
	for _, c := range compositions {
		if c.says == 0 {
			continue
		}
		m.tried++
		if passes(c, f.x, m.well, v.fresh) {
			if c.says > 0 {
				to++
			} else {
				not++
			}
		}
	}
	all := 0
	for _, c := range compositions {
		if c.says > 0 {
			all++
		}
	}
	// In less than that no question was given up, as on a slow machine one is here and not there.
	if quick := time.Since(began) < 4*time.Second; to > 0 && not > 0 || quick && to > 0 && to < all {
		m.note(f, v, "To and Not", "they do not agree")
	}
}

func (m *matrix) note(f came, v verb, composition, why string) {
	m.wrong = append(m.wrong, f.name+": "+v.name+" by "+composition+": "+why)
}

// passes tells whether a spec that uses the matcher so would pass: no failure, something read, and nothing of
// it unknown.
func passes(c composition, x, well *exchange, fresh func() types.GomegaMatcher) bool {
	rec, end := record.Begin()
	defer end()
	failed := c.fails(x, well, fresh)
	return !failed && len(rec.Unresolved()) == 0 && len(rec.Reads()) > 0
}

func TestTruthMatrix(t *testing.T) {
	m := &matrix{well: wellExchange(t)}
	all, faults := verbsOf(), faultsOf(t)
	for _, f := range faults {
		if f.x.came != nil && f.kind != kindOf(f.x) {
			t.Errorf("%s: came %q, want %q", f.name, kindOf(f.x), f.kind)
		}
		for _, v := range all {
			m.judge(f, v)
		}
	}
	for i, w := range m.wrong {
		if i == 20 {
			t.Errorf("and %d more", len(m.wrong)-i)
			break
		}
		t.Error(w)
	}
	t.Logf("%d cells of %d matchers, %d faults and %d compositions; in %d pairs of a matcher and a fault nothing could be told", m.tried, len(all), len(faults), len(compositions), m.unsure)
}

// dropping is a matcher that takes any error for a no, as a careless one does.
type dropping struct{ types.GomegaMatcher }

func (d dropping) Match(actual any) (bool, error) {
	holds, _ := d.GomegaMatcher.Match(actual)
	return holds, nil
}

// guessing is a matcher that looks at what came by itself, and says that it was read.
type guessing struct{ types.GomegaMatcher }

func (guessing) Match(actual any) (bool, error) {
	x := actual.(*exchange)
	record.Note(record.Read{Key: x.String()})
	return x.came == nil || x.came.Error != nil, nil
}

func TestTruthMatrixBites(t *testing.T) {
	faults := faultsOf(t)
	for name, broken := range map[string]func() types.GomegaMatcher{
		"dropping": func() types.GomegaMatcher { return dropping{match.HaveHeader("X-Nothing")} },
		"guessing": func() types.GomegaMatcher { return guessing{match.HaveStatus(200)} },
	} {
		m := &matrix{well: wellExchange(t)}
		for _, f := range faults {
			m.judge(f, verb{name: name, fresh: broken})
		}
		if len(m.wrong) < 5 {
			t.Errorf("%s: %d cells, and %d show it: %s", name, m.tried, len(m.wrong), strings.Join(m.wrong, "\n"))
		}
	}
}

// Gomega's own matchers print what they are asked of: that is not all of the client.
func TestAnExchangeIsPrintedByItsName(t *testing.T) {
	x := wellExchange(t)
	for _, printed := range []string{format.Object(x, 0), format.Object([]*exchange{x}, 0)} {
		if !strings.Contains(printed, x.String()) || len(printed) > 200 {
			t.Errorf("%.1000s", printed)
		}
	}
}

func kindOf(x *exchange) httpcheck.Kind {
	if x.came.Error == nil {
		return ""
	}
	return x.came.Error.Kind
}
