package suite

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/record"
)

// entryName is the report entry that holds a spec's judgement.
const entryName = "fleetspec:outcome"

// Judgement is how one spec, or one expectation of it, was judged.
type Judgement struct {
	Outcome outcome.Outcome
	// Message says what was expected and what is, or why it could not be told.
	Message string
	// Evidence is the command that shows the fact.
	Evidence string
	// Detail is what was seen on the way, in lines.
	Detail string
}

// spec is the one that runs: its record lives from its first BeforeEach to its last AfterEach.
var spec struct {
	at     time.Time
	text   string
	try    int
	record *record.Record
	ended  bool // judged failed or unknown already
}

// around surrounds every node that runs for a spec.
func around(t types.NodeType) func(context.Context, func(context.Context)) {
	return func(ctx context.Context, body func(context.Context)) {
		enterSpec()
		leave := record.Enter(spec.record)
		whole := false
		defer func() {
			leave()
			if j, bad := Unresolved(spec.record); bad && !whole && !spec.ended { // a panic
				note(j)
			}
		}()
		body(ctx)
		whole = true
		settle(t)
	}
}

// enterSpec begins a new record when another spec, or another try of it, runs than before.
func enterSpec() {
	r := ginkgo.CurrentSpecReport()
	if spec.record != nil && r.StartTime.Equal(spec.at) && r.FullText() == spec.text && r.NumAttempts == spec.try {
		return
	}
	spec.at, spec.text, spec.try = r.StartTime, r.FullText(), r.NumAttempts
	spec.record, spec.ended = &record.Record{}, false
	note(Judgement{Outcome: outcome.Passed}) // until something speaks against it
}

// settle is called after each node that came to its end. A spec that read something
// unknown, or nothing at all, must not pass, whatever its matchers said.
func settle(t types.NodeType) {
	if spec.ended {
		return
	}
	j, bad := Unresolved(spec.record)
	if !bad && t.Is(types.NodeTypeIt) && len(spec.record.Reads()) == 0 {
		j, bad = Judgement{Outcome: outcome.Unknown, Message: "could not tell: the spec read nothing of any target"}, true
	}
	if bad {
		Conclude(j)
	}
}

// Unresolved is the judgement of a record that holds something that could not be told.
func Unresolved(r *record.Record) (Judgement, bool) {
	reads := r.Unresolved()
	if len(reads) == 0 {
		return Judgement{}, false
	}
	var why []string
	seen := map[string]bool{}
	for _, read := range reads {
		if text := read.Err.Error(); !seen[text] {
			seen[text] = true
			why = append(why, text)
		}
	}
	return Judgement{Outcome: outcome.Unknown, Message: strings.Join(why, "\n"), Evidence: reads[0].Evidence}, true
}

// Conclude ends the running spec with a judgement that is not passed.
func Conclude(j Judgement) {
	ginkgo.GinkgoHelper()
	spec.ended = true
	note(j)
	ginkgo.Fail(j.Message)
}

func note(j Judgement) {
	ginkgo.AddReportEntry(entryName, j, ginkgo.ReportEntryVisibilityNever)
}

// fail is the suite's Gomega fail handler: what failed is unknown when the spec
// read something that could not be told.
func fail(message string, skip ...int) {
	offset := 1
	if len(skip) > 0 {
		offset += skip[0]
	}
	j := Judgement{Outcome: outcome.Failed, Message: message}
	if u, bad := Unresolved(spec.record); bad && record.Running() {
		j = Judgement{Outcome: outcome.Unknown, Message: u.Message, Evidence: u.Evidence}
	} else if reads := spec.record.Reads(); len(reads) > 0 {
		j.Evidence = reads[len(reads)-1].Evidence
	}
	spec.ended = true
	note(j)
	ginkgo.Fail(message, offset)
}

// judged gives the outcome of a spec that ran, from Ginkgo's report of it.
func judged(r ginkgo.SpecReport) Judgement {
	last, started := lastEntry(r)
	switch {
	case r.State.Is(types.SpecStatePending):
		return Judgement{Outcome: outcome.Skipped, Message: "pending"}
	case r.State.Is(types.SpecStateSkipped):
		return skipped(r, started)
	case r.State.Is(types.SpecStatePassed):
		return passed(last, started)
	case started && last.Outcome != outcome.Passed:
		return last
	case r.State.Is(types.SpecStateAborted | types.SpecStateInterrupted | types.SpecStateTimedout):
		return Judgement{Outcome: outcome.Unknown, Message: fmt.Sprintf("the spec was %s: %s", r.State, r.Failure.Message)}
	}
	message := r.Failure.Message
	if r.Failure.ForwardedPanic != "" {
		message += ": " + r.Failure.ForwardedPanic
	}
	return Judgement{Outcome: outcome.Failed, Message: message}
}

func passed(last Judgement, started bool) Judgement {
	if !started {
		return Judgement{Outcome: outcome.Unknown, Message: "the spec passed without being judged"}
	}
	return last
}

// skipped tells a spec that called Skip from one that Ginkgo did not run.
func skipped(r ginkgo.SpecReport, started bool) Judgement {
	message := r.Failure.Message
	byUser := started || message != "" && !strings.HasPrefix(message, "Spec skipped because an earlier") &&
		!strings.HasPrefix(message, "Spec skipped because a BeforeAll")
	if byUser {
		return Judgement{Outcome: outcome.Skipped, Message: message}
	}
	if message == "" {
		message = "the run ended before it"
	}
	return Judgement{Outcome: outcome.Unknown, Message: "the spec was not run: " + message}
}

func lastEntry(r ginkgo.SpecReport) (Judgement, bool) {
	var last Judgement
	found := false
	for _, e := range r.ReportEntries {
		if e.Name != entryName {
			continue
		}
		if j, ok := e.Value.GetRawValue().(Judgement); ok {
			last, found = j, true
		}
	}
	return last, found
}
