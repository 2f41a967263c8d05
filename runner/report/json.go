package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/outcome"
)

// jsonVersion is of the object's form. Fields are added without changing it.
const jsonVersion = 1

// jsonRun is the whole report. No array in it is ever null.
type jsonRun struct {
	Version int             `json:"version"`
	Verdict outcome.Outcome `json:"verdict"`
	Summary outcome.Summary `json:"summary"`
	Title   string          `json:"title"`
	// Began is in RFC 3339; left out when nobody knows.
	Began       time.Time        `json:"began,omitzero"`
	Seconds     float64          `json:"seconds"`
	Interrupted bool             `json:"interrupted"`
	Problems    []string         `json:"problems"`
	Targets     []outcome.Target `json:"targets"`
	Results     []outcome.Result `json:"results"`
}

// JSON writes the run as one object on one line. Its verdict is "passed", "failed" or "unknown". Strings
// that hold bytes of a host that are not UTF-8 hold them as hosttext does, so that no two
// names become equal.
func JSON(w io.Writer, run *outcome.Run) error {
	j := jsonRun{Version: jsonVersion, Verdict: run.Verdict(), Summary: run.Summary(), Title: valid(run.Title),
		Began: run.Began, Seconds: seconds(run.Took.Seconds()), Interrupted: run.Interrupted,
		Problems: validAll(run.Problems), Targets: []outcome.Target{}, Results: []outcome.Result{}}
	for _, t := range run.Targets {
		j.Targets = append(j.Targets, jsonTarget(t))
	}
	for _, r := range run.Results {
		j.Results = append(j.Results, jsonResult(r))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // no browser reads it; commands with > and & stay legible
	if err := e.Encode(j); err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	_, err := w.Write(jsonVisible(b.Bytes()))
	return err
}

func jsonTarget(t outcome.Target) outcome.Target {
	t.Name, t.Address, t.Why = valid(t.Name), valid(t.Address), valid(t.Why)
	t.Seconds, t.Notes = seconds(t.Seconds), validAll(t.Notes)
	return t
}

func jsonResult(r outcome.Result) outcome.Result {
	for _, s := range []*string{&r.Target, &r.Spec, &r.Resource, &r.Name, &r.Message, &r.Location, &r.Evidence, &r.Detail, &r.Team, &r.Because, &r.Group} {
		*s = valid(*s)
	}
	r.Outcome, r.Labels, r.Seconds = kind(r.Outcome), validAll(r.Labels), seconds(r.Seconds)
	return r
}

// valid keeps the bytes that JSON's encoder would turn into one and the same rune.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return hosttext.FromString(s)
}

func validAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = valid(s)
	}
	return out
}
