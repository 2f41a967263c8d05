package httpcheck

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// head answers with a head and what follows it.
func head(after string) func(net.Conn, []byte) {
	return func(c net.Conn, _ []byte) { io.WriteString(c, after) }
}

// forever writes again and again, until the client goes.
func forever(first, again string) func(net.Conn, []byte) {
	return func(c net.Conn, _ []byte) {
		io.WriteString(c, first)
		block := []byte(strings.Repeat(again, 1+16384/len(again)))
		for {
			if _, err := c.Write(block); err != nil {
				return
			}
		}
	}
}

// drip writes a piece every 20 ms.
func drip(first, again string) func(net.Conn, []byte) {
	return func(c net.Conn, _ []byte) {
		io.WriteString(c, first)
		for {
			time.Sleep(20 * time.Millisecond)
			if _, err := io.WriteString(c, again); err != nil {
				return
			}
		}
	}
}

func reset(c net.Conn, _ []byte) { c.(*net.TCPConn).SetLinger(0) }

// bomb is gzip of zeros, 1 GiB unpacked: a member of 1 MiB, 1024 times.
func bomb(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(make([]byte, 1<<20))
	w.Close()
	return strings.Repeat(out.String(), 1024)
}

// hostile is a server, and how a request to it fails; kind "" is an answer.
type hostile struct {
	answer func(net.Conn, []byte)
	kind   Kind
	phase  Phase
}

func hostileServers(packed string) map[string]hostile {
	return map[string]hostile{
		// net/http's limit on heads has no type, and text is not looked at: protocol.
		"closes at once":      {head(""), Closed, Waiting},
		"resets at once":      {reset, Reset, Waiting},
		"never answers":       {func(c net.Conn, _ []byte) { time.Sleep(time.Second) }, Timeout, Waiting},
		"cut in status line":  {head("HTTP/1.1 2"), Protocol, Headers},
		"cut in headers":      {head("HTTP/1.1 200 OK\r\nA: b"), Truncated, Headers},
		"endless status line": {forever("HTTP/1.1 200 ", "x"), Protocol, Headers},
		"endless headers":     {forever("HTTP/1.1 200 OK\r\n", "A: b\r\n"), Protocol, Headers},
		"dripped headers":     {drip("HTTP/1.1 200 OK\r\n", "A: b\r\n"), Timeout, Headers},
		"endless 1xx":         {forever("", "HTTP/1.1 103 Early Hints\r\n\r\n"), Limit, Headers},
		"endless body":        {forever("HTTP/1.1 200 OK\r\n\r\n", "x"), Limit, Reading},
		"endless chunks":      {forever("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1000\r\n"+strings.Repeat("x", 4096)+"\r\n"), Limit, Reading},
		"dripped body":        {drip("HTTP/1.1 200 OK\r\n\r\n", "x"), Timeout, Reading},
		"body cut":            {head("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), Truncated, Reading},
		"chunks cut":          {head("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), Truncated, Reading},
		"bad chunk":           {head("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n"), Protocol, Reading},
		"bad length":          {head("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"), Protocol, Headers},
		"two lengths":         {head("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"), Protocol, Headers},
		"junk":                {head("SSH-2.0-OpenSSH_9.6\r\n\r\n"), Protocol, Headers},
		"HTTP/0.9":            {head("<html>old</html>\r\n"), Protocol, Headers},
		"TLS alert":           {head("\x15\x03\x01\x00\x02\x02\x28"), Protocol, Headers},
		"bad header":          {head("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"), Protocol, Headers},
		"gzip bomb":           {head(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(packed), packed)), Limit, Reading},
		"resets in body": {func(c net.Conn, r []byte) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na")
			time.Sleep(50 * time.Millisecond)
			reset(c, r)
		}, Reset, Reading},
		"body without length":   {head("HTTP/1.1 200 OK\r\n\r\nabc"), "", ""},
		"one 1xx":               {head("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "", ""},
		"ten 1xx":               {head(strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 10) + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "", ""},
		"eleven 1xx":            {head(strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 11) + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), Limit, Headers},
		"HTTP/3.7":              {head("HTTP/3.7 200 OK\r\nContent-Length: 0\r\n\r\n"), "", ""},
		"HTTP/1.9, status 999":  {head("HTTP/1.9 999 Odd\r\nContent-Length: 0\r\n\r\n"), "", ""},
		"bare LF":               {head("HTTP/1.1 200 OK\nContent-Length: 0\n\n"), "", ""},
		"status 000":            {head("HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n"), "", ""},
		"length and chunks":     {head("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"), "", ""},
		"the same length twice": {head("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na"), "", ""},
		"space after a name":    {head("HTTP/1.1 200 OK\r\nX-A : b\r\nContent-Length: 0\r\n\r\n"), "", ""},
		"a folded line":         {head("HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\nContent-Length: 0\r\n\r\n"), "", ""},
		"204 with a body":       {head("HTTP/1.1 204 No Content\r\nContent-Length: 1\r\n\r\na"), "", ""},
		"extra bytes":           {head("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc"), "", ""},
		"cookies by the 10,000": {head("HTTP/1.1 200 OK\r\n" + strings.Repeat("Set-Cookie: a=b\r\n", 10000) + "Content-Length: 0\r\n\r\n"), "", ""},
	}
}

// TestHostileServers ends each in bounded time and memory, with the kind and phase
// that say what it was.
func TestHostileServers(t *testing.T) {
	for name, s := range hostileServers(bomb(t)) {
		t.Run(name, func(t *testing.T) {
			srv := serveRaw(t, s.answer)
			c := client(t, Endpoint{BodyLimit: 2 << 20, Timeouts: Timeouts{FirstByte: 300 * time.Millisecond, Whole: 900 * time.Millisecond}}, srv.addr)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			began := time.Now()
			x := do(t, c, Request{})
			runtime.ReadMemStats(&after)
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<20 {
				t.Errorf("allocated %d MiB", grown>>20)
			}
			if s.kind != "" {
				wantKind(t, x, s.kind, s.phase)
			} else if x.Error != nil {
				t.Error(x.Error)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	x := do(t, client(t, Endpoint{}, l.Addr().String()), Request{})
	wantKind(t, x, Refused, Dialling)
	if !errors.Is(x.Error, syscall.ECONNREFUSED) || !strings.Contains(x.Error.Text, l.Addr().String()) || !x.Error.Kind.NoAnswer() {
		t.Error(x.Error)
	}
}

func TestUnknownName(t *testing.T) {
	wantKind(t, do(t, client(t, Endpoint{URL: "http://nowhere.invalid"}, ""), Request{}), DNS, Dialling)
}

func TestConnectTimeout(t *testing.T) {
	slow := func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
	c := client(t, Endpoint{DialContext: slow, Timeouts: Timeouts{Connect: 50 * time.Millisecond}}, "10.0.0.1:80")
	x := do(t, c, Request{})
	wantKind(t, x, Timeout, Dialling)
	if !strings.Contains(x.Error.Text, "connecting to 10.0.0.1:80 took more than 50ms") {
		t.Error(x.Error)
	}
}

func TestHandshakeTimeout(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := client(t, Endpoint{URL: "https://www.example.com", Timeouts: Timeouts{Connect: 100 * time.Millisecond}}, l.Addr().String())
	wantKind(t, do(t, c, Request{}), Timeout, Handshake)
}

func TestCallerGivesUp(t *testing.T) {
	srv := serveRaw(t, func(net.Conn, []byte) { time.Sleep(time.Second) })
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(100*time.Millisecond, cancel)
	wantKind(t, client(t, Endpoint{}, srv.addr).Do(ctx, Request{}), Cancelled, Waiting)
}

func TestDialerOfOnesOwn(t *testing.T) {
	addr := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "far") })
	var asked string
	hook := func(ctx context.Context, network, address string) (net.Conn, error) {
		asked = address
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	h := ok(t, client(t, Endpoint{DialContext: hook}, "10.0.0.1:8080"), Request{})
	if asked != "10.0.0.1:8080" || h.Remote != asked || string(h.Body) != "far" {
		t.Errorf("asked %s, remote %s, body %s", asked, h.Remote, h.Body)
	}
}

// twice answers the first request of a connection and closes at the second.
func twice(t *testing.T) *raw {
	var n atomic.Int64
	return serveRaw(t, func(c net.Conn, _ []byte) {
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		if n.Add(1) == 1 {
			c.Read(make([]byte, 4096)) // the next request comes, and gets no answer
		}
	})
}

func TestSentTwice(t *testing.T) {
	c := client(t, Endpoint{}, twice(t).addr)
	if h := ok(t, c, Request{}); h.SentTwice || h.Reused {
		t.Errorf("the first: %+v", h)
	}
	if h := ok(t, c, Request{}); !h.SentTwice {
		t.Errorf("the second was sent again, and the hop does not say so")
	}
}

func TestOnceIsSentOnce(t *testing.T) {
	srv := twice(t)
	c := client(t, Endpoint{Writes: true}, srv.addr)
	ok(t, c, Request{})
	h := ok(t, c, Request{Method: "POST", Once: true, Header: []Line{{"Idempotency-Key", "1"}}})
	if h.Reused || h.SentTwice || len(srv.requests()) != 2 {
		t.Errorf("reused %v, sent twice %v, %d requests", h.Reused, h.SentTwice, len(srv.requests()))
	}
}

// TestOnceHasNoSecondBody: HTTP/2 sends again what a server refused, if it can have the body anew.
func TestOnceHasNoSecondBody(t *testing.T) {
	c := client(t, Endpoint{Writes: true}, "127.0.0.1:1")
	for _, once := range []bool{false, true} {
		plan, err := Request{Method: "POST", Once: once, Body: Body{Raw: []byte("x")}}.plan(c.home)
		if err != nil {
			t.Fatal(err)
		}
		req, err := c.rec.request(&http.Request{Header: http.Header{}}, plan)
		if err != nil || (req.GetBody == nil) != once {
			t.Errorf("once %v: %v, body anew %v", once, err, req.GetBody != nil)
		}
	}
}

// TestTraceIsFrozen: events of a connection dialled for another request come after the round trip.
func TestTraceIsFrozen(t *testing.T) {
	var f trace
	hooks := httptrace.ContextClientTrace(f.with(t.Context()))
	hooks.ConnectStart("tcp", "a")
	f.freeze()
	hooks.ConnectDone("tcp", "a", nil)
	hooks.TLSHandshakeStart()
	hooks.GotFirstResponseByte()
	if f.dial[0].IsZero() || !f.dial[1].IsZero() || !f.tls[0].IsZero() || f.phase() != Dialling {
		t.Errorf("%v %v", f.dial, f.tls)
	}
}

// TestADialForAnotherIsNotOurs: a request for which a connection is dialled may get one that came free meanwhile.
func TestADialForAnotherIsNotOurs(t *testing.T) {
	ours, theirs := net.Pipe()
	defer ours.Close()
	defer theirs.Close()
	for _, reused := range []bool{false, true} {
		var f trace
		hooks := httptrace.ContextClientTrace(f.with(t.Context()))
		hooks.ConnectStart("tcp", "a")
		hooks.TLSHandshakeStart()
		time.Sleep(time.Millisecond)
		hooks.TLSHandshakeDone(tls.ConnectionState{}, nil)
		hooks.ConnectDone("tcp", "a", nil)
		hooks.GotConn(httptrace.GotConnInfo{Conn: ours, Reused: reused})
		var h Hop
		if f.fill(&h); h.Reused != reused || (h.Times.Dial == 0) != reused || (h.Times.TLS == 0) != reused {
			t.Errorf("%+v", h.Times)
		}
	}
}
