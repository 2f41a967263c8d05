package httpcheck

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// Whichever way a name is written, Host, SNI and what is dialled are those of its one spelling.
func TestANameIsOneHoweverItIsWritten(t *testing.T) {
	const one = "xn--bcher-kva.example"
	ca := newAuthority(t)
	srv := serveRaw(t, head(answered))
	addr := serveTLS(t, ca.conf(t, one), true, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Host, " ", r.TLS.ServerName) })
	for _, url := range []string{"bücher.example", "BÜCHER.Example.", "ｂüｃｈｅｒ.ｅｘａｍｐｌｅ", "bücher。example", "XN--BCHER-KVA.example"} {
		for _, key := range []string{"bücher.example", "Xn--bcher-kva.example.", "ＢÜcher.example"} {
			dial := map[string]string{key + ":80": srv.addr, key + ":443": addr}
			if h := ok(t, client(t, Endpoint{URL: "https://" + url, CAPEM: ca.pem, Dial: dial}, ""), Request{}); string(h.Body) != one+" "+one {
				t.Errorf("%s, dialled as %s: %s", url, key, h.Body)
			}
			ok(t, client(t, Endpoint{URL: "http://" + url, Dial: dial}, ""), Request{})
		}
	}
	for _, r := range srv.requests() {
		if !strings.Contains(string(r), "\r\nHost: "+one+"\r\n") {
			t.Errorf("%q", r)
		}
	}
}

// HTTP/2 may be asked for a second name of a certificate over the connection to the first one: then another cluster would
// answer for it than the one that was chosen.
func TestTwoNamesOfOneCertificateAreTwoConnections(t *testing.T) {
	ca := newAuthority(t)
	conf := ca.conf(t, "www.example.com", "static.example.com")
	says := func(who string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, who, " ", r.Host, " ", r.TLS.ServerName, " ", r.Proto)
		}
	}
	a, b := serveTLS(t, conf, true, says("a")), serveTLS(t, conf.Clone(), true, says("b"))
	for name, c := range map[string]struct{ static, who string }{"at two addresses": {b, "b"}, "at one": {a, "a"}} {
		dial := map[string]string{"": a, "static.example.com:443": c.static}
		cl := client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem, Dial: dial}, "")
		for range 2 {
			www, static := ok(t, cl, Request{}), ok(t, cl, Request{Target: "https://static.example.com/"})
			if string(www.Body) != "a www.example.com www.example.com HTTP/2.0" || www.Remote != a ||
				string(static.Body) != c.who+" static.example.com static.example.com HTTP/2.0" || static.Remote != c.static {
				t.Errorf("%s: %s from %s, %s from %s", name, www.Body, www.Remote, static.Body, static.Remote)
			}
		}
	}
}

// Over http there is no HTTP/2, whatever the endpoint asks for: an answer by another version is none.
func TestHTTP2IsNotGivenUpForHTTP(t *testing.T) {
	ca := newAuthority(t)
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	addr := serveTLS(t, ca.conf(t, "www.example.com"), true, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://www.example.com/", http.StatusFound)
	})
	dial := map[string]string{"": addr, "www.example.com:80": plain}
	for proto, fails := range map[string]bool{"2": true, "": false} {
		c := client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem, Proto: proto, Dial: dial}, "")
		for _, r := range []Request{{Target: "http://www.example.com/"}, {Follow: true}} {
			x := do(t, c, r)
			if !fails {
				if x.Error != nil || x.Last().Proto != "HTTP/1.1" {
					t.Errorf("%v: %s, %v", r, x.Last().Proto, x.Error)
				}
				continue
			}
			wantKind(t, x, Protocol, Headers)
			if !strings.Contains(x.Error.Text, "HTTP/2 was asked for, HTTP/1.1 came") || !x.Error.Kind.NoAnswer() {
				t.Error(x.Error)
			}
		}
	}
}

// Behind a proxy TLS is between us and the site: its name, its certificate and HTTP/2 are as without one.
func TestTLSThroughAProxy(t *testing.T) {
	ca := newAuthority(t)
	right := serveTLS(t, ca.conf(t, "www.example.com"), true, func(http.ResponseWriter, *http.Request) {})
	wrong := serveTLS(t, ca.conf(t, "other.example.com"), true, func(http.ResponseWriter, *http.Request) {})
	e := Endpoint{URL: "https://www.example.com", CAPEM: ca.pem, Proxy: "http://" + connectProxy(t, right, false)}
	h := ok(t, client(t, e, ""), Request{})
	if h.Proto != "HTTP/2.0" || h.TLS.Name != "www.example.com" || len(h.TLS.Chain) != 1 || !h.Proxied() {
		t.Errorf("%s, %+v", h.Proto, h.TLS)
	}
	e.Proxy = "http://" + connectProxy(t, wrong, false)
	wantKind(t, do(t, client(t, e, ""), Request{}), Certificate, Handshake)
}

// What is known of TLS is known of each request of a connection, not of the first alone.
func TestTLSOfAKeptConnection(t *testing.T) {
	ca := newAuthority(t)
	for _, h2 := range []bool{false, true} {
		addr := serveTLS(t, ca.conf(t, "www.example.com"), h2, func(http.ResponseWriter, *http.Request) {})
		for _, e := range []Endpoint{{CAPEM: ca.pem}, {CAPEM: newAuthority(t).pem, Insecure: true}} {
			e.URL = "https://www.example.com"
			c := client(t, e, addr)
			first, second := ok(t, c, Request{}), ok(t, c, Request{})
			if !second.Reused || first.Reused {
				t.Fatalf("h2 %v: reused %v, then %v", h2, first.Reused, second.Reused)
			}
			a, b := *first.TLS, *second.TLS
			if len(b.Chain) != 1 || !b.Chain[0].Equal(a.Chain[0]) || b.Version != "TLS 1.3" || b.Cipher == "" || a.ALPN != b.ALPN || a.Why != b.Why || a.Untrusted != b.Untrusted || (b.Why == "") == e.Insecure {
				t.Errorf("h2 %v: %+v, then %+v", h2, a, b)
			}
		}
	}
}
