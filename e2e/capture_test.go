package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	. "github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/record"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// The matrix of captures: each kind × each way in which there is nothing to capture × what needs it, in a session and in a
// login. None of it passes, and what needs the value is not sent.

var captureKinds = map[string]func(*Call) *Call{
	"css":    func(c *Call) *Call { return c.Capture("v", query.CSS, "input@value") },
	"xpath":  func(c *Call) *Call { return c.Capture("v", query.XPath, "//input/@value") },
	"json":   func(c *Call) *Call { return c.Capture("v", query.JSONPath, "$..v") },
	"regex":  func(c *Call) *Call { return c.Capture("v", query.Regex, `value="([^"]*)"`) },
	"header": func(c *Call) *Call { return c.CaptureHeader("v", "X-V") },
	"cookie": func(c *Call) *Call { return c.CaptureCookie("v", "V") },
}

// holding writes an answer in which each kind finds these values.
func holding(w http.ResponseWriter, asJSON bool, values ...string) {
	var body strings.Builder
	for i, v := range values {
		w.Header().Add("X-V", v)
		w.Header().Add("Set-Cookie", "V="+v)
		if asJSON {
			fmt.Fprintf(&body, `%s{"v":%q}`, map[bool]string{true: "[", false: ","}[i == 0], v)
		} else {
			fmt.Fprintf(&body, `<input value="%s">`, v)
		}
	}
	if asJSON && len(values) > 0 {
		body.WriteString("]")
	} else if asJSON {
		body.WriteString("{}")
	}
	_, _ = w.Write([]byte(body.String()))
}

// lacks are the ways to find nothing that could be used.
var lacks = map[string]func(w http.ResponseWriter, kind string){
	"not found":  func(w http.ResponseWriter, kind string) { holding(w, kind == "json") },
	"two values": func(w http.ResponseWriter, kind string) { holding(w, kind == "json", "a", "b") },
	"empty":      func(w http.ResponseWriter, kind string) { holding(w, kind == "json", "") },
	"null":       func(w http.ResponseWriter, _ string) { _, _ = w.Write([]byte(`{"v":null}`)) },
	"too long": func(w http.ResponseWriter, kind string) {
		holding(w, kind == "json", strings.Repeat("x", captureLimit+1))
	},
	"wrong type": func(w http.ResponseWriter, kind string) { // of the body, its coding, or of the cookie
		w.Header().Set("Set-Cookie", "V=gone; Max-Age=0")
		w.Header().Set("Content-Encoding", map[bool]string{true: "identity", false: "gzip"}[kind == "json"])
		_, _ = w.Write([]byte(`<input value="x"> "v": "x"`))
	},
	"in doubt": func(w http.ResponseWriter, _ string) { // what it holds, or whether it holds it
		w.Header().Set("Content-Type", "text/html; charset=Shift_JIS")
		_, _ = w.Write([]byte("<input value=\"\x83\">{\"v\":\"\x83\"}"))
	},
	"no answer": func(http.ResponseWriter, string) { panic(http.ErrAbortHandler) },
	"half": func(w http.ResponseWriter, kind string) {
		w.Header().Set("Content-Length", "100000")
		holding(w, kind == "json", "x")
	},
}

// dependants need the value in each place where one may stand.
func dependants() map[string]*exchange {
	late := func(make func(v string) *Matcher) Late {
		return func(bind func(string) string) []*Matcher { return []*Matcher{make(bind(Captured("v")))} }
	}
	out := map[string]*exchange{}
	for name, d := range map[string]struct {
		call *Call
		late Late
	}{
		"target":         {Get("/dep/" + Captured("v")), nil},
		"query":          {Get("/dep").Query("q", Captured("v")), nil},
		"header":         {Get("/dep").Header("X", Captured("v")), nil},
		"form":           {Post("/dep").Form("f", Captured("v")), nil},
		"JSON":           {Post("/dep").JSON(map[string]string{"f": Captured("v")}), nil},
		"multipart":      {Post("/dep").Multipart(httpcheck.Part{Name: "f", Data: []byte(Captured("v"))}), nil},
		"raw":            {Post("/dep").Body(httpcheck.Body{Raw: []byte(Captured("v"))}), nil},
		"basic":          {Get("/dep").Basic("u", Captured("v")), nil},
		"bearer":         {Get("/dep").Bearer(Captured("v")), nil},
		"expected":       {Get("/dep"), late(func(v string) *Matcher { return HaveBody(v) })},
		"expected not":   {Get("/dep"), late(func(v string) *Matcher { return Not(HaveBody(v)) })},
		"another cookie": {Get("/dep"), late(func(v string) *Matcher { return HaveCookie("V", Cookie{Not: &v}) })},
	} {
		c := check{call: d.call}
		args := []any{HaveStatus(200), Not(HaveStatus(500)), BeRefused()}
		if d.late != nil {
			args = append(args, d.late)
		}
		if err := c.read(args); err != nil {
			panic(err)
		}
		out[name] = &exchange{call: d.call, expect: c.expect, needs: c.needs}
	}
	return out
}

// judgements are those of each expectation of an exchange.
func judgements(x *exchange) []outcome.Outcome {
	_, end := record.Begin()
	defer end()
	var out []outcome.Outcome
	all, said := x.all()
	for i, m := range all {
		out = append(out, suite.Judge(suite.Subject{Stringer: x}, m, said[i]).Outcome)
	}
	return out
}

// lacking serves the answers, and counts what is asked of /dep.
type lacking struct {
	*Endpoint
	mu   sync.Mutex
	sent []string
}

func newLacking(t *testing.T) *lacking {
	t.Helper()
	l := &lacking{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/dep") {
			l.mu.Lock()
			l.sent = append(l.sent, r.Method+" "+r.RequestURI)
			l.mu.Unlock()
			return
		}
		if lack := lacks[r.URL.Query().Get("lack")]; lack != nil {
			lack(w, r.URL.Query().Get("kind"))
			return
		}
		holding(w, r.URL.Query().Get("kind") == "json", "one")
	}))
	t.Cleanup(s.Close)
	p, err := newEndpoint(writable("shop", s.Listener.Addr().String()), suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l.Endpoint = p
	return l
}

// play runs a flow of one capture and one that needs it.
func (l *lacking) play(kind, lack string, x *exchange, login bool) (first *exchange) {
	l.sent = nil
	f := &flow{endpoint: l.Endpoint, text: "it", user: kind + lack, login: login, tried: make(chan struct{})}
	call := captureKinds[kind](Get("/first").Query("kind", kind, "lack", lack))
	first = &exchange{endpoint: l.Endpoint, call: call, flow: f}
	x.endpoint, x.flow, x.spec = l.Endpoint, f, "x"
	f.steps = []*exchange{first}
	if login {
		f.users = []*exchange{x}
	} else {
		f.steps = append(f.steps, x)
	}
	f.run(context.Background(), func(x *exchange) bool { return x.spec != "" })
	l.client.Forget(f.user)
	return first
}

func TestWhatWasNotCapturedPassesNowhere(t *testing.T) {
	l := newLacking(t)
	cells := 0
	for kind := range captureKinds {
		for lack := range lacks {
			if lack == "null" && kind != "json" {
				continue
			}
			if lack == "wrong type" && kind == "header" || lack == "in doubt" && (kind == "header" || kind == "cookie") {
				continue // a header is text, whatever the body is
			}
			for name, x := range dependants() {
				for _, login := range []bool{false, true} {
					first := l.play(kind, lack, x, login)
					for _, j := range judgements(first) {
						if j == outcome.Passed {
							t.Errorf("%s, %s: that it captures passes", kind, lack)
						}
					}
					for i, j := range judgements(x) {
						if cells++; j != outcome.Unknown {
							t.Errorf("%s, %s, needed in %s (login %v): expectation %d is %s", kind, lack, name, login, i, j)
						}
					}
					if len(l.sent) > 0 || x.why == nil {
						t.Errorf("%s, %s, needed in %s: sent %q, why %v", kind, lack, name, l.sent, x.why)
					}
				}
			}
		}
	}
	if cells < 2000 {
		t.Errorf("%d cells were tried", cells)
	}
}

// With something to capture, the same is sent and judged.
func TestWhatWasCapturedIsSent(t *testing.T) {
	l := newLacking(t)
	for kind := range captureKinds {
		for name, x := range dependants() {
			for _, login := range []bool{false, true} {
				first := l.play(kind, "", x, login)
				if got := judgements(first); len(got) != 1 || got[0] != outcome.Passed || len(l.sent) != 1 || x.why != nil || judgements(x)[0] != outcome.Passed {
					t.Errorf("%s, needed in %s (login %v): %v, sent %q, %v", kind, name, login, got, l.sent, x.why)
				}
			}
		}
	}
}

// Whatever an answer holds: a captured value arrives as it is, or nothing is captured.
func FuzzCapturedValue(f *testing.F) {
	for _, seed := range []string{"a b", "a%2F+&=;?#", "\x00\xff\r\n", "é急须", `"\u0000"<&>'`, "captured_secret_", "null", "12"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		x := &httpcheck.Exchange{Hops: []*httpcheck.Hop{{Status: 200, Body: []byte(value), Header: http.Header{"X-V": {value}, "Content-Type": {"text/plain; charset=utf-8"}}, SetCookies: []string{"V=" + value}}}}
		for kind, add := range captureKinds {
			got, err := add(Get("/")).captures[0].take(x)
			if err == nil && (got == "" || len(got) > captureLimit) {
				t.Errorf("%s took %q", kind, got)
			}
		}
		r := Post("/of/"+Captured("v")).Query("q", Captured("v")).JSON(map[string]string{"a": "<" + Captured("v") + ">"}).Request
		b := bound(r, func(reference) string { return value })
		if back, err := unescaped(b.Target[len("/of/"):]); err != nil || back != value || b.Query[0].Value != value {
			t.Errorf("%q is sent as %q (%v)", value, b.Target, err)
		}
		checkJSON(t, b, value)
		if f := bound(Post("/").Form("a", Captured("v")).Request, func(reference) string { return value }); f.Body.Form[0].Value != value {
			t.Errorf("%q is sent as %q", value, f.Body.Form[0].Value)
		}
	})
}

func unescaped(text string) (string, error) { return url.PathUnescape(text) }

func checkJSON(t *testing.T, r httpcheck.Request, value string) {
	t.Helper()
	var back map[string]string
	raw, ok := r.Body.JSON.(json.RawMessage)
	if !ok || json.Unmarshal(raw, &back) != nil || back["a"] != "<"+strings.ToValidUTF8(value, "\ufffd")+">" && utf8.ValidString(value) {
		t.Errorf("%q is sent as %s", value, raw)
	}
}
