package suite

import (
	"strings"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// Worst is the judgement of a spec by those of its expectations that did not pass, one at least, with what each of them
// says: one that certainly does not hold fails the spec even when another could not be told.
func Worst(wrong []Judgement) Judgement {
	worst := wrong[0]
	messages := make([]string, len(wrong))
	for i, j := range wrong {
		messages[i] = j.Message
		if worst.Outcome != outcome.Failed {
			worst = j
		}
	}
	worst.Message = strings.Join(messages, "\n")
	return worst
}
