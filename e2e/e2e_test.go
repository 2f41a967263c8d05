package e2e

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

func TestWhatAnEndpointAnswersIsJudged(t *testing.T) {
	a := play(t, "outcomes")
	if a.Run == nil {
		t.Fatal(a.Error)
	}
	if len(a.Run.Results) != 27 || len(a.Run.Problems) > 0 {
		t.Errorf("%d results, problems %q", len(a.Run.Results), a.Run.Problems)
	}
	for _, r := range a.Run.Results {
		if string(r.Outcome) != r.Because {
			t.Errorf("%s %q is %s, want %s: %s", r.Target, r.Spec, r.Outcome, r.Because, r.Message)
		}
		if r.Outcome != outcome.Passed && r.Message == "" {
			t.Errorf("%s %q says nothing", r.Target, r.Spec)
		}
		if sent := r.Outcome == outcome.Failed && !strings.Contains(r.Message, "nothing was sent"); sent && !strings.HasPrefix(r.Evidence, "curl -q ") {
			t.Errorf("%q shows itself by %q", r.Spec, r.Evidence)
		}
		if r.Target == "gone" && r.Outcome == outcome.Unknown && !strings.Contains(r.Message, "no answer: refused") {
			t.Errorf("%q says %q", r.Spec, r.Message)
		}
	}
	for _, p := range a.Run.Targets {
		if p.Reached != (p.Name == "shop") || !strings.Contains(p.Address, "http://www.example.com at 127.0.0.1:") {
			t.Errorf("%+v", p)
		}
	}
	for target, n := range a.Asked {
		if n != 1 && target != "GET /healthz" { // which /old leads to
			t.Errorf("%s was asked %d times", target, n)
		}
	}
}

// A request of an unsafe method is sent only where the endpoint allows it, and once.
func TestWritesAreRefusedBeforeTheyAreSent(t *testing.T) {
	a := play(t, "writes")
	if a.Run == nil {
		t.Fatal(a.Error)
	}
	if a.Asked["POST /login"] != 1 || a.Asked["GET /login"] != 2 {
		t.Errorf("asked %v", a.Asked)
	}
	for _, r := range a.Run.Results {
		want := outcome.Passed
		if r.Target == "shut" && r.Name == "POST /login" {
			want = outcome.Failed
			if !strings.Contains(r.Message, "does not allow writes") {
				t.Errorf("it says %q", r.Message)
			}
		}
		if r.Outcome != want {
			t.Errorf("%s %s is %s: %s", r.Target, r.Name, r.Outcome, r.Message)
		}
	}
}

func TestChecksThatCannotBeJudgedAreRefused(t *testing.T) {
	a := play(t, "nothing expected")
	if !a.Usage || len(a.Asked) > 0 {
		t.Fatalf("%+v", a)
	}
	for _, want := range []string{"it expects nothing", ":hover can't be told", "neither a matcher"} {
		if !strings.Contains(a.Error, want) {
			t.Errorf("%q lacks %q", a.Error, want)
		}
	}
}

func TestASkippedCheckIsSaidSo(t *testing.T) {
	a := play(t, "filtered")
	if a.Run == nil {
		t.Fatal(a.Error)
	}
	for _, r := range a.Run.Results {
		if want := map[string]outcome.Outcome{"GET /healthz": outcome.Skipped, "GET /user": outcome.Passed}[r.Name]; r.Outcome != want {
			t.Errorf("%s is %s: %s", r.Name, r.Outcome, r.Message)
		}
	}
	if a.Asked["GET /healthz"] != 0 {
		t.Error("what is skipped was sent")
	}
}
