package e2e

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// What is repeated is judged by its last answer; what can't be told does not pass by being asked again.
func TestACheckIsRepeatedUntilItHolds(t *testing.T) {
	a := play(t, "eventually")
	if a.Run == nil || len(a.Run.Results) != 7 {
		t.Fatalf("%+v", a)
	}
	for _, r := range a.Run.Results {
		if string(r.Outcome) != r.Because {
			t.Errorf("%s is %s, want %s: %s", r.Spec, r.Outcome, r.Because, r.Message)
		}
		if more := strings.Contains(r.Message, "(the last of "); more != (r.Outcome != outcome.Passed && r.Name != "GET /away") && r.Name != "GET /away" {
			t.Errorf("%s says %q", r.Spec, r.Message)
		}
	}
	for what, want := range map[string]func(int) bool{
		"GET /starting":      func(n int) bool { return n == 4 },
		"GET /healthz":       func(n int) bool { return n == 1 },
		"GET /healthz?never": func(n int) bool { return n >= 2 && n <= 7 },
	} {
		if n := a.Asked[what]; !want(n) {
			t.Errorf("%s was asked %d times", what, n)
		}
	}
	for _, p := range a.Run.Targets {
		notes := strings.Join(p.Notes, "\n")
		if p.Name == "shop" && !strings.Contains(notes, "GET /starting was sent 4 times in ") {
			t.Errorf("the notes are %q", notes)
		}
		if strings.Contains(notes, "refused was sent") {
			t.Errorf("what held at once is noted: %q", notes)
		}
	}
}

func TestWhatCanNotBeRepeatedIsRefused(t *testing.T) {
	a := play(t, "eventually refused")
	if !a.Usage || len(a.Asked) > 0 {
		t.Fatalf("%+v", a)
	}
	for _, want := range []string{"POST may change something", "eventually and once", "the time must be above zero", "a step is sent in its order"} {
		if !strings.Contains(a.Error, want) {
			t.Errorf("%q lacks %q", a.Error, want)
		}
	}
	if n := strings.Count(a.Error, "the time must be above zero"); n != 2 {
		t.Errorf("%d times are refused, want 2: %q", n, a.Error)
	}
}
