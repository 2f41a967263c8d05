// Package match holds the Gomega matchers on resources, a verb a file.
//
// A matcher asks the resource through a small interface, such as
// Installed() (bool, error), so any resource that can answer is fit for it. An
// error of the resource is the matcher's error under To and NotTo alike: what could
// not be told is never a yes or a no, and neither is a property of something absent.
package match

import (
	"fmt"
	"reflect"

	"github.com/onsi/gomega/format"
	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// Matcher judges one resource. It is a Gomega matcher.
type Matcher struct {
	verb  string // "BeInstalled", for messages about misuse
	words string // reads on after "to": "be installed"
	fits  func(actual any) bool
	judge func(actual any) (ok bool, is string, err error)
	is    string
}

// Match judges actual; it fails with an error when actual can't answer or could not tell.
func (m *Matcher) Match(actual any) (bool, error) {
	if !m.fits(actual) {
		return false, fmt.Errorf("%s can't judge %s", m.verb, describe(actual))
	}
	ok, is, err := m.judge(actual)
	m.is = is
	return ok, err
}

// FailureMessage tells what was expected, and what is.
func (m *Matcher) FailureMessage(actual any) string { return m.message(actual, "to ") }

// NegatedFailureMessage is FailureMessage under NotTo.
func (m *Matcher) NegatedFailureMessage(actual any) string { return m.message(actual, "not to ") }

func (m *Matcher) message(actual any, to string) string {
	s := "expected " + describe(actual) + " " + to + m.words
	if m.is != "" {
		s += ", but " + m.is
	}
	return s
}

// String is how a spec's text names the expectation: "be installed".
func (m *Matcher) String() string { return m.words }

// Fits tells whether the matcher can judge such an actual.
func (m *Matcher) Fits(actual any) bool { return m.fits(actual) }

func describe(actual any) string {
	if s, ok := actual.(fmt.Stringer); ok {
		return hosttext.Visible(s.String())
	}
	return format.Object(actual, 0)
}

// yes makes a matcher of an accessor that says yes or no. words reads "be installed",
// yea and nay what is: "it is installed", "it is absent".
func yes[R any](verb, words, yea, nay string, read func(R) (bool, error)) *Matcher {
	return &Matcher{verb: verb, words: words, fits: can[R], judge: func(actual any) (bool, string, error) {
		ok, err := read(actual.(R))
		if err != nil {
			return false, "", err
		}
		if ok {
			return true, yea, nil
		}
		return false, nay, nil
	}}
}

// value makes a matcher of an accessor of a value and of what it should be: a T, or
// any Gomega matcher on a T. noun reads "mode".
func value[R, T any](verb, noun string, want any, read func(R) (T, error)) *Matcher {
	inner, words := wanted[T](noun, want)
	return &Matcher{verb: verb, words: words, fits: can[R], judge: func(actual any) (bool, string, error) {
		v, err := read(actual.(R))
		if err != nil {
			return false, "", err
		}
		ok, err := inner.Match(v)
		return ok, fmt.Sprintf("%s is %s", noun, show(v)), err
	}}
}

// judged makes a matcher of an accessor of a value and a function that says whether it
// is as wanted; an error of the function is misuse ("bad pattern").
func judged[R, T any](verb, words, noun string, read func(R) (T, error), ok func(T) (bool, error)) *Matcher {
	return &Matcher{verb: verb, words: words, fits: can[R], judge: func(actual any) (bool, string, error) {
		v, err := read(actual.(R))
		if err != nil {
			return false, "", err
		}
		good, err := ok(v)
		return good, fmt.Sprintf("%s is %s", noun, show(v)), err
	}}
}

// both makes a matcher of two on the same actual: `BeInstalled().WithVersion(…)`. Its negation
// holds when either does not; the second is asked only when the first holds.
func both(a, b *Matcher, join string) *Matcher {
	return &Matcher{verb: a.verb, words: a.words + " " + join + b.words,
		fits: func(actual any) bool { return a.fits(actual) && b.fits(actual) },
		judge: func(actual any) (bool, string, error) {
			if ok, is, err := a.judge(actual); err != nil || !ok {
				return ok, is, err
			}
			return b.judge(actual)
		}}
}

func wanted[T any](noun string, want any) (types.GomegaMatcher, string) {
	switch w := want.(type) {
	case types.GomegaMatcher:
		return w, "have " + noun + ": " + Words(w)
	}
	return equal[T]{want}, "have " + noun + " " + show(want)
}

// equal is strict equality of values of one type: comparing a string with a number is misuse, not "different".
type equal[T any] struct{ want any }

func (e equal[T]) Match(actual any) (bool, error) {
	if _, ok := e.want.(T); !ok {
		return false, fmt.Errorf("want %s (%T) can never be a %T", show(e.want), e.want, actual)
	}
	return reflect.DeepEqual(actual, e.want), nil
}
func (e equal[T]) FailureMessage(any) string        { return "equal " + show(e.want) }
func (e equal[T]) NegatedFailureMessage(any) string { return "not equal " + show(e.want) }

func show(v any) string {
	switch v := v.(type) {
	case string:
		return hosttext.Visible(fmt.Sprintf("%q", v))
	case fmt.Stringer:
		return hosttext.Visible(v.String())
	}
	return hosttext.Visible(fmt.Sprintf("%v", v))
}

func can[R any](actual any) bool { _, ok := actual.(R); return ok }
