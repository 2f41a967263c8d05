package e2e

import (
	"fmt"
	"slices"
	"sync"

	gomega "github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/e2e/match"
)

// Late are expectations that hold what an earlier step captured: the function makes the matchers, with each text
// that may hold a Captured put through bind. It is called once when the check is declared, and again when it is judged.
//
//	s.Check(Get("/account"), e2e.Late(func(bind func(string) string) []*match.Matcher {
//		return []*match.Matcher{HaveBody(bind("Order " + Captured("id")))}
//	}))
type Late func(bind func(text string) string) []*match.Matcher

// expectationOf reads what a check expects: the words for its matchers, and the captured names in them.
func expectationOf(late Late) (e expectation, names []string, err error) {
	e.late = late
	made := late(func(text string) string {
		for _, found := range references.FindAllString(text, -1) {
			if r := referred(found); r.kind == capturedRef && !slices.Contains(names, r.name) {
				names = append(names, r.name)
			}
		}
		return text
	})
	for _, m := range made {
		if err := m.Err(); err != nil {
			return e, nil, err
		}
		e.words = append(e.words, words(m))
	}
	if len(made) == 0 {
		err = fmt.Errorf("it expects nothing: give a matcher")
	}
	return e, names, err
}

// plainly is an expectation that holds nothing captured.
func plainly(m *match.Matcher) (expectation, error) {
	if m.Err() == nil && slices.ContainsFunc(m.Texts(), Referring) {
		return expectation{}, fmt.Errorf("%s: a captured value or a secret stands in a matcher: make the matcher inside of Late", Shown(m.Words()))
	}
	e, _, err := expectationOf(func(func(string) string) []*match.Matcher { return []*match.Matcher{m} })
	return e, err
}

// capturing is the expectation of a step that captures: that it found something.
type capturing struct{ name string }

// Match is true when the value was captured.
func (c capturing) Match(actual any) (bool, error) {
	x := actual.(*exchange)
	if _, err := x.Answer(); err != nil {
		return false, err
	}
	k, tried := x.took[c.name]
	return tried && k.err == nil, nil
}

// FailureMessage says what was found instead.
func (c capturing) FailureMessage(actual any) string {
	return fmt.Sprintf("expected %v to capture %s, but %v", actual, c.name, actual.(*exchange).took[c.name].err)
}

// NegatedFailureMessage is never asked for.
func (c capturing) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("expected %v not to capture %s", actual, c.name)
}

// all are the matchers of the exchange's spec, with their words.
func (x *exchange) all() (all []gomega.GomegaMatcher, said []string) {
	for _, m := range x.matchers() {
		all = append(all, m)
	}
	return x.withCaptures(all), x.words()
}

func (x *exchange) withCaptures(all []gomega.GomegaMatcher) []gomega.GomegaMatcher {
	for _, c := range x.call.captures {
		all = append(all, capturing{c.name})
	}
	return all
}

// words say what is expected.
func (x *exchange) words() []string {
	var out []string
	for _, e := range x.expect {
		out = append(out, e.words...)
	}
	for _, c := range x.call.captures {
		out = append(out, "captures "+c.name)
	}
	return out
}

// judging is held while an exchange is judged aside: matchers remember what they saw.
var judging sync.Mutex

// fails says why an exchange is not as its check expects, or could not be told; nil: it is.
func (x *exchange) fails() error {
	judging.Lock()
	defer judging.Unlock()
	if unknown, known := x.look(); len(x.expect) == 0 && (unknown != nil || known != nil) {
		return fmt.Errorf("%s: %w", x, firstOf(unknown, known))
	}
	for _, m := range x.matchers() {
		holds, err := m.Match(aside{x})
		switch {
		case err != nil:
			return fmt.Errorf("%s: %s", x, x.conceal(err.Error()))
		case !holds:
			return fmt.Errorf("%s", x.conceal(m.FailureMessage(x)))
		}
	}
	for _, c := range x.call.captures {
		if k := x.took[c.name]; k.err != nil {
			return k.err
		}
	}
	return nil
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
