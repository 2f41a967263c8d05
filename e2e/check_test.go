package e2e

import (
	"strings"
	"testing"

	. "github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/suite"
)

func init() {
	scenarios["one reason"] = func(s *server) suite.Options {
		Describe("shop", func(p *Endpoint) {
			p.Check(Get("/cut"), HaveStatus(200), HaveBody("half"), Not(HaveStatus(500)))
			p.Check(Get("/healthz"), HaveStatus(404), HaveBody("ok"), HaveStatus(500))
		})
		return against(under("shop", s.Listener.Addr().String()))
	}
}

// What nothing can be told of for one reason says it once; what fails says of each expectation what is.
func TestAReasonIsSaidOnce(t *testing.T) {
	a := play(t, "one reason")
	if a.Run == nil || len(a.Run.Results) != 2 {
		t.Fatalf("%+v", a)
	}
	cut, whole := a.Run.Results[0], a.Run.Results[1]
	if cut.Outcome != outcome.Unknown || strings.Count(cut.Message, "could not tell") != 1 || strings.Contains(cut.Message, "\n") {
		t.Errorf("%s: %q", cut.Outcome, cut.Message)
	}
	if want := "expected GET /healthz to have status 404, but it is 200 OK\nexpected GET /healthz to have status 500, but it is 200 OK"; whole.Outcome != outcome.Failed || whole.Message != want {
		t.Errorf("%s: %q", whole.Outcome, whole.Message)
	}
}
