package specs

import (
	gomega "github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/record"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/specs/resource"
)

// Judge judges one matcher on one resource by its own record of reads, which is added to
// that of the running spec. It passes only when the matcher holds, something
// was read and nothing of it was unknown; it fails only when the matcher does not hold and all was known.
func Judge(r resource.Resource, m gomega.GomegaMatcher) suite.Judgement {
	rec, end := record.Sub()
	ok, err := m.Match(r)
	end()
	if j, bad := suite.Unresolved(rec); bad {
		return j
	}
	evidence := r.Evidence()
	switch {
	case err != nil && resource.IsAbsent(err):
		return suite.Judgement{Outcome: outcome.Failed, Message: "expected " + r.String() + ": " + words(m) + ", but " + err.Error(), Evidence: evidence}
	case err != nil:
		return suite.Judgement{Outcome: outcome.Failed, Message: "judge " + r.String() + ": " + err.Error(), Evidence: evidence}
	case !ok:
		return suite.Judgement{Outcome: outcome.Failed, Message: m.FailureMessage(r), Evidence: evidence}
	case len(rec.Reads()) == 0:
		return suite.Judgement{Outcome: outcome.Unknown, Message: "could not tell: the matcher read nothing of " + r.String()}
	}
	return suite.Judgement{Outcome: outcome.Passed}
}
