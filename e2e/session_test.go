package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// outcomes gives the results as "spec: outcome", in their order.
func outcomes(a answer) []string {
	var out []string
	for _, r := range a.Run.Results {
		out = append(out, fmt.Sprintf("%s: %s", r.Spec, r.Outcome))
	}
	return out
}

func wantOutcomes(t *testing.T, a answer, want ...string) {
	t.Helper()
	if a.Run == nil {
		t.Fatal(a.Error)
	}
	if got := outcomes(a); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func wantAsked(t *testing.T, a answer, want map[string]int) {
	t.Helper()
	if !maps.Equal(a.Asked, want) {
		t.Errorf("asked %v, want %v", a.Asked, want)
	}
}

// A login is done once, however many checks need it; one that a session ends is its own.
func TestALoginIsDoneOnceForAllWhoNeedIt(t *testing.T) {
	a := play(t, "login")
	wantOutcomes(t, a,
		"login smoke: GET /form captures csrf: passed",
		"login smoke: POST /enter has status 302, sets cookie SESSID with HttpOnly: passed",
		"GET /home as smoke has status 200, has a body with \"welcome\": passed",
		"GET /home?2 as smoke has status 200: passed",
		"GET /home has status 302: passed",
		"session logout: POST /leave has status 204: passed",
		"session logout: GET /home?3 has status 302: passed",
		"session fixation: GET /form captures csrf, captures before: passed",
		"session fixation: POST /enter sets cookie SESSID with another value than before: passed",
		"session wrong password: GET /form captures csrf: passed",
		"session wrong password: POST /enter has status 422: passed",
		"session wrong password again: GET /form captures csrf: passed",
		"session wrong password again: POST /enter has status 422, not: has header Location: passed")
	wantAsked(t, a, map[string]int{
		"GET /form": 5, "POST /enter": 4, // shared login, logout's, fixation's, and the wrong one once
		"GET /home": 2, "GET /home?2": 1, "GET /home?3": 1, "POST /leave": 1})
}

// Nothing of a login is shown: not the password, not the token, not the session.
func TestNoSecretIsShown(t *testing.T) {
	for _, name := range []string{"login", "login fails", "secret comes back", "old ids"} {
		a := play(t, name)
		whole, err := json.Marshal(a.Run)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"correct", "horse", "session-0000", "t/1", "t%2F1", "captured_", "secret_"} {
			if strings.Contains(string(whole), secret) {
				t.Errorf("%s: %q is shown in %s", name, secret, whole)
			}
		}
	}
}

// Whatever sends it, a request waits for its turn: turns are spaced evenly, there is no burst. Only that it is not too
// fast is told: a machine may be slow, and a request on its way may come nearer to the one after it.
func TestTheRateHoldsForAllThatIsSent(t *testing.T) {
	a := play(t, "rate")
	if a.Run == nil || slices.ContainsFunc(a.Run.Results, func(r outcome.Result) bool { return r.Outcome != outcome.Passed }) {
		t.Fatalf("%+v", a)
	}
	const spaces = 14 // login 2, its user, a redirect 2, 4 tries, login 2 and steps 2, wrong password 2
	var took time.Duration
	for _, d := range a.Between {
		took += d
	}
	if least := spaces * 20 * time.Millisecond * 3 / 4; len(a.Between) != spaces || took < least {
		t.Errorf("%d spaces in %v, want %d in %v at the least: %v", len(a.Between), took, spaces, least, a.Asked)
	}
}

// A step of nobody has the cookie that it says, and no other; the session goes on with its own.
func TestAnOldSessionIDIsAskedForByNobody(t *testing.T) {
	a := play(t, "old ids")
	wantOutcomes(t, a,
		"session old ids: GET /form captures csrf, captures before: passed",
		"session old ids: POST /enter captures after: passed",
		"session old ids: GET /home?before as nobody has status 302, sets cookie SESSID with HttpOnly: passed",
		"session old ids: GET /home?after as nobody has status 302: failed",
		"session old ids: GET /home?nobody as nobody has status 302: passed",
		"session old ids: GET /home has a body with \"welcome\": passed",
		"session old ids: GET /home?after as nobody has status 302 (2): passed")
	for _, r := range a.Run.Results {
		if r.Because != "" && string(r.Outcome) != r.Because {
			t.Errorf("%s is %s: %s", r.Spec, r.Outcome, r.Message)
		}
	}
}

// What needs a login that failed is unknown, whatever it expects, and is not sent.
func TestWhatNeedsAFailedLoginIsUnknown(t *testing.T) {
	a := play(t, "login fails")
	wantOutcomes(t, a,
		"login smoke: GET /form captures csrf: passed",
		"login smoke: POST /enter has status 302, sets cookie SESSID with HttpOnly: failed",
		"GET /home as smoke has status 200: unknown",
		"GET /public as smoke has status 200: unknown",
		"session logout: POST /leave has status 204: unknown",
		"GET /public?2 has status 200: passed")
	for _, r := range a.Run.Results[2:5] {
		if !strings.HasPrefix(r.Message, "could not tell: login smoke failed: expected POST /enter to have status 302, but it is 422") {
			t.Errorf("%s says %q", r.Spec, r.Message)
		}
	}
	wantAsked(t, a, map[string]int{"GET /form": 1, "POST /enter": 1, "GET /public?2": 1}) // a login that failed is not tried again
}

func TestALoginNeedsWrites(t *testing.T) {
	a := play(t, "login without writes")
	wantOutcomes(t, a,
		"login smoke: GET /form captures csrf: passed",
		"login smoke: POST /enter has status 302, sets cookie SESSID with HttpOnly: failed",
		"GET /home as smoke has status 200: unknown")
	for i, want := range []string{"", "does not allow writes", "could not tell: login smoke failed: POST /enter: writes: "} {
		if r := a.Run.Results[i]; !strings.Contains(r.Message, want) {
			t.Errorf("%s says %q, want %q", r.Spec, r.Message, want)
		}
	}
	wantAsked(t, a, map[string]int{"GET /form": 1})
}

// An endpoint to which nothing was sent was not reached.
func TestRefusedWritesReachNobody(t *testing.T) {
	a := play(t, "only refused writes")
	wantOutcomes(t, a, "POST /enter has status 403: failed")
	if p := a.Run.Targets[0]; p.Reached || !strings.Contains(p.Why, "does not allow writes") || len(a.Asked) > 0 {
		t.Errorf("%+v", p)
	}
}

func TestNobodyAnswersALogin(t *testing.T) {
	a := play(t, "login, nobody answers")
	wantOutcomes(t, a,
		"login smoke: GET /form captures csrf: unknown",
		"login smoke: POST /enter has status 302, sets cookie SESSID with HttpOnly: unknown",
		"GET /home as smoke not: has status 500: unknown",
		"session logout: POST /leave has status 204: unknown",
		"session own: GET /one is refused: passed",
		"session own: GET /two is refused: unknown")
	for _, i := range []int{2, 3} {
		if r := a.Run.Results[i]; !strings.Contains(r.Message, "login smoke failed: GET /form: GET /form got no answer: refused") &&
			!strings.Contains(r.Message, "login smoke failed: GET /form got no answer: refused") {
			t.Errorf("%s says %q", r.Spec, r.Message)
		}
	}
}

// A login is done for its users alone, whatever the filters leave of its own specs; the same holds of the steps
// before the one that is selected. What comes after is not sent.
func TestOnlyWhatIsNeededIsSent(t *testing.T) {
	a := play(t, "login by its users alone")
	wantOutcomes(t, a, "GET /home as smoke has status 200: passed", "session begun: GET /second has status 200: passed")
	wantAsked(t, a, map[string]int{"GET /form": 1, "POST /enter": 1, "GET /home": 1, "GET /first": 1, "GET /second": 1})
}

// What is captured arrives byte for byte, wherever it is put.
func TestCapturedValuesAreEncodedForTheirPlace(t *testing.T) {
	a := play(t, "encoded")
	if a.Run == nil {
		t.Fatal(a.Error)
	}
	for _, r := range a.Run.Results {
		if r.Outcome != "passed" {
			t.Errorf("%s is %s: %s", r.Spec, r.Outcome, r.Message)
		}
	}
}

func TestMistakesOfSessionsAreRefused(t *testing.T) {
	a := play(t, "mistakes")
	if !a.Usage || len(a.Asked) > 0 {
		t.Fatalf("%+v", a)
	}
	for _, want := range []string{
		"check GET /${nobody}: ${nobody} is captured by no step before it",
		"check GET /: it captures x for nobody",
		`check GET /: form: "odd" has no value`,
		"make the matcher inside of Late",
		"check GET /cookie: not set cookie SESSID with another value than before: a captured value",
		"session empty: it has no step",
		"session no body: it has no func(*e2e.Session)",
		"session expects nothing: it expects nothing: no step has a matcher or a capture",
		"session twice: there is another one of that name here",
		"check POST /enter: session before its time: ${csrf} is captured by no step before it",
		"session late login: the login comes before all steps",
		"session skips: a step can't be left out",
		"session as: a step has its session's cookies",
		"check GET /: it expects nothing: give a matcher",
		"session bad question: capture x: compile css",
		"check GET /nobody: anonymous: only the steps of a session",
		"session nobody, once: anonymous and once",
		"login says nothing: its last step expects nothing",
		"login left out: a login can't be left out",
		"the environment variable FLEETSPEC_TEST_NOT_SET is not set, or empty",
	} {
		if !strings.Contains(a.Error, want) {
			t.Errorf("%q is missing in\n%s", want, a.Error)
		}
	}
}

// Two checks that read the same and send something else are two exchanges.
func TestChecksThatReadTheSameAreTwo(t *testing.T) {
	a := play(t, "same to a reader")
	if a.Run == nil || len(a.Run.Results) != 2 || a.Asked["POST /echo"] != 2 {
		t.Fatalf("%+v", a)
	}
	wantOutcomes(t, a, "POST /echo has status 200, has a body with \"||a\": passed", "POST /echo has status 200, has a body with \"||a\" (2): failed")
	for _, r := range a.Run.Results {
		if string(r.Outcome) != r.Because {
			t.Errorf("%s is %s, want %s: %s", r.Spec, r.Outcome, r.Because, r.Message)
		}
	}
}
