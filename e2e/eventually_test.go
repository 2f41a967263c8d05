package e2e

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/suite"
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

// repeated is an exchange with who answers at address, which is repeated until it has the status 200.
func repeated(t *testing.T, address string, within, every time.Duration) *exchange {
	t.Helper()
	p, err := newEndpoint(under("shop", address), suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.client.Close)
	wanted, err := plainly(match.HaveStatus(200))
	if err != nil {
		t.Fatal(err)
	}
	return &exchange{endpoint: p, call: Get("/"), expect: []expectation{wanted}, until: eventually{within, every}}
}

// Who listens late is waited for.
func TestWhoListensLateIsWaitedFor(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	x := repeated(t, address, time.Minute, 5*time.Millisecond)
	done := make(chan struct{})
	go func() { defer close(done); x.try(t.Context()) }()
	for refused := false; !refused; { // at least one try finds nobody
		time.Sleep(time.Millisecond)
		x.endpoint.mu.Lock()
		refused = len(x.endpoint.all) > 0
		x.endpoint.mu.Unlock()
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	if s.Listener, err = net.Listen("tcp", address); err != nil {
		t.Fatal(err)
	}
	s.Start()
	defer s.Close()
	<-done
	if err := x.fails(); err != nil || x.tries < 2 {
		t.Errorf("after %d tries: %v", x.tries, err)
	}
}

// An interrupt ends the waiting, and what came last is judged.
func TestAnInterruptEndsTheRepeating(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var asked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer s.Close()
	x := repeated(t, s.Listener.Addr().String(), 3*time.Hour, time.Hour)
	done := make(chan struct{})
	go func() { defer close(done); x.try(ctx) }()
	for sent := false; !sent; {
		time.Sleep(time.Millisecond)
		x.endpoint.mu.Lock()
		sent = len(x.endpoint.all) > 0
		x.endpoint.mu.Unlock()
	}
	cancel()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("it goes on")
	}
	if err := x.fails(); asked.Load() != 1 || err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("asked %d times: %v", asked.Load(), err)
	}
}
