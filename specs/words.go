package specs

import (
	"strings"

	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/specs/match"
)

// words says in a spec's text what a matcher wants: "is installed", "has mode \"0644\"".
func words(m types.GomegaMatcher) string {
	s, not := strings.CutPrefix(match.Words(m), "not ")
	third := thirdPerson(s)
	switch {
	case !not:
		return third
	case strings.HasPrefix(third, "is "):
		return "is not " + strings.TrimPrefix(third, "is ")
	case strings.HasPrefix(third, "has "):
		return "has not " + strings.TrimPrefix(third, "has ")
	}
	return "not: " + third
}

func thirdPerson(s string) string {
	// what stands behind the first quote is a value
	said, value, quoted := strings.Cut(s, `"`)
	if quoted {
		value = `"` + value
	}
	s = strings.NewReplacer(" and have ", " and has ", " and be ", " and is ").Replace(said) + value
	for _, verb := range [][2]string{{"be ", "is "}, {"have ", "has "}} {
		if rest, ok := strings.CutPrefix(s, verb[0]); ok {
			return verb[1] + rest
		}
	}
	verb, rest, more := strings.Cut(s, " ")
	if more {
		rest = " " + rest
	}
	return verb + "s" + rest
}
