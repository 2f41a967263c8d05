package httpcheck

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// Exchange is one request with its response; redirects are a chain of hops.
type Exchange struct {
	// Endpoint and User are whose it was.
	Endpoint, User string
	// Hops are in their order. The last one may have no answer: then Error says why.
	Hops []*Hop
	// Error is nil when the answer came whole.
	Error *Failure

	secrets []Secret
}

// Last is the final hop, or nil when nothing was tried.
func (x *Exchange) Last() *Hop {
	if len(x.Hops) == 0 {
		return nil
	}
	return x.Hops[len(x.Hops)-1]
}

// Hop is one request and what came.
type Hop struct {
	// Method, URL and Target are what was asked; Target byte for byte.
	Method, URL, Target string
	// Sent are the header lines as they were written, those of net/http among them.
	Sent []Line

	// Status is 0 when there was no answer. Proto is as "HTTP/2.0".
	Status int
	Proto  string
	// Header has the lines of a name in their order.
	Header http.Header
	// SetCookies are the raw values of Set-Cookie: see ParseCookie.
	SetCookies []string
	// RefusedCookies says of cookies that were not kept why.
	RefusedCookies []string
	// Location is as it came.
	Location string

	// Raw is the body as it came, bounded. Body is decoded, after Encodings, which
	// are as Content-Encoding has them; DecodeError says why it could not be.
	Raw, Body   []byte
	Encodings   []string
	DecodeError error
	// Unproven is not nil when nobody can tell whether the body is whole.
	Unproven error
	// StillGzip says that gzip is left after decoding what the headers said: packed
	// twice, or not labelled.
	StillGzip bool

	// Dialled are the addresses that were connected to for the hop, in their order: where a name is asked of DNS, each one
	// that was tried, also those that did not answer. None when the connection was there already, or DialContext made it.
	Dialled []string
	// Remote is the address that answered.
	Remote string
	// TLS is nil on http://.
	TLS   *TLS
	Times Times
	// Reused says that the connection was there already.
	Reused bool
	// SentTwice says that net/http sent the request again, as the kept connection was dead.
	SentTwice bool

	plan flightPlan
	end  *Endpoint
	mask []Secret
}

// Proxied says that a proxy made the connection: Remote is the proxy's.
func (h *Hop) Proxied() bool { return h.end != nil && h.end.Proxy != "" }

// SentBody gives the bytes that the hop sent, for a curl command that wants them as a file.
func (h *Hop) SentBody() ([]byte, error) {
	r, err := h.plan.body.open()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(r)
	return data, errors.Join(err, r.Close())
}

// Times are of one hop.
type Times struct {
	Start time.Time
	// Dial and TLS are zero when the connection was there already.
	Dial, TLS time.Duration
	// Answer is from the connection being there to the first byte: waiting for a
	// connection is the client's time, not the server's.
	Answer time.Duration
	// Whole is from the start to the last byte of the body.
	Whole time.Duration
}

// Mask takes a request's secrets out of a text, also as they are encoded in
// forms, JSON and basic authentication.
func (x *Exchange) Mask(text string) string { return mask(text, x.secrets) }

func mask(text string, secrets []Secret) string {
	for _, f := range forms(secrets) {
		text = strings.ReplaceAll(text, f.text, "***")
	}
	return text
}
