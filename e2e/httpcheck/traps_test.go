package httpcheck

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// An answer that names another place for the same site sends nobody there.
func TestAlternativeServicesAreIgnored(t *testing.T) {
	other := serveRaw(t, head(answered))
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Alt-Svc", fmt.Sprintf(`h2=%q, h3=%q; ma=3600`, other.addr, other.addr))
	})
	c := client(t, Endpoint{}, srv)
	for range 2 {
		if h := ok(t, c, Request{}); h.Remote != srv {
			t.Errorf("%s answered", h.Remote)
		}
	}
	if n := len(other.requests()); n > 0 {
		t.Errorf("%d requests went there", n)
	}
}

// net/http gives no cookie at all above 3,000 lines.
func TestAllLinesOfCookiesAreKept(t *testing.T) {
	const n = 4000
	srv := serveRaw(t, head("HTTP/1.1 200 OK\r\n"+strings.Repeat("Set-Cookie: a=b\r\n", n)+"Content-Length: 0\r\n\r\n"))
	if h := ok(t, client(t, Endpoint{}, srv.addr), Request{}); len(h.SetCookies) != n || len(h.Cookies()) != n {
		t.Errorf("%d lines, %d cookies", len(h.SetCookies), len(h.Cookies()))
	}
}

// A server that knows no such name says so by an alert: that is no certificate that was refused here.
func TestANameThatTheServerRejects(t *testing.T) {
	ca := newAuthority(t)
	conf := ca.conf(t, "www.example.com")
	conf.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return nil, errors.New("no such name") }
	addr := serveTLS(t, conf, true, func(http.ResponseWriter, *http.Request) {})
	wantKind(t, do(t, client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem}, addr), Request{}), TLSError, Handshake)
}

// What speaks TLS answers to plain HTTP with an error of its own.
func TestPlainHTTPToAPortOfTLS(t *testing.T) {
	addr := serveTLS(t, newAuthority(t).conf(t, "www.example.com"), false, func(http.ResponseWriter, *http.Request) {})
	if h := ok(t, client(t, Endpoint{}, addr), Request{}); h.Status != 400 {
		t.Errorf("status %d", h.Status)
	}
}

// Each name is verified as itself: one that a redirect leads to does not pass by the certificate of the first.
func TestARedirectIsVerifiedUnderItsOwnName(t *testing.T) {
	ca := newAuthority(t)
	away := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "https://static.example.com/end", http.StatusFound)
		}
	}
	for names, kind := range map[string]Kind{"www.example.com": Certificate, "www.example.com static.example.com": ""} {
		conf := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, x509.Certificate{}, strings.Fields(names)...)}}
		addr := serveTLS(t, conf, true, away)
		x := do(t, client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem, Dial: map[string]string{"": addr, "static.example.com:443": addr}}, ""), Request{Follow: true})
		if kind == "" {
			if x.Error != nil || x.Last().TLS.Name != "static.example.com" {
				t.Errorf("%s: %v", names, x.Error)
			}
			continue
		}
		wantKind(t, x, kind, Handshake)
		if len(x.Hops) != 2 || !strings.Contains(x.Error.Text, "static.example.com") {
			t.Errorf("%d hops, %v", len(x.Hops), x.Error)
		}
	}
}

// What may change something is not sent again when a kept connection dies; what reads is, with its body too.
func TestWhatIsSentAgain(t *testing.T) {
	for _, c := range []struct {
		r    Request
		kind Kind
		seen int // beside the one that was cut off
	}{
		{Request{Method: "POST", Body: Body{Raw: []byte("x")}}, Closed, 1},
		{Request{Method: "DELETE"}, Closed, 1},
		{Request{Body: Body{Raw: []byte("x")}}, "", 2},
		{Request{Method: "POST", Header: []Line{{"Idempotency-Key", "1"}}, Body: Body{Raw: []byte("x")}}, "", 2},
	} {
		srv := twice(t)
		cl := client(t, Endpoint{Writes: true}, srv.addr)
		ok(t, cl, Request{})
		x := do(t, cl, c.r)
		switch {
		case c.kind != "":
			wantKind(t, x, c.kind, Waiting)
		case x.Error != nil || !x.Last().SentTwice:
			t.Errorf("%s %v: %v", c.r.Method, c.r.Header, x.Error)
		}
		if n := len(srv.requests()); n != c.seen {
			t.Errorf("%s %v: %d requests, want %d", c.r.Method, c.r.Header, n, c.seen)
		}
	}
}
