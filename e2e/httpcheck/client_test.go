package httpcheck

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

var nolog = log.New(io.Discard, "", 0)

func TestEndpointErrors(t *testing.T) {
	for _, c := range []struct {
		e    Endpoint
		want string
	}{
		{Endpoint{}, `"" is not like https://www.example.com`},
		{Endpoint{URL: "ftp://a"}, `"ftp" is neither http nor https`},
		{Endpoint{URL: "http://a/b"}, `has more than scheme, name and port: "/b"`},
		{Endpoint{URL: "http://u@a"}, `has more than scheme, name and port`},
		{Endpoint{URL: "http://a:0"}, `"0" is not a port`},
		{Endpoint{URL: "http://a b"}, `is not a name`},
		{Endpoint{URL: "http://a", Dial: map[string]string{"b": "1.2.3.4:80"}}, `"b" is not like name:port`},
		{Endpoint{URL: "http://a", Dial: map[string]string{"": "1.2.3.4"}}, `"1.2.3.4" is not like name:port`},
		{Endpoint{URL: "http://a", Dial: map[string]string{"": "1.2.3.4:80", "A:80": "1.2.3.5:80"}}, `a:80 is listed twice`},
		{Endpoint{URL: "http://a", Proto: "3"}, `"3" is not known`},
		{Endpoint{URL: "http://a", Proto: "2"}, `HTTP/2 is spoken over https only`},
		{Endpoint{URL: "http://a", Insecure: true}, `http has no certificate to doubt`},
		{Endpoint{URL: "http://a", Rate: -1}, `rate: -1 is below zero`},
		{Endpoint{URL: "http://a", BodyLimit: -1}, `body limit: -1 is below zero`},
		{Endpoint{URL: "http://a", Timeouts: Timeouts{Whole: -1}}, `timeouts: whole: -1ns is below zero`},
		{Endpoint{URL: "https://a", CertFile: "x"}, `the certificate and its key are both needed`},
		{Endpoint{URL: "https://a", CAFile: "/nowhere"}, `CA file: open /nowhere`},
		{Endpoint{URL: "https://a", CAPEM: []byte("x")}, `no certificate in PEM form`},
		{Endpoint{URL: "https://a", MinTLS: "0.9"}, `"0.9" is not known`},
		{Endpoint{URL: "http://a", Proxy: "socks5://x"}, `is not a URL of a proxy`},
		{Endpoint{URL: "http://a", Proxy: "http://x", Dial: map[string]string{"": "1.2.3.4:80"}}, `dial 1.2.3.4:80 could not be kept`},
		{Endpoint{URL: "http://a", DialContext: dialer(Endpoint{}, nil)}, `a:80 would be resolved on the far side`},
	} {
		if _, err := New(c.e); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v; want %q", c.e, err, c.want)
		}
	}
}

func TestNormalNames(t *testing.T) {
	for in, want := range map[string]string{
		"WWW.Example.com.": "www.example.com", "bücher.example": "xn--bcher-kva.example", "ｅｘａｍｐｌｅ.com": "example.com",
		"my_host": "my_host", "example.com。": "example.com", "10.0.0.1": "10.0.0.1", "::1": "::1",
	} {
		if got, err := normalName(in); got != want || err != nil {
			t.Errorf("%s: %q %v, want %q", in, got, err, want)
		}
	}
	for _, bad := range []string{"", ".", "...", "a..b", ".a", "fe80::1%eth0", "a b", "a/b", "a@b", "a\r\nb"} {
		if got, err := normalName(bad); err == nil {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

func TestRealName(t *testing.T) {
	ca := newAuthority(t)
	var sni atomic.Value
	conf := &tls.Config{GetCertificate: func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
		sni.Store(h.ServerName)
		c := ca.issue(t, x509.Certificate{}, "www.example.com")
		return &c, nil
	}}
	addr := serveTLS(t, conf, true, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Host, " ", r.Proto) })
	for _, url := range []string{"https://www.example.com", "https://WWW.example.com.:443/"} {
		for proto, want := range map[string]string{"": "HTTP/2.0", "2": "HTTP/2.0", "1.1": "HTTP/1.1"} {
			c := client(t, Endpoint{URL: url, CAPEM: ca.pem, Proto: proto}, addr)
			h := ok(t, c, Request{})
			if got := string(h.Body); got != "www.example.com "+want || h.Proto != want {
				t.Errorf("%s proto %q: server saw %q, client %s", url, proto, got, h.Proto)
			}
			if sni.Load() != "www.example.com" || h.Remote != addr || h.TLS.Name != "www.example.com" || len(h.TLS.Chain) != 1 {
				t.Errorf("SNI %v, remote %s, TLS %+v", sni.Load(), h.Remote, h.TLS)
			}
		}
	}
}

func TestVersionAsked(t *testing.T) {
	ca := newAuthority(t)
	conf := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, x509.Certificate{}, "www.example.com")}}
	addr := serveTLS(t, conf, false, func(http.ResponseWriter, *http.Request) {})
	x := do(t, client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem, Proto: "2"}, addr), Request{})
	if x.Error == nil || !x.Error.Kind.NoAnswer() {
		t.Fatalf("HTTP/2 asked of a server without it: %v", x.Error)
	}
	if h := ok(t, client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem}, addr), Request{}); h.Proto != "HTTP/1.1" {
		t.Errorf("proto %s", h.Proto)
	}
}

func TestCertificates(t *testing.T) {
	ca, other := newAuthority(t), newAuthority(t)
	past := x509.Certificate{NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(-time.Hour)}
	for name, c := range map[string]struct {
		cert tls.Certificate
		why  string
	}{
		"name":    {ca.issue(t, x509.Certificate{}, "other.example.com"), "other.example.com"},
		"expired": {ca.issue(t, past, "www.example.com"), "expired"},
		"unknown": {other.issue(t, x509.Certificate{}, "www.example.com"), "unknown authority"},
		"CN only": {ca.issue(t, x509.Certificate{}), "not valid for any names"},
	} {
		addr := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{c.cert}}, true, func(http.ResponseWriter, *http.Request) {})
		strict := do(t, client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem}, addr), Request{})
		wantKind(t, strict, Certificate, Handshake)
		if e := strict.Error; len(e.Chain) != 1 || !strings.Contains(e.Text, c.why) {
			t.Errorf("%s: chain of %d, %v", name, len(e.Chain), e)
		}
		if name == "unknown" && !strings.Contains(strict.Error.Text, "no intermediate") {
			t.Errorf("%s: %v", name, strict.Error)
		}
		lax := client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem, Insecure: true}, addr)
		for range 2 { // the second one goes over a kept connection
			if h := ok(t, lax, Request{}); !h.TLS.Insecure || h.TLS.Why == "" {
				t.Errorf("%s, insecure: %+v", name, h.TLS)
			}
		}
	}
}

func TestInsecureThatVerifies(t *testing.T) {
	ca := newAuthority(t)
	conf := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, x509.Certificate{}, "www.example.com")}}
	addr := serveTLS(t, conf, true, func(http.ResponseWriter, *http.Request) {})
	h := ok(t, client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem, Insecure: true}, addr), Request{})
	if !h.TLS.Insecure || h.TLS.Why != "" {
		t.Errorf("%+v", h.TLS)
	}
}

// TestOwnCAIsAddedToTheSystems runs in a process of its own, as the system's
// certificates are read once.
func TestOwnCAIsAddedToTheSystems(t *testing.T) {
	if addr := os.Getenv("HTTPCHECK_ADDRESS"); addr != "" {
		ok(t, client(t, Endpoint{URL: "https://www.example.com", CAPEM: newAuthority(t).pem}, addr), Request{})
		return
	}
	system := newAuthority(t)
	file := filepath.Join(t.TempDir(), "system.pem")
	write(t, file, system.pem)
	addr := serveTLS(t, system.conf(t, "www.example.com"), true, func(http.ResponseWriter, *http.Request) {})
	cmd := exec.Command(os.Args[0], "-test.run", "^TestOwnCAIsAddedToTheSystems$")
	cmd.Env = append(os.Environ(), "HTTPCHECK_ADDRESS="+addr, "SSL_CERT_FILE="+file)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestClientCertificate(t *testing.T) {
	ca := newAuthority(t)
	pool := x509.NewCertPool()
	pool.AddCert(ca.cert)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, h2 := range []bool{false, true} {
			conf := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, x509.Certificate{}, "www.example.com")},
				ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, MaxVersion: version}
			addr := serveTLS(t, conf, h2, func(http.ResponseWriter, *http.Request) {})
			e := Endpoint{URL: "https://www.example.com", CAPEM: ca.pem, Writes: true}
			x := do(t, client(t, e, addr), Request{Method: "POST", Body: Body{Raw: make([]byte, 1<<20)}})
			if x.Error == nil || x.Error.Kind != TLSError || !strings.Contains(x.Error.Text, "asked for a client certificate") {
				t.Errorf("TLS %x h2 %v: %v", version, h2, x.Error)
			}
			e.CertFile, e.KeyFile = files(t, ca.issue(t, x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}))
			ok(t, client(t, e, addr), Request{})
		}
	}
}

func TestClientCertificateThatIsOptional(t *testing.T) {
	ca := newAuthority(t)
	conf := ca.conf(t, "www.example.com")
	conf.ClientAuth = tls.RequestClientCert
	addr := serveTLS(t, conf, false, func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/abort" {
			panic(http.ErrAbortHandler)
		}
	})
	c := client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem}, addr)
	ok(t, c, Request{})
	wantKind(t, do(t, c, Request{Target: "/abort"}), Closed, Waiting)
}

func TestHTTP2Failures(t *testing.T) {
	ca := newAuthority(t)
	addr := serveTLS(t, ca.conf(t, "www.example.com"), true, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/abort":
			panic(http.ErrAbortHandler)
		case "/cut":
			w.Header().Set("Content-Length", "9")
			fmt.Fprint(w, "a")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		case "/slow":
			time.Sleep(time.Second)
		case "/headers":
			w.Header().Set("A", strings.Repeat("x", 300<<10))
		}
	})
	for target, want := range map[string]struct {
		kind  Kind
		phase Phase
	}{"/abort": {Reset, Waiting}, "/cut": {Reset, Reading}, "/slow": {Timeout, Waiting}, "/headers": {Protocol, Waiting}} {
		c := client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem, Proto: "2", Timeouts: Timeouts{FirstByte: 300 * time.Millisecond}}, addr)
		x := do(t, c, Request{Target: target})
		wantKind(t, x, want.kind, want.phase)
	}
}

func TestOldTLS(t *testing.T) {
	ca := newAuthority(t)
	conf := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, x509.Certificate{}, "www.example.com")}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}
	addr := serveTLS(t, conf, false, func(http.ResponseWriter, *http.Request) {})
	e := Endpoint{URL: "https://www.example.com", CAPEM: ca.pem}
	wantKind(t, do(t, client(t, e, addr), Request{}), TLSError, Handshake)
	e.MinTLS = "1.0"
	if h := ok(t, client(t, e, addr), Request{}); h.TLS.Version != "TLS 1.0" {
		t.Errorf("%+v", h.TLS)
	}
}

func TestPlainAndTLSMixed(t *testing.T) {
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	wantKind(t, do(t, client(t, Endpoint{URL: "https://www.example.com"}, plain), Request{}), TLSError, Handshake)
}

func TestSmallHello(t *testing.T) {
	ca := newAuthority(t)
	var curves atomic.Int64
	conf := &tls.Config{GetCertificate: func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
		curves.Store(int64(len(h.SupportedCurves)))
		c := ca.issue(t, x509.Certificate{}, "www.example.com")
		return &c, nil
	}}
	addr := serveTLS(t, conf, true, func(http.ResponseWriter, *http.Request) {})
	ok(t, client(t, Endpoint{URL: "https://www.example.com", CAPEM: ca.pem, SmallHello: true}, addr), Request{})
	if curves.Load() != 2 {
		t.Errorf("%d curves offered", curves.Load())
	}
}

func TestTwoEndpointsShareNoConnection(t *testing.T) {
	one := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "old") })
	two := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "new") })
	a, b := client(t, Endpoint{}, one), client(t, Endpoint{}, two)
	for range 3 {
		if x, y := string(ok(t, a, Request{}).Body), string(ok(t, b, Request{}).Body); x != "old" || y != "new" {
			t.Fatalf("%s, %s", x, y)
		}
	}
}
