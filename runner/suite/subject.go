package suite

import (
	"fmt"

	gomega "github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/record"
)

// Subject is what a matcher judges.
type Subject struct {
	fmt.Stringer
	// Evidence is the command that shows it.
	Evidence string
	// Absent tells the errors that say of something that it is not there: those are facts. Nil: none does.
	Absent func(error) bool
}

// Judge judges one matcher on one subject by its own record of reads, which is added to
// that of the running spec. It passes only when the matcher holds, something
// was read and nothing of it was unknown; it fails only when the matcher does not hold and all was known.
// words say what the matcher wants: "is installed".
func Judge(s Subject, m gomega.GomegaMatcher, words string) Judgement {
	rec, end := record.Sub()
	ok, err := m.Match(s.Stringer)
	end()
	if j, bad := Unresolved(rec); bad {
		return j
	}
	failed := Judgement{Outcome: outcome.Failed, Evidence: s.Evidence}
	switch {
	case err != nil && s.Absent != nil && s.Absent(err):
		failed.Message = "expected " + s.String() + ": " + words + ", but " + err.Error()
		return failed
	case err != nil:
		failed.Message = "judge " + s.String() + ": " + err.Error()
		return failed
	case !ok:
		failed.Message = m.FailureMessage(s.Stringer)
		return failed
	case len(rec.Reads()) == 0:
		return Judgement{Outcome: outcome.Unknown, Message: "could not tell: the matcher read nothing of " + s.String()}
	}
	return Judgement{Outcome: outcome.Passed}
}
