package e2e

import (
	"errors"
	"fmt"
	"slices"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/query"
)

// capture takes a value out of an answer, for later requests.
type capture struct {
	name string
	// of says what is taken, as people write it: "css input[name=_token]@value".
	of   string
	ask  func(*httpcheck.Hop) ([]string, error)
	hide *bool // nil: as its place has it
	// cookie is the name of one whose value, which is as good as a password, it is
	cookie string
}

// Visibility says whether a captured value may be shown. Without it, what a login captures, and the value of any
// cookie, is shown nowhere; all else is.
type Visibility bool

// The visibilities.
const (
	Readable Visibility = true
	Hidden   Visibility = false
)

// Capture takes what a question finds in the body, for later requests of the session: see Captured. It must be one
// value; found several times is fine when it is the same.
func (c *Call) Capture(name string, kind query.Kind, question string, v ...Visibility) *Call {
	q, err := query.Compile(kind, question)
	if err != nil {
		c.errs = append(c.errs, fmt.Errorf("capture %s: %w", name, err))
		return c
	}
	return c.capture(capture{name: name, of: q.String(), ask: func(h *httpcheck.Hop) ([]string, error) {
		if h.Unproven != nil {
			return nil, h.Unproven
		}
		if h.DecodeError != nil {
			return nil, fmt.Errorf("decode the body: %w", h.DecodeError)
		}
		found, err := q.Values(query.Body{Bytes: h.Body, ContentType: h.Header.Get("Content-Type")})
		if err != nil {
			return nil, err
		}
		return certain(kind, found)
	}}, v)
}

// certain gives the texts of what was found. One that may be another on the page is not sent on.
func certain(kind query.Kind, found []query.Value) ([]string, error) {
	var out []string
	for _, v := range found {
		if v.Doubt != nil {
			return nil, v.Doubt
		}
		if kind != query.JSONPath || v.Text != "null" {
			out = append(out, v.Text)
		}
	}
	return out, nil
}

// CaptureHeader takes a header's value.
func (c *Call) CaptureHeader(name, header string, v ...Visibility) *Call {
	return c.capture(capture{name: name, of: "header " + header, ask: func(h *httpcheck.Hop) ([]string, error) {
		return h.Header.Values(header), nil
	}}, v)
}

// CaptureCookie takes the value of a cookie that the answer sets. One that is deleted is none.
func (c *Call) CaptureCookie(name, cookie string, v ...Visibility) *Call {
	return c.capture(capture{name: name, of: "cookie " + cookie, cookie: cookie, ask: func(h *httpcheck.Hop) ([]string, error) {
		var found []string
		for _, k := range h.Cookies() {
			if k.Name == cookie && !k.Deletes(h.Date()) {
				found = append(found, k.Value)
			}
		}
		return found, nil
	}}, v)
}

func (c *Call) capture(one capture, v []Visibility) *Call {
	if len(v) > 0 {
		hide := v[0] == Hidden
		one.hide = &hide
	}
	c.captures = append(c.captures, one)
	return c
}

// captureLimit is how long a captured value may be: what is longer is no token, and would be sent again and again.
const captureLimit = 64 << 10

// take gives the one value that an answer has, or why there is none.
func (c capture) take(x *httpcheck.Exchange) (string, error) {
	h := x.Last()
	if c.cookie != "" {
		h = c.setter(x)
	}
	if h == nil {
		return "", errors.New("nothing came")
	}
	found, err := c.ask(h)
	if err != nil {
		return "", err
	}
	slices.Sort(found)
	found = slices.Compact(found)
	switch {
	case len(found) == 0:
		return "", fmt.Errorf("%s found nothing", c.of)
	case len(found) > 1:
		return "", fmt.Errorf("%s found %d different values", c.of, len(found))
	case found[0] == "":
		return "", fmt.Errorf("%s found an empty text", c.of)
	case len(found[0]) > captureLimit:
		return "", fmt.Errorf("%s found more than %d bytes", c.of, captureLimit)
	}
	return found[0], nil
}

// setter is the last hop of the chain that speaks of the cookie: a login's redirect does, the page behind it does not.
func (c capture) setter(x *httpcheck.Exchange) *httpcheck.Hop {
	for _, h := range slices.Backward(x.Hops) {
		if slices.ContainsFunc(h.Cookies(), func(k httpcheck.Cookie) bool { return k.Name == c.cookie }) {
			return h
		}
	}
	return x.Last()
}

// known is what is known of a name: the value, or why there is none.
type known struct {
	value string
	err   error
	hide  bool
}

// known takes the value for a flow: hidden where it is a secret of a login.
func (c capture) known(x *exchange, login bool) known {
	k := known{hide: login || c.cookie != ""}
	if c.hide != nil {
		k.hide = *c.hide
	}
	if k.value, k.err = c.take(x.came); k.err != nil {
		k.err = fmt.Errorf("${%s} was not captured: %s: %s", c.name, x, x.conceal(k.err.Error()))
	}
	return k
}
