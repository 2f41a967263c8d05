package httpcheck

import (
	"context"
	"crypto/tls"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
)

// recorder is the RoundTripper that sees each hop. It guards, puts in what is
// really sent, and takes Location out of what comes, so that http.Client never
// acts on it.
type recorder struct {
	guard     *guard
	transport *http.Transport
	conf      *tls.Config
	end       *Endpoint
	// asked says that a server asked for a client certificate and got none; answered
	// that it answered all the same, so that the certificate is not why it fails.
	asked, answered atomic.Bool
}

type flightKey struct{}

// flight is a hop under way.
type flight struct {
	hop   *Hop
	trace trace
	close func()
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	f, ok := req.Context().Value(flightKey{}).(*flight)
	if !ok {
		return nil, &requestError{"the recorder was called for a request that is not its own"}
	}
	plan := f.hop.plan
	if err := r.guard.allow(plan.method, plan.to); err != nil {
		return nil, err
	}
	out, err := r.request(req, plan)
	if err != nil {
		return nil, err
	}
	transport := r.transport
	if plan.once {
		transport = r.transport.Clone()
		f.close = transport.CloseIdleConnections
	}
	resp, err := transport.RoundTrip(out.WithContext(f.trace.with(out.Context())))
	f.trace.freeze()
	f.trace.fill(f.hop)
	f.hop.TLS = newState(f.trace.state, plan.to.name, r.conf)
	if err != nil {
		return nil, r.certificate(err, &f.trace)
	}
	return r.record(f.hop, resp)
}

// request writes the request out, whatever was made of it on the way here.
func (r *recorder) request(req *http.Request, p flightPlan) (*http.Request, error) {
	u, err := exactURL(p.to, p.target, r.end.Proxy != "")
	if err != nil {
		return nil, err
	}
	out := req.Clone(req.Context())
	out.Method, out.URL, out.Host = p.method, u, p.host
	if out.Host == "" {
		out.Host = p.to.host()
	}
	out.Header = http.Header{}
	for _, l := range p.header {
		if l.Value != "" || l.Name != "Accept-Encoding" {
			out.Header[l.Name] = append(out.Header[l.Name], l.Value)
		}
	}
	out.Body, out.GetBody, out.ContentLength = http.NoBody, nil, p.body.size
	if p.body.size > 0 {
		if out.Body, err = p.body.open(); err != nil {
			return nil, err
		}
		if !p.once {
			out.GetBody = p.body.open
		}
	}
	return out, nil
}

// record keeps the head of a response.
func (r *recorder) record(h *Hop, resp *http.Response) (*http.Response, error) {
	r.answered.Store(true)
	h.Status, h.Proto, h.Header = resp.StatusCode, resp.Proto, resp.Header
	h.SetCookies = resp.Header["Set-Cookie"]
	h.Location = resp.Header.Get("Location")
	h.Encodings = encodings(resp.Header["Content-Encoding"])
	if resp.TLS != nil {
		h.TLS = newState(resp.TLS, h.plan.to.name, r.conf)
	}
	resp.Header = resp.Header.Clone()
	if len(resp.TransferEncoding) > 0 { // which net/http takes out
		h.Header["Transfer-Encoding"] = resp.TransferEncoding
	}
	if len(resp.Trailer) > 0 {
		h.Header["Trailer"] = slices.Sorted(maps.Keys(resp.Trailer))
	}
	resp.Header.Del("Location")
	if r.end.blind() && endless(resp) {
		h.Unproven = &UnprovenError{r.end.Via}
	}
	want := r.end.Proto
	if want == "2" && resp.ProtoMajor != 2 || want == "1.1" && resp.ProtoMajor != 1 {
		return nil, errors.Join(&versionError{want, resp.Proto}, resp.Body.Close())
	}
	return resp, nil
}

// certError is a connection that died after the server asked for a client certificate.
type certError struct{ error }

func (e *certError) Error() string {
	return e.error.Error() + "; the server had asked for a client certificate, and the endpoint has none"
}

func (e *certError) Unwrap() error { return e.error }

// certificate tells of a client certificate that was missed. In TLS 1.3 the
// server's refusal comes after the handshake, as an alert, a reset or an end.
func (r *recorder) certificate(err error, t *trace) error {
	if !r.asked.Load() || r.answered.Load() || t.phase() == Dialling {
		return err
	}
	switch kind(err, t.phase()) {
	case Reset, Closed, Truncated, TLSError, Protocol: // the last one: "conn could not be established" of HTTP/2
		return &certError{err}
	}
	return err
}

// encodings reads Content-Encoding in the order of application.
func encodings(lines []string) []string {
	var out []string
	for _, name := range strings.Split(strings.Join(lines, ","), ",") {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" {
			out = append(out, name)
		}
	}
	return out
}

func flightContext(ctx context.Context, f *flight) context.Context {
	return context.WithValue(ctx, flightKey{}, f)
}
