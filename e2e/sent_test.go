package e2e

import (
	"slices"
	"strings"
	"testing"
)

// What a run tells of its exchanges is what the server saw: every hop, every try, the steps that no check judges, and none
// more than that; but one that is sent once for two checks is there for each.
func TestExchangesAreWhatTheServerSaw(t *testing.T) {
	for name, twice := range map[string]string{"outcomes": "", "eventually": "", "writes": "", "rate": "", "old ids": "", "login": "POST /enter"} {
		a := play(t, name)
		told := map[string]int{}
		for _, s := range a.Sent {
			_, target, _ := strings.Cut(s, " > ")
			told[target]++
		}
		if twice != "" {
			told[twice]--
		}
		for target, n := range a.Asked {
			if told[target] != n {
				t.Errorf("%s: %s was asked %d times, and %d are told", name, target, n, told[target])
			}
			delete(told, target)
		}
		if len(told) > 0 {
			t.Errorf("%s: nobody asked %v", name, told)
		}
	}
	for name, want := range map[string][]string{
		"outcomes": {"GET /old?2 > GET /old?2", "GET /old?2 > GET /healthz"},
		"login":    {"session logout: POST /leave > POST /leave", "login smoke: POST /enter > POST /enter", "GET /home?2 as smoke > GET /home?2", "session fixation: GET /form > GET /form"},
	} {
		a := play(t, name)
		for _, one := range want {
			if !slices.Contains(a.Sent, one) {
				t.Errorf("%s: %q is not told in %q", name, one, a.Sent)
			}
		}
	}
}
