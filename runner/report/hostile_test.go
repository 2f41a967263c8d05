package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/outcome"
)

// hostiles are what a host may say.
var hostiles = []string{
	"\x1b[31mred\x1b]0;title\x07", "a\rb\bc\x00d\x7f", "\u009b31m C1", "left\u202eright\u2066\u2069\u200b", "caf\xe9 \xff\xfe",
	hosttext.FromString("caf\xe9"), "]]><x/><!-- & \"'", "<testcase name='fake'/>", "::error::injected", "text\n  ::error file=x::injected\n\u3000::warning::x",
	"mid ##[error]injected", "##vso[task.complete result=Succeeded;]", "##teamcity[testFailed]", "PASSED: 9 passed on 1 target in 0.1 s\r\n", "\u2028::notice::x\u2029",
	"\ufffe\uffff\ufffd", strings.Repeat("long ", 1_000), "\n\n\n", "\t\t", "\U0001f600 日本語", "${{ secrets.X }} %0A::error::x", "#\n#[error]split", "\\x1b",
}

// hostileRun has the text in every field that there is.
func hostileRun(text string) *outcome.Run {
	run := &outcome.Run{Title: text, Problems: []string{text}}
	for _, o := range []outcome.Outcome{outcome.Passed, outcome.Failed, outcome.Unknown, outcome.Skipped, outcome.Waived, outcome.Outcome(text)} {
		run.Results = append(run.Results, outcome.Result{Target: text, Spec: text + string(o), Resource: text, Name: text, Labels: []string{text}, Outcome: o,
			Message: text, Location: text, Evidence: text, Team: text, Because: text, Group: text})
	}
	run.Results = append(run.Results, outcome.Result{Target: "web-02", Spec: text + "failed", Outcome: outcome.Failed, Message: "could not tell " + text + ": " + text, Location: text, Group: text})
	run.Targets = []outcome.Target{{Name: text, Address: text, Reached: true, Notes: []string{text}}, {Name: "web-02", Reached: true}, {Name: text + "!", Why: text}}
	return run
}

// raw finds a character that a terminal must not get.
func raw(text string) (rune, bool) {
	for _, r := range text {
		if r != '\n' && (unicode.IsControl(r) || !unicode.IsPrint(r) && r != '\u3000') {
			return r, true
		}
	}
	return 0, false
}

// command finds what GitHub's runner, or another's, would obey.
var command = regexp.MustCompile(`(?m)^[\s\p{Z}]*::|##[a-z]*\[`)

func reports(t *testing.T, run *outcome.Run) map[string]string {
	t.Helper()
	out := map[string]string{
		"console": console(t, run, ConsoleOptions{}), "verbose": console(t, run, ConsoleOptions{Verbose: true}),
		"narrow": console(t, run, ConsoleOptions{Width: 40}),
	}
	var x, j bytes.Buffer
	if err := JUnit(&x, run); err != nil {
		t.Fatal(err)
	}
	if err := JSON(&j, run); err != nil {
		t.Fatal(err)
	}
	out["junit"], out["json"] = x.String(), j.String()
	return out
}

func TestHostileTextIsNeverRaw(t *testing.T) {
	t.Setenv("GITHUB_ACTIONS", "true")
	for i, text := range hostiles {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			for name, got := range reports(t, hostileRun(text)) {
				if r, bad := raw(got); bad {
					t.Errorf("%s of %q has %U", name, text, r)
				}
				if at := command.FindStringIndex(got); at != nil {
					t.Errorf("%s of %q has a command: %q", name, text, got[at[0]:min(at[1]+40, len(got))])
				}
			}
		})
	}
}

func TestHostileTextWithColours(t *testing.T) {
	t.Setenv("GITHUB_ACTIONS", "true")
	ours := regexp.MustCompile(`\x1b\[[0-9;]*m`)
	for _, text := range hostiles {
		got := console(t, hostileRun(text), ConsoleOptions{Color: true})
		if at := command.FindString(ours.ReplaceAllString(got, "")); at != "" {
			t.Errorf("%q: a command behind a colour: %q", text, at)
		}
		if r, bad := raw(ours.ReplaceAllString(got, "")); bad {
			t.Errorf("%q: %U", text, r)
		}
	}
}

func TestCommandsStayOutsideOfCI(t *testing.T) {
	run := many(1, map[int]outcome.Result{1: result("", nginx, outcome.Failed, "::1 listens")})
	if got := console(t, run, ConsoleOptions{}); !strings.Contains(got, "      ::1 listens\n") {
		t.Errorf("changed without need:\n%s", got)
	}
	t.Setenv("GITHUB_ACTIONS", "true")
	if got := console(t, run, ConsoleOptions{}); !strings.Contains(got, "      : :1 listens\n") {
		t.Errorf("not broken up:\n%s", got)
	}
}

func TestTextsMadeVisibleBeforeStay(t *testing.T) {
	for _, text := range hostiles {
		a, b := hostileRun(text), hostileRun(text)
		for i := range a.Results {
			a.Results[i].Message, a.Results[i].Outcome = hosttext.VisibleLines(a.Results[i].Message), kind(a.Results[i].Outcome)
			b.Results[i].Outcome = kind(b.Results[i].Outcome)
		}
		if got, want := console(t, a, ConsoleOptions{Verbose: true}), console(t, b, ConsoleOptions{Verbose: true}); got != want {
			t.Errorf("%.80q: visible twice differs from once", text)
		}
	}
}

func TestAHostCannotForgeTheVerdict(t *testing.T) {
	for _, text := range hostiles {
		if got := lastLine(console(t, hostileRun(text), ConsoleOptions{})); !strings.HasPrefix(got, "FAILED: 2 failed, 2 unknown, ") {
			t.Errorf("%.80q: %s", text, got)
		}
	}
}

func TestJSONLosesNothing(t *testing.T) {
	for _, text := range hostiles {
		var b bytes.Buffer
		if err := JSON(&b, hostileRun(text)); err != nil {
			t.Fatal(err)
		}
		var back struct{ Results []outcome.Result }
		if err := json.Unmarshal(b.Bytes(), &back); err != nil {
			t.Fatalf("%.80q: %v", text, err)
		}
		if got := back.Results[0].Message; got != valid(text) {
			t.Errorf("%.80q came back as %.80q", text, got)
		}
	}
}

func TestJSONKeepsTwoNamesApart(t *testing.T) {
	run := &outcome.Run{Targets: []outcome.Target{target("a\xff"), target("a\xfe")}}
	var b bytes.Buffer
	if err := JSON(&b, run); err != nil {
		t.Fatal(err)
	}
	var back struct{ Targets []outcome.Target }
	if err := json.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if back.Targets[0].Name == back.Targets[1].Name {
		t.Errorf("both are %q", back.Targets[0].Name)
	}
}
