package specs

import (
	"strings"

	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/specs/match"
)

// words says in a spec's text what a matcher wants: "is installed", "has mode \"0644\"".
func words(m types.GomegaMatcher) string {
	s, not := strings.CutPrefix(match.Words(m), "not ")
	third := suite.ThirdPerson(s)
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
