package match

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/record"
)

// Kind says what a failure was.
type Kind = httpcheck.Kind

// Subject is what the matchers judge: a request and what came of it.
type Subject interface {
	fmt.Stringer
	// Answer is the exchange that got a whole answer. Its error is an unknown when none came, and the
	// read is in the record of the running spec.
	Answer() (*httpcheck.Exchange, error)
	// Failure is the exchange for who expects that it fails in one of these ways; another failure that
	// tells nothing of the application is an unknown.
	Failure(expected ...httpcheck.Kind) (*httpcheck.Exchange, error)
}

// Matcher judges one trait of an answer.
type Matcher struct {
	words string
	judge func(Subject) (holds bool, is string, err error)
	is    string
	err   error
	// unshown are the texts that it compares with and that its words leave out.
	unshown []string
}

// Texts are what it compares with: its words, and what these leave out.
func (m *Matcher) Texts() []string { return append([]string{m.words}, m.unshown...) }

// Err says why the matcher can't judge anything, such as a selector that can't be compiled; nil: it can.
func (m *Matcher) Err() error { return m.err }

// unless adds to Err.
func (m *Matcher) unless(err error) *Matcher {
	m.err = errors.Join(m.err, err)
	return m
}

// Words say what it wants, in the infinitive: "have status 200".
func (m *Matcher) Words() string { return m.words }

// Match tells whether the trait holds. An error says that it could not be told, or that the answer can't
// be asked so.
func (m *Matcher) Match(actual any) (bool, error) {
	if m.err != nil {
		return false, m.err
	}
	s, ok := actual.(Subject)
	if !ok {
		return false, fmt.Errorf("judge %T: it is no exchange", actual)
	}
	holds, is, err := m.judge(s)
	m.is = is
	slow, cut := (*query.Slow)(nil), (*httpcheck.UnprovenError)(nil)
	if errors.As(err, &slow) || errors.As(err, &cut) { // nobody knows what it would have found
		record.Note(record.Read{Key: s.String() + ": " + m.words, Err: fmt.Errorf("could not tell: %w", err)})
	}
	return err == nil && holds, err
}

// FailureMessage says what was expected and what is.
func (m *Matcher) FailureMessage(actual any) string {
	return fmt.Sprintf("expected %v to %s, but %s", actual, m.words, m.is)
}

// NegatedFailureMessage says the same of NotTo.
func (m *Matcher) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("expected %v not to %s, but %s", actual, m.words, m.is)
}

// of makes a matcher that judges the last hop of a whole answer.
func of(words string, judge func(*httpcheck.Hop) (holds bool, is string, err error)) *Matcher {
	return ofChain(words, func(x *httpcheck.Exchange) (bool, string, error) { return judge(x.Last()) })
}

// ofChain makes a matcher that judges the whole chain.
func ofChain(words string, judge func(*httpcheck.Exchange) (holds bool, is string, err error)) *Matcher {
	return &Matcher{words: words, judge: func(s Subject) (bool, string, error) {
		x, err := s.Answer()
		if err != nil {
			return false, "", err
		}
		holds, is, err := judge(x)
		return holds, x.Mask(is), err
	}}
}

// show is a text in quotes, cut where it is long.
func show(text string) string {
	is, rest := cut(text)
	return hosttext.Visible(fmt.Sprintf("%q", is)) + rest
}

// cut gives the beginning of a long text, and how long it is.
func cut(text string) (is, rest string) {
	const most = 200
	if len(text) <= most {
		return text, ""
	}
	at := most
	for at > most-utf8.UTFMax && !utf8.RuneStart(text[at]) {
		at--
	}
	return text[:at], fmt.Sprintf("… (%d bytes)", len(text))
}
