package httpcheck

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/net/http2"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// An error that is of two kinds is of the one that says more of where it comes from; none is known by its text.
func TestWhichOfTwoKinds(t *testing.T) {
	op := func(what string, err error) error { return &net.OpError{Op: what, Net: "tcp", Err: err} }
	sys := func(n syscall.Errno) error { return os.NewSyscallError("write", n) }
	refused, gone, piped := sys(syscall.ECONNREFUSED), sys(syscall.ECONNRESET), sys(syscall.EPIPE)
	stranger := &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
	for name, c := range map[string]struct {
		err   error
		phase Phase
		want  Kind
	}{
		"an escape is also a dial that failed":             {op("dial", &EscapeError{}), Dialling, Escape},
		"a way that refused is no refusal":                 {&ViaError{"web", refused}, Dialling, Via},
		"a proxy that refused is no refusal":               {op("proxyconnect", op("dial", refused)), Dialling, Proxy},
		"a certificate is also a handshake that failed":    {op("remote error", stranger), Handshake, Certificate},
		"DNS that did not know":                            {op("dial", &net.DNSError{IsNotFound: true}), Dialling, DNS},
		"DNS that was too slow is no timeout":              {op("dial", &net.DNSError{IsTimeout: true}), Dialling, DNS},
		"DNS that refused is no refusal":                   {errors.Join(&net.DNSError{}, refused), Dialling, DNS},
		"an alert of TLS":                                  {op("remote error", errors.New("handshake failure")), Waiting, TLSError},
		"an alert that came with a reset":                  {errors.Join(op("remote error", errors.New("alert")), gone), Waiting, TLSError},
		"our time was over, and so the connection is gone": {errors.Join(&timeoutError{what: "it"}, gone), Reading, Timeout},
		"refused":                            {op("dial", refused), Dialling, Refused},
		"reset":                              {op("read", gone), Waiting, Reset},
		"a broken pipe":                      {op("write", piped), Sending, Reset},
		"cut":                                {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), Reading, Truncated},
		"an end":                             {&url.Error{Op: "Get", URL: "/", Err: io.EOF}, Waiting, Closed},
		"a stream of HTTP/2":                 {http2.StreamError{StreamID: 1, Code: http2.ErrCodeCancel}, Reading, Reset},
		"a timeout of net/http's own":        {op("read", os.ErrDeadlineExceeded), Headers, Timeout},
		"the caller gave up":                 {fmt.Errorf("wait: %w", context.Canceled), Waiting, Cancelled},
		"what SSH says":                      {&transport.Error{Kind: transport.Lost, Err: errors.New("lost")}, Reading, Via},
		"text alone, while TLS is agreed on": {errors.New("http: server gave HTTP response to HTTPS client"), Handshake, TLSError},
		"the words of a refusal":             {errors.New("connect: connection refused"), Dialling, Protocol},
		"the words of a timeout":             {errors.New("i/o timeout"), Waiting, Protocol},
	} {
		if f := failure(c.err, c.phase); f.Kind != c.want {
			t.Errorf("%s: %s, want %s", name, f.Kind, c.want)
		}
	}
}

// abrupt reads the head of each request, and hands the connection on while the body is on its way.
func abrupt(t *testing.T, then func(*net.TCPConn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				var head strings.Builder
				for b := make([]byte, 1); !strings.HasSuffix(head.String(), "\r\n\r\n"); head.Write(b) {
					if _, err := c.Read(b); err != nil {
						return
					}
				}
				then(c.(*net.TCPConn))
			}()
		}
	}()
	return l.Addr().String()
}

// upload is more than what the kernels hold between the two.
var upload = Request{Method: "POST", Body: Body{Raw: make([]byte, 16<<20)}}

// net/http may see the reset where it reads, and close what it writes to: then no more is known than that it is closed.
func TestAResetWhileABodyIsSent(t *testing.T) {
	addr := abrupt(t, func(c *net.TCPConn) { c.SetLinger(0) })
	for range 10 {
		x := do(t, client(t, Endpoint{Writes: true}, addr), upload)
		if x.Error == nil || x.Error.Kind != Reset && x.Error.Kind != Closed || x.Error.Phase != Sending || !x.Error.Kind.NoAnswer() {
			t.Errorf("status %d, %v", x.Last().Status, x.Error)
		}
	}
}

// A server that answers before it has read the body, and closes, may be answered by a reset on the way: then nothing is
// known, and never another status. Who asks first gets the answer.
func TestAnAnswerBeforeTheBodyIsRead(t *testing.T) {
	addr := abrupt(t, func(c *net.TCPConn) {
		io.WriteString(c, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig")
	})
	c := client(t, Endpoint{Writes: true}, addr)
	asking := upload
	asking.Header = []Line{{"Expect", "100-continue"}}
	for range 10 {
		if h := ok(t, c, asking); h.Status != http.StatusRequestEntityTooLarge || string(h.Body) != "big" {
			t.Errorf("asked first: %d %q", h.Status, h.Body)
		}
		x := do(t, c, upload)
		if x.Error != nil && x.Error.Kind != Reset || x.Error == nil && x.Last().Status != http.StatusRequestEntityTooLarge {
			t.Errorf("%d, %v", x.Last().Status, x.Error)
		}
	}
}

// One that lingers, as NGINX does, is heard.
func TestAnAnswerOfAServerThatLingers(t *testing.T) {
	addr := abrupt(t, func(c *net.TCPConn) {
		io.WriteString(c, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig")
		c.CloseWrite()
		io.Copy(io.Discard, c)
	})
	for range 20 {
		if h := ok(t, client(t, Endpoint{Writes: true}, addr), upload); h.Status != http.StatusRequestEntityTooLarge || string(h.Body) != "big" {
			t.Errorf("%d %q", h.Status, h.Body)
		}
	}
}
