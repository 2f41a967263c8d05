package debuglog

import (
	"cmp"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
)

// The errors of a log that tells nothing.
var (
	ErrNothing   = errors.New("no line of it is of the level debug: error_log needs it (error_log FILE debug;), and an NGINX that was built --with-debug")
	ErrNoRequest = errors.New("it tells of no request: a server or location with an error_log of its own writes there, at that one's level")
)

// A reader knows what is open at a place of the log.
type reader struct {
	each     func(Request, error)
	accepts  map[string]string // by process: the socket that it takes connections of
	open     map[string]*connection
	debugged bool
	told     bool // of some request
}

// A connection is one of a client; what is not known of it makes each of its requests an error.
type connection struct {
	local, client string
	tls           bool
	doubt         string
	now           *Request // that is not done
	wrong         string   // why it can't be told what was asked by it
}

// Read reads a log and calls each for every request of a client when it is done, with an error where it can't be told
// what was asked or what became of it. It keeps only what is open.
func Read(in io.Reader, each func(Request, error)) error {
	r := &reader{each: each, accepts: map[string]string{}, open: map[string]*connection{}}
	if err := entries(in, r.take); err != nil {
		return err
	}
	if !r.debugged {
		return ErrNothing
	}
	maps.DeleteFunc(r.open, func(_ string, c *connection) bool { return c.now == nil })
	for _, c := range slices.SortedFunc(maps.Values(r.open), func(a, b *connection) int { return a.now.Line - b.now.Line }) {
		r.end(c, "the log ends before the request does")
	}
	if !r.told {
		return ErrNoRequest
	}
	return nil
}

// take reads an entry.
func (r *reader) take(e entry) {
	if e.level != "debug" {
		return
	}
	r.debugged = true
	if e.connection == "" {
		if rest, ok := strings.CutPrefix(e.text, "accept on "); ok {
			r.accepts[e.process], _, _ = strings.Cut(rest, ", ")
		}
		return
	}
	key := e.process + "*" + e.connection
	c := r.open[key]
	if rest, ok := strings.CutPrefix(e.text, "accept: "); ok {
		if c != nil { // NGINX was started anew and counts from the beginning
			r.end(c, endless)
		}
		r.open[key] = r.accepted(e, rest)
		return
	}
	if c == nil {
		if !strings.HasPrefix(e.text, "http request line: ") && !strings.HasPrefix(e.text, "http2 request line: ") && !tells(e.text) {
			return // one that is older than the log
		}
		c = &connection{doubt: "the log does not tell where its connection came from"}
		r.open[key] = c
	}
	if strings.HasPrefix(e.text, "close http connection: ") {
		r.end(c, endless)
		delete(r.open, key)
		return
	}
	r.about(c, e)
}

// accepted is a new connection.
func (r *reader) accepted(e entry, rest string) *connection {
	client, _, _ := strings.Cut(rest, " fd:")
	c := &connection{local: local(r.accepts[e.process])}
	if host, _, err := net.SplitHostPort(client); err == nil {
		c.client = host
	}
	switch {
	case r.accepts[e.process] == "":
		c.doubt = "the log does not tell by which socket it came"
	case strings.HasPrefix(c.local, "unix:"):
		c.doubt = "it came by a unix socket"
	}
	return c
}

// local is a socket as nginx.Request has it: of one for all addresses only the port is known.
func local(socket string) string {
	for _, all := range []string{"0.0.0.0:", "[::]:"} {
		if port, ok := strings.CutPrefix(socket, all); ok {
			return ":" + port
		}
	}
	return socket
}

// about reads what was written of a connection's request.
func (r *reader) about(c *connection, e entry) {
	name, rest, _ := strings.Cut(e.text, ": ")
	switch {
	case name == "http request line":
		r.end(c, endless)
		c.begin(e, unquoted(rest))
	case name == "http2 request line":
		r.end(c, endless)
		c.begin(e, unquoted(rest))
		c.wrong = "it came by HTTP/2, whose requests the log does not tell apart: ask by HTTP/1.1 (http: \"1.1\" of an endpoint)"
	case strings.HasPrefix(e.text, "PROXY protocol address"):
		c.client = ""
	case name == "SSL_do_handshake" || name == "SSL":
		c.tls = true
	case e.text == "http close request":
		r.end(c, "")
	case c.now == nil && tells(e.text):
		c.now, c.wrong = &Request{Line: e.line, Text: "a request"}, "the log does not tell its request line: another server's error_log may have it"
	case c.now != nil:
		c.goesOn(e, name, rest)
	}
}

// goesOn reads what was written of the request that is open.
func (c *connection) goesOn(e entry, name, rest string) {
	switch header := name == "http header" && c.now.Status == 0; {
	case e.cut() && (header || tells(e.text)):
		c.wrong = cmp.Or(c.wrong, "NGINX cut a line of it in the log, at 2048 bytes")
	case header:
		c.now.header(unquoted(rest))
	case strings.HasPrefix(e.text, "HTTP/1.") && c.now.Status == 0:
		c.now.answered(e.text, e.cut())
	case tells(e.text):
		c.now.Wrote = append(c.now.Wrote, e.text)
	}
}

// tells says whether a line tells of a location or of a move.
func tells(text string) bool {
	for _, begin := range []string{`using configuration "`, `internal redirect: "`, `using location: @`, `http subrequest "`} {
		if strings.HasPrefix(text, begin) {
			return true
		}
	}
	return false
}

// endless is why a request can't be told that NGINX did not close in this log: what it did at last is not in it either.
const endless = "the log does not tell its end: a server or location with an error_log of its own may have it"

// end tells of the request that a connection has open. why is what is wrong with its end; "" where NGINX closed it.
func (r *reader) end(c *connection, why string) {
	if c.now == nil {
		return
	}
	r.told = true
	q := *c.now
	why = cmp.Or(c.doubt, c.wrong, why)
	c.now, c.wrong = nil, ""
	if why != "" {
		r.each(q, errors.New(why))
		return
	}
	r.each(q, nil)
}

// begin reads the request line.
func (c *connection) begin(e entry, text string) {
	c.now = &Request{Line: e.line, Text: text}
	if e.cut() {
		c.wrong = "NGINX cut its request line in the log, at 2048 bytes"
	}
	method, rest, ok := strings.Cut(text, " ")
	at := strings.LastIndex(rest, " ")
	if !ok || at < 0 {
		c.wrong = cmp.Or(c.wrong, "its request line is not one of HTTP/1")
		return
	}
	scheme := "http"
	if c.tls {
		scheme = "https"
	}
	c.now.Request = nginx.Request{Method: method, Target: rest[:at], Scheme: scheme, Local: c.local, Client: c.client,
		Old: rest[at+1:] == "HTTP/1.0", NoHost: true, Header: map[string]string{}}
}

// header reads a header of the request.
func (r *Request) header(text string) {
	name, value, ok := strings.Cut(text, ":")
	if !ok || r.Header == nil {
		return
	}
	name, value = strings.ToLower(name), strings.TrimSpace(value)
	if name == "host" {
		r.Host, r.NoHost = value, false
		return
	}
	traffic.Join(r.Header, name, value)
}

// answered reads the head of the answer; of one that was cut the status alone is known.
func (r *Request) answered(text string, cut bool) {
	head, rest, _ := strings.Cut(text, "\n")
	words := strings.Fields(head)
	if len(words) < 2 {
		return
	}
	r.Status, _ = strconv.Atoi(words[1])
	if cut {
		return
	}
	header := http.Header{}
	for line := range strings.Lines(rest) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			header.Add(name, value)
		}
	}
	r.Answer = header
}

// unquoted is a text without its quotes.
func unquoted(text string) string { return strings.TrimSuffix(strings.TrimPrefix(text, `"`), `"`) }
