package inventory

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// Endpoint is an HTTP entry to the application.
type Endpoint struct {
	Name string
	// URL has the scheme http or https and a host; no user, query or fragment.
	URL *url.URL
	// Dial is HOST:PORT to connect to instead of the URL's, or "".
	Dial string
	// Via names the target to connect from, or a name that selects several, or
	// is "".
	Via string
	// Pos is where the file has it.
	Pos strict.Pos
}

// urlEntry is an endpoint's URL.
type urlEntry struct{ url *url.URL }

func (u *urlEntry) FromNode(c strict.Node) {
	text, ok := c.Text("a URL")
	if !ok {
		return
	}
	parsed, err := url.Parse(text)
	switch {
	case err != nil:
		c.Errorf("%s is no URL: %v", strict.Quote(hidePassword(text)), unwrapURL(err))
	case parsed.Scheme != "http" && parsed.Scheme != "https":
		c.Hintf("https://… or http://…", "a URL's scheme must be http or https")
	case parsed.User != nil:
		c.Errorf("a user or password must not stand in a URL")
	case parsed.Hostname() == "":
		c.Errorf("the URL has no host")
	case !goodPort(parsed.Host):
		c.Hintf("1 to 65535", "the URL has a bad port")
	case parsed.RawQuery != "" || parsed.ForceQuery || strings.Contains(text, "#"):
		c.Errorf("an endpoint's URL has no query and no fragment")
	default:
		u.url = parsed
	}
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

// dial is HOST:PORT.
type dial string

func (d *dial) FromNode(c strict.Node) {
	const want = "HOST:PORT"
	text, ok := c.Name(want)
	if !ok {
		return
	}
	host, port, err := net.SplitHostPort(text)
	if n, portErr := strconv.ParseUint(port, 10, 16); err != nil || host == "" || portErr != nil || n == 0 || strings.ContainsAny(host, "/@[") {
		c.Hintf("such as 10.0.0.12:443", "expected %s, found %s", want, strict.Quote(text))
		return
	}
	*d = dial(text)
}

func (d *dial) JSONSchema(b *strict.SchemaBuilder) map[string]any { return b.Pattern(`^\S+:[0-9]+$`) }
