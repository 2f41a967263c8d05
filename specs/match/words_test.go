package match

import (
	"testing"

	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
)

func TestWordsAreTheSameAtEveryCall(t *testing.T) {
	for want, m := range map[string]func() types.GomegaMatcher{
		`contain substring "a"`:                       func() types.GomegaMatcher { return ContainSubstring("a") },
		`not be empty`:                                func() types.GomegaMatcher { return Not(BeEmpty()) },
		`be set`:                                      func() types.GomegaMatcher { return &Matcher{words: "be set"} },
		`equal 3 or match regexp "^a"`:                func() types.GomegaMatcher { return Or(Equal(3), MatchRegexp("^a")) },
		`consist of ["a", have prefix "b"]`:           func() types.GomegaMatcher { return ConsistOf("a", HavePrefix("b")) },
		`be numerically ">" [3]`:                      func() types.GomegaMatcher { return BeNumerically(">", 3) },
		`have standard output: contain substring "a"`: func() types.GomegaMatcher { return HaveStdout(ContainSubstring("a")) },
		`have standard output "a"`:                    func() types.GomegaMatcher { return HaveStdout("a") },
	} {
		if a, b := Words(m()), Words(m()); a != b || a != want {
			t.Errorf("%q and %q, want %q", a, b, want)
		}
	}
}
