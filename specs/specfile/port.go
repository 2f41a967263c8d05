package specfile

import (
	"fmt"

	"github.com/fleetspec/fleetspec/specs/resource"
)

// listenOn judges the addresses that a port listens on.
func listenOn(want any) matcher {
	e, _ := want.(*expect)
	return &addresses{expect: e}
}

// addresses is a matcher of a port.
type addresses struct {
	*expect
	have []string
}

type listener interface{ Addresses() ([]string, error) }

// Match judges a port.
func (a *addresses) Match(actual any) (bool, error) {
	p, ok := actual.(listener)
	if !ok {
		return false, fmt.Errorf("%v has no addresses", actual)
	}
	have, err := p.Addresses()
	if err != nil {
		return false, err
	}
	a.have = have
	return a.expect.Match(have)
}

// Fits tells whether it is a port.
func (a *addresses) Fits(actual any) bool { _, ok := actual.(listener); return ok }

// String is how a spec's text names it.
func (a *addresses) String() string { return "listen on addresses: " + a.words }

// FailureMessage tells the addresses.
func (a *addresses) FailureMessage(actual any) string {
	return fmt.Sprintf("expected %v to %s, but they are %s", actual, a, quoteAll(a.have))
}

// NegatedFailureMessage is FailureMessage under NotTo.
func (a *addresses) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("expected %v not to %s, but they are %s", actual, a, quoteAll(a.have))
}

var _ listener = resource.Port{}
