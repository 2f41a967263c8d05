package specfile

import (
	"errors"

	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/specs/resource"
)

// anything takes any value: it is told, so it is there.
var anything = &expect{"of any value", func(any) (bool, error) { return true, nil }}

// unset holds when what the inner matcher asks for is absent, but not when its owner is: a
// variable that is not in the environment of a user, but none of a user that does not exist.
type unset struct {
	types.GomegaMatcher
	// name is for a spec's text: "setting memory_limit".
	name string
	// absent is how the accessor names what is absent.
	absent func(owner any) string
}

// Match is false when there is a value; an owner that is absent is an error.
func (u *unset) Match(actual any) (bool, error) {
	_, err := u.GomegaMatcher.Match(actual)
	var absent *resource.Absent
	if errors.As(err, &absent) && absent.What == u.absent(actual) {
		return true, nil
	}
	return false, err
}

// Fits tells whether the inner matcher can judge it.
func (u *unset) Fits(actual any) bool {
	f, ok := u.GomegaMatcher.(interface{ Fits(any) bool })
	return !ok || f.Fits(actual)
}

// Column is what the inner matcher judges that costs extra.
func (u *unset) Column() string {
	if c, ok := u.GomegaMatcher.(interface{ Column() string }); ok {
		return c.Column()
	}
	return ""
}

// String is how a spec's text names it.
func (u *unset) String() string { return "have no " + u.name }

// FailureMessage tells that there is a value.
func (u *unset) FailureMessage(actual any) string {
	return u.NegatedFailureMessage(actual)
}
