package httpcheck

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/textproto"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// Line is one header line.
type Line struct{ Name, Value string }

// Basic is a user and password of basic authentication.
type Basic struct{ User, Password string }

// Secret is a value that is shown nowhere. Name is the environment variable that
// holds it, for the curl command.
type Secret struct{ Name, Value string }

// Request is what to send.
type Request struct {
	// Method is GET when empty; its case is kept.
	Method string
	// Target is the path with its query, sent byte for byte ("/a%2Fb|c"), or a whole
	// URL when it goes to another name of the endpoint. "" is "/".
	Target string
	// Query is added to the target's, in its order.
	Query []Pair
	// Header are the lines to send: several of a name stay in their order. A value
	// of "" sends the line empty, except for Accept-Encoding and User-Agent, which
	// are then not sent. Without an Accept-Encoding all codings that are understood
	// are offered, as a browser does.
	Header []Line
	Basic  *Basic
	Bearer string
	// Body is at most one of its fields.
	Body Body
	// User names the session whose cookies are sent and kept. Without one, cookies
	// live as long as the exchange.
	User string
	// Follow follows redirects, MaxRedirects (0: 10) at most.
	Follow       bool
	MaxRedirects int
	// Once sends over a connection of its own and never again: for a login that must
	// fail, since a repeated one may lock the account. Else a request that is safe to
	// repeat is, by net/http, when a kept connection turns out dead.
	Once    bool
	Secrets []Secret
}

// flightPlan is one hop to be sent: everything that redirects change.
type flightPlan struct {
	method string
	to     origin
	target string
	header []Line
	// cookies are those of header that come from the jar.
	cookies []Pair
	host    string // Host, when it is not the name's
	body    payload
	once    bool
}

// plan checks a request and writes it out.
func (r Request) plan(home origin) (flightPlan, error) {
	p := flightPlan{method: r.Method, to: home, once: r.Once}
	if p.method == "" {
		p.method = "GET"
	}
	if !httpguts.ValidHeaderFieldName(p.method) {
		return p, &requestError{fmt.Sprintf("%q is not a method", p.method)}
	}
	if p.method == "CONNECT" {
		return p, &requestError{"CONNECT is for proxies: set the endpoint's proxy"}
	}
	if r.MaxRedirects < 0 {
		return p, &requestError{fmt.Sprintf("max redirects: %d is below zero", r.MaxRedirects)}
	}
	var err error
	if p.to, p.target, err = splitTarget(home, r.Target); err != nil {
		return p, err
	}
	p.target = addQuery(p.target, r.Query)
	if p.body, err = r.Body.payload(); err != nil {
		return p, err
	}
	return p, p.lines(r)
}

// lines checks and collects the header lines.
func (p *flightPlan) lines(r Request) error {
	has := map[string]bool{}
	for _, l := range r.Header {
		l.Name = textproto.CanonicalMIMEHeaderKey(l.Name)
		if err := checkLine(l); err != nil {
			return err
		}
		if l.Name == "Host" {
			if p.host != "" {
				return &requestError{"Host: more than one"}
			}
			p.host = l.Value
			continue
		}
		has[l.Name] = true
		p.header = append(p.header, l)
	}
	auth, err := authorization(r, has["Authorization"])
	if err != nil {
		return err
	}
	if auth != "" {
		p.header = append(p.header, Line{"Authorization", auth})
	}
	if p.body.kind != "" && !has["Content-Type"] {
		p.header = append(p.header, Line{"Content-Type", p.body.kind})
	}
	if !has["Accept-Encoding"] {
		p.header = append(p.header, Line{"Accept-Encoding", codings})
	}
	if !has["User-Agent"] {
		p.header = append(p.header, Line{"User-Agent", "fleetspec"})
	}
	return nil
}

func authorization(r Request, given bool) (string, error) {
	n := 0
	for _, is := range []bool{given, r.Basic != nil, r.Bearer != ""} {
		if is {
			n++
		}
	}
	switch {
	case n > 1:
		return "", &requestError{"Authorization, basic and bearer: only one can be sent"}
	case r.Bearer != "":
		l := Line{"Authorization", "Bearer " + r.Bearer}
		return l.Value, checkLine(l)
	case r.Basic == nil:
		return "", nil
	case strings.Contains(r.Basic.User, ":"):
		return "", &requestError{"basic: a user's name cannot have a colon"}
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(r.Basic.User+":"+r.Basic.Password)), nil
}

// checkLine refuses what net/http would drop, change or send empty.
func checkLine(l Line) error {
	switch {
	case !httpguts.ValidHeaderFieldName(l.Name):
		return &requestError{fmt.Sprintf("%q is not a header's name", l.Name)}
	case !httpguts.ValidHeaderFieldValue(l.Value):
		return &requestError{fmt.Sprintf("%s: the value has a byte that no header can have", l.Name)}
	case strings.Trim(l.Value, " \t") != l.Value:
		return &requestError{fmt.Sprintf("%s: space around the value is not sent", l.Name)}
	}
	switch l.Name {
	case "Content-Length", "Transfer-Encoding", "Trailer":
		return &requestError{l.Name + ": the length of a body is sent as it is, and cannot be said"}
	case "Connection":
		return &requestError{"Connection: connections are the endpoint's matter (a single one: once)"}
	case "Host":
		if l.Value == "" || !httpguts.ValidHostHeader(l.Value) || strings.ContainsAny(l.Value, " /\t@") {
			return &requestError{fmt.Sprintf("Host: %q is not a name", l.Value)}
		}
	}
	return nil
}

var errOneBody = errors.New("form, JSON, multipart, raw and file: a request has one body")
