package report

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/outcome"
)

// body lists the targets where the spec did not pass, and what it says there.
func (c *testCase) body() string {
	if len(c.results) == 0 {
		return limit(hosttext.VisibleLines(c.problem), maxMessage)
	}
	var b strings.Builder
	for _, part := range []struct {
		o    outcome.Outcome
		word string
	}{{outcome.Failed, "failed"}, {outcome.Unknown, "could not tell"}} {
		for _, h := range c.order.headings(c.with(part.o)) {
			for _, each := range h.blocks {
				writeBlock(&b, part.word, h.targets, each.first)
			}
		}
	}
	if n := len(c.with(outcome.Passed)); n > 0 && len(c.results) > n {
		fmt.Fprintf(&b, "passed on %s\n", c.targetsOf(c.with(outcome.Passed)))
	}
	if at := c.results[0].Location; at != "" {
		fmt.Fprintf(&b, "at %s\n", hosttext.Visible(place(at)))
	}
	return limit(b.String(), maxBody)
}

func writeBlock(b *strings.Builder, word string, targets []string, r *outcome.Result) {
	fmt.Fprintf(b, "%s on %s\n", word, names(targets, 0))
	for _, line := range manyLines(limit(r.Message, maxMessage)) {
		fmt.Fprintf(b, "  %s\n", line)
	}
	if r.Detail != "" {
		b.WriteString("  what came:\n")
		for _, line := range manyLines(limit(r.Detail, maxMessage)) {
			fmt.Fprintf(b, "    %s\n", line)
		}
	}
	for _, field := range []struct{ head, text string }{{"because: ", r.Because}, {"team: ", r.Team}, {"$ ", r.Evidence}} {
		if field.text != "" {
			for i, line := range commandLines(limit(field.text, maxMessage)) {
				head := field.head
				if i > 0 {
					head = strings.Repeat(" ", len(head))
				}
				fmt.Fprintf(b, "  %s%s\n", head, line)
			}
		}
	}
}

// output lists the targets of a case that passed, with what was waived or skipped on some.
func (c *testCase) output() string {
	if c.outcome() != outcome.Passed {
		return ""
	}
	var b strings.Builder
	if passed := c.with(outcome.Passed); len(passed) > 0 {
		fmt.Fprintf(&b, "passed on %s\n", c.targetsOf(passed))
	}
	for _, o := range []outcome.Outcome{outcome.Waived, outcome.Skipped} {
		for _, h := range c.order.headings(c.with(o)) {
			for _, each := range h.blocks {
				writeBlock(&b, string(o), h.targets, each.first)
			}
		}
	}
	return limit(b.String(), maxBody)
}
