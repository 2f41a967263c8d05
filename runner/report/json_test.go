package report

import (
	"bytes"
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"testing"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

func jsonOf(t *testing.T, run *outcome.Run) map[string]any {
	t.Helper()
	var b bytes.Buffer
	if err := JSON(&b, run); err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(b.Bytes(), []byte("\n")); n != 1 || b.Bytes()[b.Len()-1] != '\n' {
		t.Errorf("%d lines, want one", n)
	}
	var out map[string]any
	if err := json.Unmarshal(b.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestJSONGolden(t *testing.T) {
	var b, indented bytes.Buffer
	if err := JSON(&b, fleet()); err != nil {
		t.Fatal(err)
	}
	if err := json.Indent(&indented, b.Bytes(), "", "  "); err != nil {
		t.Fatal(err)
	}
	golden(t, "report.json", indented.Bytes())
}

// TestJSONPromises has the keys that other programs rely on.
func TestJSONPromises(t *testing.T) {
	j := jsonOf(t, fleet())
	if j["version"] != 1.0 || j["verdict"] != "failed" {
		t.Errorf("version %v, verdict %v", j["version"], j["verdict"])
	}
	want := map[string][]string{
		"summary": {"failed", "passed", "skipped", "unknown", "waived"},
		"targets": {"address", "name", "reached", "seconds"},
		"results": {"labels", "location", "message", "name", "outcome", "resource", "seconds", "spec", "target"},
	}
	for key, keys := range want {
		at := j[key]
		if list, ok := at.([]any); ok {
			at = list[0]
		}
		for _, k := range keys {
			if v, ok := at.(map[string]any)[k]; !ok || v == nil {
				t.Errorf("%s: %s is %v", key, k, v)
			}
		}
	}
	if s := j["summary"].(map[string]any); s["failed"] != 5.0 || s["unknown"] != 6.0 {
		t.Errorf("summary %v", s)
	}
}

func TestJSONArraysAreNeverNull(t *testing.T) {
	for name, run := range map[string]*outcome.Run{
		"an empty run":    {},
		"a bare result":   {Results: []outcome.Result{{Target: "a"}}, Targets: []outcome.Target{{Name: "a"}}},
		"times that fail": {Results: []outcome.Result{{Seconds: math.NaN()}}, Targets: []outcome.Target{{Seconds: math.Inf(1)}}},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := JSON(&b, run); err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(b.Bytes(), []byte("null")) {
				t.Errorf("null in %s", b.Bytes())
			}
			if j := jsonOf(t, run); j["verdict"] != "unknown" {
				t.Errorf("verdict %v", j["verdict"])
			}
		})
	}
}

func TestJSONOutcomeThatNobodyKnows(t *testing.T) {
	j := jsonOf(t, &outcome.Run{Results: []outcome.Result{{Outcome: "fine"}}})
	if got := j["results"].([]any)[0].(map[string]any)["outcome"]; got != "unknown" {
		t.Errorf("outcome %v", got)
	}
}

// TestVerdictsAgree holds all reports and the exit status to one verdict.
func TestVerdictsAgree(t *testing.T) {
	outcomes := []outcome.Outcome{outcome.Passed, outcome.Failed, outcome.Unknown, outcome.Skipped, outcome.Waived, "fine"}
	status := map[string]int{"PASSED": 0, "FAILED": 1, "COULD NOT TELL": 3, "INTERRUPTED": 130}
	word := regexp.MustCompile(`^[A-Z ]+`)
	for bits := range 1 << 8 {
		run := &outcome.Run{Interrupted: bits&64 != 0}
		if bits&128 != 0 {
			run.Problems = []string{"lost one"}
		}
		for i, o := range outcomes {
			if bits&(1<<i) != 0 {
				run.Results = append(run.Results, result("web-01", nginx, o, "why"))
			}
		}
		junitOf(t, run) // compares itself
		if got := jsonOf(t, run)["verdict"]; got != string(run.Verdict()) {
			t.Errorf("%b: json says %v", bits, got)
		}
		w := word.FindString(lastLine(console(t, run, ConsoleOptions{})))
		if got, known := status[w]; !known || got != run.ExitStatus() {
			t.Errorf("%b: console says %q, exit status %d", bits, w, run.ExitStatus())
		}
		bad := slices.ContainsFunc(run.Results, func(r outcome.Result) bool { return kind(r.Outcome) == outcome.Unknown || r.Outcome == outcome.Failed })
		if w == "PASSED" && (bad || len(run.Results) == 0 || bits > 63) {
			t.Errorf("%b passed", bits)
		}
	}
}
