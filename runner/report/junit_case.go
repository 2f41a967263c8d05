package report

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/outcome"
)

// Limits, in bytes, of the text of one message and of one case.
const (
	maxMessage = 64 << 10
	maxBody    = 1 << 20
)

// testSuite is the cases of one class.
type testSuite struct {
	name  string
	cases []*testCase
}

// testCase is one spec and how it ended on its targets; or, without results, a problem of the run.
type testCase struct {
	class, name string
	seconds     float64
	results     []*outcome.Result
	order       *order
	problem     string
}

// suitesOf makes the cases, in the order in which the run first names them.
func suitesOf(run *outcome.Run) []*testSuite {
	o := orderOf(run)
	suites, cases, taken := map[string]*testSuite{}, map[spec]*testCase{}, map[[2]string]int{}
	var out []*testSuite
	for i := range run.Results {
		r := &run.Results[i]
		c := cases[specOf(r)]
		if c == nil {
			c = &testCase{class: class(r), name: unique(taken, class(r), hosttext.Visible(r.Spec)), order: o}
			cases[specOf(r)] = c
			s := suites[c.class]
			if s == nil {
				s = &testSuite{name: c.class}
				suites[c.class] = s
				out = append(out, s)
			}
			s.cases = append(s.cases, c)
		}
		c.results = append(c.results, r)
		c.seconds += seconds(r.Seconds)
	}
	if cases := problemCases(run); len(cases) > 0 {
		out = append(out, &testSuite{name: "fleetspec", cases: cases})
	}
	return out
}

// class is where a spec stands: its containers and its file.
func class(r *outcome.Result) string {
	where := file(place(r.Location))
	if group := groupOf(r); group != "" {
		where = strings.Trim(group+"/"+where, "/")
	}
	if where = strings.TrimSpace(hosttext.Visible(where)); where == "" {
		return "specs"
	}
	return where
}

// unique numbers names that are equal: readers keep one case per name, and would
// lose a failure.
func unique(taken map[[2]string]int, class, name string) string {
	if name == "" {
		name = "(no text)"
	}
	for {
		taken[[2]string{class, name}]++
		n := taken[[2]string{class, name}]
		if n == 1 {
			return name
		}
		name = fmt.Sprintf("%s (%d)", name, n)
	}
}

// problemCases are what makes the run untrustworthy, each an error.
func problemCases(run *outcome.Run) []*testCase {
	var texts []string
	if run.Interrupted {
		texts = append(texts, "the run was interrupted: what was judged so far is here")
	}
	texts = append(texts, run.Problems...)
	if s := run.Summary(); len(texts) == 0 && s.Failed+s.Unknown == 0 && run.Verdict() != outcome.Passed {
		texts = append(texts, "nothing was judged")
	}
	var out []*testCase
	for i, text := range texts {
		out = append(out, &testCase{class: "fleetspec", name: fmt.Sprintf("the run as a whole (%d)", i+1), problem: text})
	}
	return out
}

func (s *testSuite) sums() sums {
	var t sums
	for _, c := range s.cases {
		t.tests++
		t.seconds += c.seconds
		switch c.outcome() {
		case outcome.Failed:
			t.failures++
		case outcome.Unknown:
			t.errors++
		case outcome.Skipped:
			t.skipped++
		}
	}
	return t
}

// with picks the results that ended so.
func (c *testCase) with(o outcome.Outcome) []*outcome.Result {
	var out []*outcome.Result
	for _, r := range c.results {
		if kind(r.Outcome) == o {
			out = append(out, r)
		}
	}
	return out
}

// outcome is the worst of the targets; skipped only when skipped on all.
func (c *testCase) outcome() outcome.Outcome {
	switch {
	case len(c.with(outcome.Failed)) > 0:
		return outcome.Failed
	case len(c.results) == 0 || len(c.with(outcome.Unknown)) > 0:
		return outcome.Unknown
	case len(c.with(outcome.Skipped)) == len(c.results):
		return outcome.Skipped
	}
	return outcome.Passed
}

// summary is the case in one line.
func (c *testCase) summary() string {
	if len(c.results) == 0 {
		return limit(hosttext.Visible(c.problem), maxLine)
	}
	worst := c.with(c.outcome())
	text := firstLine(limit(worst[0].Message, maxMessage))
	for _, r := range worst {
		if r.Message != worst[0].Message {
			text += " (not the same everywhere, see the text)"
			break
		}
	}
	return limit(text, maxLine) + " (on " + c.targetsOf(worst) + ")"
}

func firstLine(message string) string {
	lines := manyLines(message)
	if len(lines) == 0 {
		return "no reason was given"
	}
	return lines[0]
}

func (c *testCase) targetsOf(results []*outcome.Result) string {
	var list []string
	for _, r := range results {
		list = append(list, r.Target)
	}
	list = c.order.sort(list)
	if len(list) == 1 {
		return names(list, 0)
	}
	return count(len(list), "target") + ": " + names(list, maxNames)
}
