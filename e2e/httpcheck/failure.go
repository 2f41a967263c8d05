package httpcheck

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"syscall"
	"time"

	"golang.org/x/net/http2"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// Kind says what a failure was. It comes from the types of errors, never from
// their texts.
type Kind string

// The kinds. The first group is about what was asked, the second is no answer.
const (
	BadRequest Kind = "request"   // it cannot be sent as it stands
	Escape     Kind = "escape"    // it would have left the endpoint
	Writes     Kind = "writes"    // the endpoint does not allow the method
	Redirects  Kind = "redirects" // a loop, too many, or a Location that leads nowhere
	Limit      Kind = "limit"     // more came than is taken: body, headers, 1xx
	Cancelled  Kind = "cancelled" // the caller gave up

	Refused     Kind = "refused"
	Reset       Kind = "reset"
	Timeout     Kind = "timeout"
	DNS         Kind = "dns"
	TLSError    Kind = "tls"
	Certificate Kind = "certificate"
	Truncated   Kind = "truncated"
	Closed      Kind = "closed"
	Proxy       Kind = "proxy"
	Via         Kind = "via" // what DialContext goes through: it is not there, was lost, or does not let us
	Protocol    Kind = "protocol"
)

// NoAnswer says that nothing is known of the application: the check's outcome is
// unknown, unless this kind is what it expects.
func (k Kind) NoAnswer() bool {
	switch k {
	case BadRequest, Escape, Writes, Redirects, Limit:
		return false
	}
	return true
}

// Phase says how far a request came.
type Phase string

// The phases, in their order; "" is before anything was sent.
const (
	Dialling  Phase = "dial"
	Handshake Phase = "tls"
	Sending   Phase = "send"
	Waiting   Phase = "wait"
	Headers   Phase = "headers"
	Reading   Phase = "body"
)

// Failure is why an exchange has no whole answer.
type Failure struct {
	Kind  Kind
	Phase Phase
	Text  string
	// Chain is what the server showed when its certificate was refused.
	Chain []*x509.Certificate
	Err   error
}

func (f *Failure) Error() string {
	if f.Phase == "" {
		return fmt.Sprintf("%s: %s", f.Kind, f.Text)
	}
	return fmt.Sprintf("%s (%s): %s", f.Kind, f.Phase, f.Text)
}

func (f *Failure) Unwrap() error { return f.Err }

// timeoutError is the cause of a context that ran out, so that it is known from
// the caller's.
type timeoutError struct {
	what  string
	after time.Duration
}

func (e *timeoutError) Error() string { return fmt.Sprintf("%s took more than %v", e.what, e.after) }
func (e *timeoutError) Timeout() bool { return true }

// limitError is more than is taken.
type limitError struct{ what string }

func (e *limitError) Error() string { return e.what }

// proxyError is a proxy that would not connect.
type proxyError struct{ status string }

func (e *proxyError) Error() string { return "the proxy answered CONNECT with " + e.status }

// ViaError is a way that DialContext goes and that is not there. It is never a refusal by the endpoint, whatever its
// cause: it says nothing of the endpoint.
type ViaError struct {
	// Target is what DialContext goes through.
	Target string
	Err    error
}

func (e *ViaError) Error() string { return fmt.Sprintf("go through %s: %v", e.Target, e.Err) }
func (e *ViaError) Unwrap() error { return e.Err }

// requestError is a request that cannot be sent as it stands.
type requestError struct{ why string }

func (e *requestError) Error() string { return e.why }

// versionError is another version of HTTP than was asked for.
type versionError struct{ want, got string }

func (e *versionError) Error() string {
	return fmt.Sprintf("HTTP/%s was asked for, %s came", e.want, e.got)
}

// failure tells kinds apart. The order matters: an escape is also a failed dial,
// a refused certificate is also a failed handshake.
func failure(err error, phase Phase) *Failure {
	f := &Failure{Kind: kind(err, phase), Phase: phase, Text: text(err), Err: err}
	switch f.Kind {
	case Escape, Writes, BadRequest, Redirects:
		f.Phase = ""
	case Certificate:
		f.Phase = Handshake
	}
	var bad *tls.CertificateVerificationError
	if errors.As(err, &bad) {
		f.Chain = bad.UnverifiedCertificates
		var unknown x509.UnknownAuthorityError
		if errors.As(err, &unknown) && len(f.Chain) == 1 {
			f.Text += "; the server sent one certificate and no intermediate"
		}
	}
	return f
}

func kind(err error, phase Phase) Kind {
	if k, ok := own(err); ok {
		return k
	}
	if k, ok := network(err); ok {
		return k
	}
	var stream http2.StreamError
	var slow net.Error
	var way *transport.Error
	switch {
	case errors.As(err, &stream):
		return Reset
	case errors.As(err, &slow) && slow.Timeout():
		return Timeout
	case errors.Is(err, context.Canceled):
		return Cancelled
	case errors.As(err, &way):
		return Via
	case phase == Handshake:
		return TLSError // such as "HTTP response to HTTPS client", which has no type
	}
	return Protocol
}

// own are the errors of this package's types, and of refused certificates.
func own(err error) (Kind, bool) {
	var (
		write    *WriteError
		request  *requestError
		redirect *RedirectError
		limit    *limitError
		proxy    *proxyError
		version  *versionError
		bad      *tls.CertificateVerificationError
		missed   *certError
		op       *net.OpError
		via      *ViaError
	)
	switch {
	case isEscape(err):
		return Escape, true
	case errors.As(err, &via):
		return Via, true
	case errors.As(err, &write):
		return Writes, true
	case errors.As(err, &request):
		return BadRequest, true
	case errors.As(err, &redirect):
		return Redirects, true
	case errors.As(err, &limit):
		return Limit, true
	case errors.As(err, &proxy), errors.As(err, &op) && op.Op == "proxyconnect":
		return Proxy, true
	case errors.As(err, &version):
		return Protocol, true
	case errors.As(err, &bad):
		return Certificate, true
	case errors.As(err, &missed):
		return TLSError, true
	}
	return "", false
}

// network are the errors of DNS, TLS and sockets.
func network(err error) (Kind, bool) {
	var (
		dns    *net.DNSError
		op     *net.OpError
		own    *timeoutError
		record tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &dns):
		return DNS, true
	case errors.As(err, &op) && op.Op == "remote error", errors.As(err, &record):
		return TLSError, true
	case errors.As(err, &own):
		return Timeout, true
	case errors.Is(err, syscall.ECONNREFUSED):
		return Refused, true
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return Reset, true
	case errors.Is(err, io.ErrUnexpectedEOF):
		return Truncated, true
	case errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed):
		return Closed, true
	}
	return "", false
}

// text leaves out what http.Client puts before an error: the URL may hold
// secrets, and the hop has it anyway.
func text(err error) string {
	var u *url.Error
	for errors.As(err, &u) {
		err, u = u.Err, nil
	}
	return err.Error()
}
