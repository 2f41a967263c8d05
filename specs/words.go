package specs

import (
	"fmt"
	"strings"

	"github.com/onsi/gomega/matchers"
	"github.com/onsi/gomega/types"
)

// words says in a spec's text what a matcher wants: "is installed", "has mode \"0644\"".
func words(m types.GomegaMatcher) string {
	switch m := m.(type) {
	case *matchers.NotMatcher:
		return negated(words(m.Matcher))
	case *matchers.AndMatcher:
		return joined(m.Matchers, " and ")
	case *matchers.OrMatcher:
		return joined(m.Matchers, " or ")
	case fmt.Stringer:
		return thirdPerson(m.String())
	}
	return "satisfies " + strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", m), "*matchers."), "Matcher")
}

func joined(ms []types.GomegaMatcher, by string) string {
	out := make([]string, len(ms))
	for i, m := range ms {
		out[i] = words(m)
	}
	return strings.Join(out, by)
}

func thirdPerson(s string) string {
	for from, to := range map[string]string{"be ": "is ", "have ": "has ", "come ": "comes ", "contain ": "contains ", "answer ": "answers ", "exist": "exists"} {
		if rest, ok := strings.CutPrefix(s, from); ok {
			return to + rest
		}
	}
	return "should " + s
}

func negated(s string) string {
	if rest, ok := strings.CutPrefix(s, "is "); ok {
		return "is not " + rest
	}
	return "not: " + s
}
