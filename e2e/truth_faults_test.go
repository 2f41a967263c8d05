package e2e

import (
	"context"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// came is what came of a request.
type came struct {
	name string
	kind httpcheck.Kind // "": an answer
	x    *exchange
	// blind are the beginnings of the names of matchers that can't judge this answer.
	blind []string
}

// unknown tells that nothing is known of the application.
func (f came) unknown() bool { return f.x.came == nil || f.kind.NoAnswer() && f.kind != "" }

func (f came) blinds(verb string) bool {
	return slices.ContainsFunc(f.blind, func(name string) bool { return strings.HasPrefix(verb, name) })
}

// bodies are the matchers of bodies.
var bodies = []string{"HaveBody", "HaveFound"}

// raw is a server that answers each connection by the function, after the head of the request.
func raw(t *testing.T, answer func(c *net.TCPConn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = c.Read(make([]byte, 4096))
				answer(c.(*net.TCPConn))
				_ = c.Close()
			}()
		}
	}()
	return l.Addr().String()
}

// says is a server that sends these bytes.
func says(t *testing.T, parts ...string) string {
	t.Helper()
	return raw(t, func(c *net.TCPConn) { _, _ = c.Write([]byte(strings.Join(parts, ""))) })
}

// with is an answer with these header lines and that body.
func with(t *testing.T, body string, lines ...string) string {
	t.Helper()
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n", len(body))
	for _, line := range lines {
		head += line + "\r\n"
	}
	return says(t, head, "\r\n", body)
}

// asked sends a request to an endpoint of that URL at the address.
func asked(t *testing.T, ctx context.Context, text, address string, call *Call, change func(*inventory.Endpoint)) *exchange {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	conf := inventory.Endpoint{Name: "sick", URL: u, Whole: 5 * time.Second}
	if address != "" {
		conf.Dial = map[string]string{inventory.HostPort(u): address}
	}
	if change != nil {
		change(&conf)
	}
	p, err := newEndpoint(conf, suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.client.Close)
	return &exchange{endpoint: p, call: call, came: p.client.Do(ctx, call.Request)}
}

func wellExchange(t *testing.T) *exchange {
	t.Helper()
	x := asked(t, context.Background(), "http://www.example.com", with(t, "ok\n", "Content-Type: text/plain"), Get("/well"), func(e *inventory.Endpoint) { e.Name = "well" })
	if x.came.Error != nil {
		t.Fatal(x.came.Error)
	}
	return x
}

// faultsOf are answers of all kinds, and all kinds of none.
func faultsOf(t *testing.T) []came {
	t.Helper()
	var out []came
	for _, f := range slices.Concat(silences(t), refusals(t), answers(t)) {
		x := asked(t, f.context(), f.url, f.address, f.call, f.change)
		if f.unsent {
			x.came = nil
		}
		out = append(out, came{f.name, f.kind, x, f.blind})
	}
	return out
}

// fault is how a request is made that such a thing comes of.
type fault struct {
	name, url, address string
	kind               httpcheck.Kind
	call               *Call
	change             func(*inventory.Endpoint)
	blind              []string
	unsent, cancelled  bool
}

func (f fault) context() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	if f.cancelled {
		cancel()
	}
	_ = cancel // the others end with the process
	return ctx
}

const plain, secure = "http://www.example.com", "https://www.example.com"

// silences are faults after which nothing is known.
func silences(t *testing.T) []fault {
	t.Helper()
	dead := newServer().dead
	stranger := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(stranger.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: stranger.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	forbids := "http://" + says(t, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
	return []fault{
		{name: "not sent", url: plain, address: dead, call: Get("/"), unsent: true},
		{name: "refused", url: plain, address: dead, call: Get("/"), kind: httpcheck.Refused},
		{name: "reset", url: plain, address: raw(t, func(c *net.TCPConn) { _ = c.SetLinger(0) }), call: Post("/"), kind: httpcheck.Reset, change: writing},
		{name: "closed", url: plain, address: raw(t, func(*net.TCPConn) {}), call: Get("/"), kind: httpcheck.Closed},
		{name: "timeout", url: plain, address: raw(t, func(*net.TCPConn) { time.Sleep(2 * time.Second) }), call: Get("/"), kind: httpcheck.Timeout, change: func(e *inventory.Endpoint) { e.FirstByte = 100 * time.Millisecond }},
		{name: "body cut", url: plain, address: says(t, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), call: Get("/"), kind: httpcheck.Truncated},
		{name: "chunks cut", url: plain, address: says(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe"), call: Get("/"), kind: httpcheck.Truncated},
		{name: "no HTTP", url: plain, address: says(t, "SSH-2.0-OpenSSH_9.2\r\n"), call: Get("/"), kind: httpcheck.Protocol},
		{name: "no TLS", url: secure, address: with(t, "ok"), call: Get("/"), kind: httpcheck.TLSError},
		{name: "unknown CA", url: secure, address: stranger.Listener.Addr().String(), call: Get("/"), kind: httpcheck.Certificate},
		{name: "another name", url: "https://www.example.org", address: stranger.Listener.Addr().String(), call: Get("/"), kind: httpcheck.Certificate, change: func(e *inventory.Endpoint) { e.TLS.CA = ca }},
		{name: "no such name", url: "http://nosuch.invalid", call: Get("/"), kind: httpcheck.DNS},
		{name: "cancelled", url: plain, address: with(t, "ok"), call: Get("/"), kind: httpcheck.Cancelled, cancelled: true},
		{name: "a proxy that forbids", url: secure, call: Get("/"), kind: httpcheck.Proxy, change: func(e *inventory.Endpoint) { e.Proxy, _ = url.Parse(forbids) }},
	}
}

func writing(e *inventory.Endpoint) { e.Writes = true }

// refusals are faults that are known, and of which no matcher holds, nor its opposite.
func refusals(t *testing.T) []fault {
	t.Helper()
	loop := says(t, "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")
	away := says(t, "HTTP/1.1 302 Found\r\nLocation: http://www.example.net/\r\nContent-Length: 0\r\n\r\n")
	return []fault{
		{name: "writes", url: plain, address: with(t, "ok"), call: Post("/"), kind: httpcheck.Writes},
		{name: "escape", url: plain, address: away, call: Get("/").Follow(), kind: httpcheck.Escape},
		{name: "another name", url: plain, address: with(t, "ok"), call: Get("http://www.example.net/"), kind: httpcheck.Escape},
		{name: "loop", url: plain, address: loop, call: Get("/").Follow(), kind: httpcheck.Redirects},
		{name: "endless headers", url: plain, address: says(t, "HTTP/1.1 200 OK\r\n", strings.Repeat("X: y\r\n", 100_000)), call: Get("/"), kind: httpcheck.Protocol},
		{name: "endless body", url: plain, address: with(t, strings.Repeat("x", 11<<20)), call: Get("/"), kind: httpcheck.Limit},
		{name: "no request", url: plain, address: with(t, "ok"), call: Get("/").Header("X Y", "z"), kind: httpcheck.BadRequest},
	}
}

// answers are such as they come, and such as they should not.
func answers(t *testing.T) []fault {
	t.Helper()
	html, json := "Content-Type: text/html", "Content-Type: application/json"
	tls := []string{"HaveTLS", "HaveCertificate"}
	get := func(name, address string, blind ...string) fault {
		return fault{name: name, url: plain, address: address, call: Get("/"), blind: append(blind, tls...)}
	}
	var many []string
	for i := range 2000 {
		many = append(many, fmt.Sprintf("X-Many: %d", i), fmt.Sprintf("Set-Cookie: SESSID=%d; Expires=0", i))
	}
	odd := make([]byte, 1024)
	for i := range odd {
		odd[i] = byte(i)
	}
	through := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }))
	t.Cleanup(through.Close)
	secured := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<h1>Welcome</h1>")) }))
	t.Cleanup(secured.Close)
	return []fault{
		get("text", with(t, "ok\n", "Content-Type: text/plain", "Set-Cookie: SESSID=x; Secure; Max-Age=60")),
		get("HTML", with(t, "<h1>Welcome</h1><p>", html)),
		get("JSON", with(t, `{"name":"Ada","n":1}`, json)),
		get("nothing", says(t, "HTTP/1.1 204 No Content\r\n\r\n")),
		get("a redirect", says(t, "HTTP/1.1 301 Moved\r\nLocation: /healthz\r\nContent-Length: 0\r\n\r\n")),
		get("no gzip", with(t, "ok", "Content-Encoding: gzip"), bodies...),
		get("gzip cut", with(t, "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "Content-Encoding: gzip"), bodies...),
		get("an unknown coding", with(t, "ok", "Content-Encoding: klingon"), bodies...),
		get("bytes of all kinds", with(t, string(odd), html)),
		get("bytes that begin nothing", with(t, strings.Repeat("\x80", 5000), "Content-Type: text/plain; charset=utf-8")),
		get("half of Shift_JIS", with(t, "\x83\x8d\x83", html+"; charset=Shift_JIS")),
		get("a megabyte in one line", with(t, strings.Repeat("x", 1<<20), html)),
		get("ten thousands of tags", with(t, strings.Repeat("<p><b>a", 1<<14), html)),
		get("much JSON", with(t, "["+strings.Repeat("[1],", 1<<15)+"1]", json)),
		get("deep JSON", with(t, strings.Repeat("[", 10_000)+strings.Repeat("]", 10_000), json)),
		get("thousands of header lines", with(t, "ok", many...)),
		get("header of odd bytes", with(t, "ok", "X-Odd: \xff\xfe", "Content-Type: \xff", "Set-Cookie: \xff")),
		{name: "through a proxy", url: plain, call: Get("/"), blind: append([]string{"ComeFrom"}, tls...), change: func(e *inventory.Endpoint) { e.Proxy, _ = url.Parse(through.URL) }},
		{name: "by TLS, doubted", url: secure, address: secured.Listener.Addr().String(), call: Get("/"), change: func(e *inventory.Endpoint) { e.TLS.Insecure = true }},
	}
}
