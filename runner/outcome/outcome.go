// Package outcome holds what a run came to: results of specs on targets, plain data
// between the suite and the reports.
package outcome

import "time"

// Outcome is how one spec ended on one target.
type Outcome string

// The outcomes. Unknown means "could not tell" and never counts as passed.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Unknown Outcome = "unknown"
	Skipped Outcome = "skipped"
	Waived  Outcome = "waived"
)

// Result is one spec on one target.
type Result struct {
	Target string `json:"target"`
	// Spec is its text: "Package nginx is installed".
	Spec string `json:"spec"`
	// Resource and Name are what it speaks of: "package", "nginx".
	Resource string   `json:"resource"`
	Name     string   `json:"name"`
	Labels   []string `json:"labels"`
	Outcome  Outcome  `json:"outcome"`
	// Message says what was expected and what is, why it could not be told, or
	// why it was skipped. It may have several lines, and no control characters.
	Message string `json:"message"`
	// Location is file:line of the spec; file:line:column in YAML.
	Location string  `json:"location"`
	Seconds  float64 `json:"seconds"`
	// Evidence is the command that shows the fact on the target.
	Evidence string `json:"evidence,omitempty"`
	// Detail is what was seen on the way to a failure, such as an answer's headers, in lines.
	Detail string `json:"detail,omitempty"`
	// Team answers for it; Because says why it must be so.
	Team    string `json:"team,omitempty"`
	Because string `json:"because,omitempty"`
	// Group is the texts of the containers around the spec, without the target's.
	Group string `json:"group,omitempty"`
}

// Target is one target of the run.
type Target struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	// Reached tells whether the target told anything at all.
	Reached bool    `json:"reached"`
	Seconds float64 `json:"seconds"`
	// Why says why it was not reached.
	Why string `json:"why,omitempty"`
	// Notes are what a reader must know of the way there: "host key NOT verified", "snapshot of 3 days ago".
	Notes []string `json:"notes,omitempty"`
	// LateRounds counts round trips for what was first asked inside of a spec.
	LateRounds int `json:"late_rounds,omitempty"`
}

// Summary counts the outcomes.
type Summary struct {
	Passed  int `json:"passed"`
	Failed  int `json:"failed"`
	Unknown int `json:"unknown"`
	Skipped int `json:"skipped"`
	Waived  int `json:"waived"`
}

// Run is a whole run.
type Run struct {
	Title   string
	Began   time.Time
	Took    time.Duration
	Targets []Target
	Results []Result
	// Problems are what makes the run as a whole untrustworthy: a count that does
	// not add up, an interrupt. With one the verdict is never passed.
	Problems []string
	// Interrupted tells that a signal ended it.
	Interrupted bool
}

// Summary counts the run's results.
func (r *Run) Summary() Summary {
	var s Summary
	for _, res := range r.Results {
		switch res.Outcome {
		case Passed:
			s.Passed++
		case Failed:
			s.Failed++
		case Skipped:
			s.Skipped++
		case Waived:
			s.Waived++
		default:
			s.Unknown++
		}
	}
	return s
}

// Verdict is the run in one word: failed when something failed; else unknown when something
// could not be told, the run has a problem, or nothing was judged (all was skipped); else passed.
func (r *Run) Verdict() Outcome {
	s := r.Summary()
	switch {
	case s.Failed > 0:
		return Failed
	case s.Unknown > 0 || len(r.Problems) > 0 || r.Interrupted:
		return Unknown
	case s.Passed+s.Waived == 0:
		return Unknown
	}
	return Passed
}

// ExitStatus is the process's exit status: 0 passed, 1 failed, 3 could not tell,
// 130 interrupted. (2, usage, is the command's own.)
func (r *Run) ExitStatus() int {
	if r.Interrupted {
		return 130
	}
	switch r.Verdict() {
	case Passed:
		return 0
	case Failed:
		return 1
	}
	return 3
}
