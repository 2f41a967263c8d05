package inventory

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// Endpoint is an HTTP entry to the application.
type Endpoint struct {
	Name string
	// URL has the scheme http or https and a host; no user, query or fragment.
	URL *url.URL
	// Dial is where to connect to instead of what DNS says, by HOST:PORT of a URL. What is not in it, is
	// no part of the endpoint, unless Dial is empty: then the URL's own name is asked of DNS.
	Dial map[string]string
	// Via names the target to connect from, or a name that selects several, or
	// is "".
	Via string
	// Targets names the targets that serve it, whose error logs tell of a failure.
	Targets []string
	// TLS is how its certificates are verified.
	TLS EndpointTLS
	// BodyLimit is the size of a body that is still read, in bytes, as it came and decoded; 0 when nobody said.
	BodyLimit int64
	// SecureOverHTTP keeps and sends Secure cookies on http://, as for a host behind a balancer that speaks TLS.
	SecureOverHTTP bool
	// Proto is the version of HTTP to speak: "1.1", "2", or "" for what the two agree on.
	Proto string
	// Proxy is the proxy to go through, nil for none: the environment's is never taken.
	Proxy *url.URL
	// Writes: requests of unsafe methods may be sent.
	Writes bool
	// Rate bounds all requests that are sent there, in requests per second; 0 is no bound.
	Rate float64
	// Concurrency bounds how many are sent at once; 0 when nobody said.
	Concurrency int
	// Connect, FirstByte and Whole bound the time of one request; 0 when nobody said.
	Connect, FirstByte, Whole time.Duration
	// Apart: it is only for the checks that name it, not for those that are for all endpoints.
	Apart bool
	// Pos is where the file has it.
	Pos strict.Pos
}

// EndpointTLS is how an endpoint's certificates are verified.
type EndpointTLS struct {
	// CA is a file of certificates that are trusted beside the system's, or "".
	CA string
	// Cert and Key are the files of the client's certificate, both or none.
	Cert, Key string
	// Insecure: a certificate that can't be verified is accepted, and the report says so.
	Insecure bool
	// Min is the least version to speak, "1.0" to "1.3"; "" when nobody said.
	Min string
	// SmallHello leaves post-quantum keys out, for old servers that don't take a greeting of two packets.
	SmallHello bool
}

// urlEntry is an endpoint's URL.
type urlEntry struct{ url *url.URL }

func (u *urlEntry) FromNode(c strict.Node) {
	text, ok := c.Text("a URL")
	if !ok {
		return
	}
	parsed, problem, hint := parseURL(text)
	if problem != "" {
		c.Hintf(hint, "%s", problem)
		return
	}
	u.url = parsed
}

// parseURL reads an endpoint's URL, or says what is wrong with it.
func parseURL(text string) (u *url.URL, problem, hint string) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, fmt.Sprintf("%s is no URL: %v", strict.Quote(hidePassword(text)), unwrapURL(err)), ""
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, "a URL's scheme must be http or https", "https://… or http://…"
	case u.User != nil:
		return nil, "a user or password must not stand in a URL", ""
	case u.Hostname() == "":
		return nil, "the URL has no host", ""
	case !goodPort(u.Host):
		return nil, "the URL has a bad port", "1 to 65535"
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#"):
		return nil, "an endpoint's URL has no query and no fragment", ""
	}
	return u, "", ""
}

func (u *urlEntry) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.Pattern(`^[Hh][Tt][Tt][Pp][Ss]?://`)
}

// unwrapURL takes the cause alone: the rest repeats the URL.
func unwrapURL(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

// goodPort tells whether a URL's host has no port, or one that can be dialled.
func goodPort(host string) bool {
	_, digits, ok := strings.Cut(host[strings.LastIndexByte(host, ']')+1:], ":")
	if !ok {
		return true
	}
	n, err := strconv.ParseUint(digits, 10, 16)
	return err == nil && n > 0
}
