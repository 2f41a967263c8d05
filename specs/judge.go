package specs

import (
	gomega "github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/specs/resource"
)

// Judge judges one matcher on one resource; see suite.Judge.
func Judge(r resource.Resource, m gomega.GomegaMatcher) suite.Judgement {
	return suite.Judge(suite.Subject{Stringer: r, Evidence: r.Evidence(), Absent: resource.IsAbsent}, m, words(m))
}
