package match

import (
	"fmt"

	"github.com/onsi/gomega/types"
)

// misuse makes of a matcher one that can never be judged, and why: what it wants makes no sense.
func misuse(m *Matcher, format string, args ...any) *Matcher {
	err := fmt.Errorf(format, args...)
	return &Matcher{verb: m.verb, words: m.words, fits: m.fits, judge: func(any) (bool, string, error) { return false, "", err }}
}

func isMatcher(want any) bool {
	_, ok := want.(types.GomegaMatcher)
	return ok
}
