package report

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// verdictWord is the run's verdict as the console's last line begins.
func verdictWord(run *outcome.Run) string {
	if run.Interrupted {
		return "INTERRUPTED"
	}
	switch run.Verdict() {
	case outcome.Passed:
		return "PASSED"
	case outcome.Failed:
		return "FAILED"
	}
	return "COULD NOT TELL"
}

// verdictLine is the run in one line, without its verdict's word: what is bad first.
func verdictLine(run *outcome.Run) string {
	text := countsOf(run.Summary())
	if n := len(orderOf(run).names); n > 0 {
		text += " on " + count(n, "target")
		if dead := notReached(run); dead > 0 {
			text += fmt.Sprintf(" (%d not reached)", dead)
		}
	}
	text += " in " + duration(run.Took)
	if n := len(run.Problems); n > 0 {
		text += "; " + count(n, "problem") + " of the run"
	}
	return text
}

// countsOf says how many results there are of each outcome, what is bad first.
func countsOf(s outcome.Summary) string {
	var counts []string
	for _, c := range []struct {
		n    int
		word string
	}{{s.Failed, "failed"}, {s.Unknown, "unknown"}, {s.Passed, "passed"}, {s.Waived, "waived"}, {s.Skipped, "skipped"}} {
		if c.n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", c.n, c.word))
		}
	}
	if len(counts) == 0 {
		return "nothing was judged"
	}
	return strings.Join(counts, ", ")
}

func notReached(run *outcome.Run) int {
	n := 0
	for i := range run.Targets {
		if !run.Targets[i].Reached {
			n++
		}
	}
	return n
}
