package httpcheck

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// hops is a server that redirects /to?LOCATION with the status of its path.
func hops(t *testing.T) string {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		var status int
		if n, _ := fmt.Sscanf(r.URL.Path, "/%d", &status); n == 1 {
			w.Header()["Location"] = []string{r.Header.Get("X-Location")}
			w.WriteHeader(status)
			fmt.Fprint(w, "gone")
			return
		}
		var body bytes.Buffer
		body.ReadFrom(r.Body)
		fmt.Fprintf(w, "%s %s%s %s|%s|%s|%s", r.Method, r.Host, r.RequestURI, body.String(),
			r.Header.Get("Authorization"), r.Header.Get("X-Token"), r.Header.Get("X-Location"))
	})
}

func TestEscape(t *testing.T) {
	addr := hops(t)
	c := client(t, Endpoint{Dial: map[string]string{}}, addr)
	for _, target := range []string{
		"http://other.example.com/", "http://www.example.com:8080/", "https://www.example.com/",
		"http://www.example.com.evil.test/", "http://127.0.0.1/", "http://[::1]/",
	} {
		x := do(t, c, Request{Target: target})
		wantKind(t, x, Escape, "")
		var e *EscapeError
		if !errors.As(x.Error, &e) || !strings.Contains(x.Error.Text, e.Address) || !strings.Contains(x.Error.Text, "www.example.com:80 → "+addr) {
			t.Errorf("%s: %v", target, x.Error)
		}
		x = do(t, c, Request{Target: "/302", Header: []Line{{"X-Location", target}}, Follow: true})
		wantKind(t, x, Escape, "")
		if len(x.Hops) != 2 || x.Hops[0].Status != 302 || x.Hops[1].Status != 0 {
			t.Errorf("%s: the chain is not kept: %d hops", target, len(x.Hops))
		}
	}
}

func TestDialerGuards(t *testing.T) {
	g, err := newGuard(Endpoint{Name: "new"}, origin{"http", "www.example.com", "80"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = dialer(Endpoint{Timeouts: Timeouts{Connect: time.Second}}, g)(t.Context(), "tcp", "other.example.com:80")
	if !isEscape(err) {
		t.Errorf("the dialer went on by itself: %v", err)
	}
}

func TestOtherNamesOfTheEndpoint(t *testing.T) {
	a, b := hops(t), serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "b ", r.Host) })
	c := client(t, Endpoint{Dial: map[string]string{"": a, "Static.Example.com:8080": b}}, "")
	h := ok(t, c, Request{Target: "/302", Header: []Line{{"X-Location", "http://STATIC.example.com.:8080/"}}, Follow: true})
	if h.Remote != b || string(h.Body) != "b static.example.com:8080" {
		t.Errorf("%s %s", h.Remote, h.Body)
	}
}

func TestWrites(t *testing.T) {
	srv := serveRaw(t, head("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "get", "PURGE"} {
		x := do(t, client(t, Endpoint{}, srv.addr), Request{Method: method})
		wantKind(t, x, Writes, "")
		if !strings.Contains(x.Error.Text, method) || x.Error.Kind.NoAnswer() {
			t.Error(x.Error)
		}
	}
	if n := len(srv.requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
		ok(t, client(t, Endpoint{}, srv.addr), Request{Method: method})
	}
	ok(t, client(t, Endpoint{Writes: true}, srv.addr), Request{Method: "POST"})
}

// TestMain names a proxy in the environment that nobody runs: whatever asks it fails.
// net/http reads the environment once, so no single test could say it.
func TestMain(m *testing.M) {
	for _, name := range []string{"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"} {
		_ = os.Setenv(name, "http://127.0.0.1:1")
	}
	os.Exit(m.Run())
}

// connectProxy takes CONNECT to addr, whatever name it is for, or refuses.
func connectProxy(t *testing.T, addr string, refuse bool) string {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			fmt.Fprintf(w, "proxied %s", r.RequestURI)
			return
		}
		if refuse {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		to, err := net.Dial("tcp", addr)
		if err != nil {
			t.Error(err)
			return
		}
		defer to.Close()
		from, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer from.Close()
		fmt.Fprint(from, "HTTP/1.1 200 OK\r\n\r\n")
		pipe(from, to)
	})
}

func pipe(a, b net.Conn) {
	done := make(chan struct{}, 2)
	for _, p := range [][2]net.Conn{{a, b}, {b, a}} {
		go func() {
			buf := make([]byte, 4096)
			for {
				n, err := p[0].Read(buf)
				if _, werr := p[1].Write(buf[:n]); err != nil || werr != nil {
					break
				}
			}
			done <- struct{}{}
		}()
	}
	<-done
}

func TestProxy(t *testing.T) {
	ca := newAuthority(t)
	conf := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, x509.Certificate{}, "www.example.com")}}
	addr := serveTLS(t, conf, true, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Host) })
	e := Endpoint{URL: "https://www.example.com", CAPEM: ca.pem, Proxy: "http://" + connectProxy(t, addr, false)}
	if h := ok(t, client(t, e, ""), Request{}); string(h.Body) != "www.example.com" {
		t.Errorf("%s", h.Body)
	}
	wantKind(t, do(t, client(t, e, ""), Request{Target: "https://other.example.com/"}), Escape, "")
	e.Proxy = "http://" + connectProxy(t, addr, true)
	x := do(t, client(t, e, ""), Request{})
	wantKind(t, x, Proxy, Dialling)
	if !strings.Contains(x.Error.Text, "403") {
		t.Error(x.Error)
	}
	e.Proxy = "http://127.0.0.1:1"
	wantKind(t, do(t, client(t, e, ""), Request{}), Proxy, Dialling)
}

func TestProxyOfPlainHTTPGetsTheExactTarget(t *testing.T) {
	c := client(t, Endpoint{Proxy: "http://" + connectProxy(t, "", false)}, "")
	for _, target := range []string{"/a%2Fb|c?x=a;b", "//a//b"} {
		if h := ok(t, c, Request{Target: target}); string(h.Body) != "proxied http://www.example.com"+target {
			t.Errorf("%s: %s", target, h.Body)
		}
	}
}
