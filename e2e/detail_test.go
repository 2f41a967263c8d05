package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/record"
)

func TestABodyIsShownByItsBeginning(t *testing.T) {
	for name, tc := range map[string]struct {
		hop  httpcheck.Hop
		want string
	}{
		"short":         {httpcheck.Hop{Body: []byte("a\nb\n")}, "body: 4 bytes\n  a\n  b\n"},
		"none":          {httpcheck.Hop{}, "body: 0 bytes\n"},
		"long":          {httpcheck.Hop{Body: []byte(strings.Repeat("ä", 2000))}, "body: 4000 bytes, the first 2048 of its text\n  " + strings.Repeat("ä", 1024) + "\n"},
		"cut in a rune": {httpcheck.Hop{Body: []byte("x" + strings.Repeat("ä", 2000))}, "body: 4001 bytes, the first 2047 of its text\n  x" + strings.Repeat("ä", 1023) + "\n"},
		"packed":        {httpcheck.Hop{Body: []byte("abc"), Raw: []byte("12345"), Encodings: []string{"gzip"}}, "body: 3 bytes, 5 as they came (gzip)\n  abc\n"},
		"no text":       {httpcheck.Hop{Body: []byte("\x89PNG\x00")}, "body: 5 bytes that are no text\n"},
		"Shift_JIS":     {httpcheck.Hop{Body: []byte("\x83\x8d"), Header: http.Header{"Content-Type": {"text/html; charset=Shift_JIS"}}}, "body: 2 bytes\n  ロ\n"},
	} {
		if got := bodyLines(&tc.hop); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestHeadersShowNoCookiesValue(t *testing.T) {
	got := headerLines(&httpcheck.Hop{Header: http.Header{"X-B": {"2", "1"}, "Set-Cookie": {"S=abc"}, "A": {"x"}},
		SetCookies: []string{"S=abc; Path=/; Secure", "T=d=e", "odd"}})
	if want := "A: x\nX-B: 2\nX-B: 1\nSet-Cookie: S=***; Path=/; Secure\nSet-Cookie: T=***\nSet-Cookie: odd=***\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// What was refused here was not sent, which is not the same as an answer that did not come.
func TestWhatWasNotSentIsSaidSo(t *testing.T) {
	hops := []*httpcheck.Hop{{Method: "GET", URL: "http://a/", Status: 302, Proto: "HTTP/1.1", Location: "http://b/"}, {Method: "GET", URL: "http://b/"}}
	for phase, want := range map[httpcheck.Phase]string{"": "GET http://b/: not sent", httpcheck.Waiting: "GET http://b/: no answer"} {
		x := &exchange{endpoint: &Endpoint{}, call: Get("/"), came: &httpcheck.Exchange{Hops: hops, Error: &httpcheck.Failure{Phase: phase}}}
		if got := x.detail(); !strings.HasPrefix(got, "GET http://a/: 302 Found, HTTP/1.1 after 0s, to http://b/\n") || !strings.HasSuffix(got, want) {
			t.Errorf("%s: %q", phase, got)
		}
	}
}

// What a proxy says to plain HTTP looks as if the site said it: whose word it is, is told.
func TestWhatAProxySaysIsToldToBeIts(t *testing.T) {
	address := says(t, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
	x := asked(t, t.Context(), plain, "", Get("/"), func(e *inventory.Endpoint) { e.Proxy = &url.URL{Scheme: "http", Host: address} })
	if got := x.detail(); x.came.Error != nil || !strings.Contains(got, ": 403 Forbidden") || !strings.Contains(got, ", by the proxy "+address) {
		t.Errorf("%v: %s", x.came.Error, got)
	}
	_, end := record.Begin()
	defer end()
	if holds, err := match.ComeFrom(address).Match(x); holds || err == nil {
		t.Error("the proxy passes for who answered")
	}
}

// A loop of redirects is found out after its last hop was answered.
func TestAnAnsweredHopIsNotCalledUnsent(t *testing.T) {
	hops := []*httpcheck.Hop{{Method: "GET", URL: "http://a/", Status: 302, Proto: "HTTP/1.1", Location: "/"}}
	x := &exchange{endpoint: &Endpoint{}, call: Get("/"), came: &httpcheck.Exchange{Hops: hops, Error: &httpcheck.Failure{Kind: httpcheck.Redirects}}}
	if got := x.detail(); !strings.HasPrefix(got, "GET http://a/: 302 Found") {
		t.Errorf("%q", got)
	}
}
