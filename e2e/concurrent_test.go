package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	. "github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// gauge is a server that takes 60 ms and notes in the child's answer how many requests were under way at once, of its own
// and of sessions.
func gauge(s *server, name string) *httptest.Server {
	under := map[string]int{}
	count := func(what string, by int) {
		s.mu.Lock()
		defer s.mu.Unlock()
		under[what] += by
		s.asked[what] = max(s.asked[what], under[what])
	}
	return httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if session, step, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/of/"), "/"); ok {
			count(name+" session "+session, 1)
			defer count(name+" session "+session, -1)
			s.mu.Lock()
			if after := fmt.Sprint(s.asked[name+" step "+session] + 1); after == step { // else it stays, and the test tells
				s.asked[name+" step "+session]++
			}
			s.mu.Unlock()
		}
		count(name, 1)
		defer count(name, -1)
		time.Sleep(60 * time.Millisecond)
	}))
}

func init() {
	scenarios["many"] = func(s *server) suite.Options {
		Describe("many", func(p *Endpoint) {
			for _, name := range []string{"x", "y"} {
				p.Session(name, func(in *Session) {
					for step := range 3 {
						in.Check(Get(fmt.Sprintf("/of/%s/%d", name, step+1)), HaveStatus(200))
					}
				})
			}
			for i := range 30 {
				p.Check(Get(fmt.Sprintf("/?%02d", i)), HaveStatus(200))
			}
		})
		few, more := under("few", gauge(s, "few").Listener.Addr().String()), under("more", gauge(s, "more").Listener.Addr().String())
		few.Concurrency = 3
		return against(few, more)
	}
}

// Checks are sent at once, as many as each endpoint takes, the steps of a session one after the other; what is reported
// has the order of the tree, and of one line that of its texts.
func TestChecksAreSentAtOnceAndReportedInOrder(t *testing.T) {
	a := play(t, "many")
	if a.Run == nil || len(a.Run.Results) != 72 {
		t.Fatalf("%+v", a)
	}
	if few, more := a.Asked["few"], a.Asked["more"]; few != 3 || more < 5 || more > 10 {
		t.Errorf("%d and %d requests at once, want 3 and up to 10", few, more)
	}
	for _, session := range []string{"few session x", "few session y", "more session x", "more session y"} {
		if n := a.Asked[session]; n != 1 {
			t.Errorf("%s: %d of its steps at once", session, n)
		}
		if n := a.Asked[strings.Replace(session, "session", "step", 1)]; n != 3 {
			t.Errorf("%s: %d steps in their order", session, n)
		}
	}
	var want []string
	for range 2 {
		for _, name := range []string{"x", "y"} {
			for step := range 3 {
				want = append(want, fmt.Sprintf("session %s: GET /of/%s/%d has status 200: passed", name, name, step+1))
			}
		}
		for i := range 30 {
			want = append(want, fmt.Sprintf("GET /?%02d has status 200: passed", i))
		}
	}
	wantOutcomes(t, a, want...)
}
