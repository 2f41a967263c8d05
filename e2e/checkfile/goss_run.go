package checkfile

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// Goss are the http: parts of goss files. Each URL's origin is an endpoint: those of the run that have the
// same one, else one of its own.
type Goss struct{ checks []gossCheck }

type gossCheck struct {
	file      string
	at        strict.Pos
	entry     gossEntry
	endpoints []string // names
}

// HasGoss tells whether the document has goss's http, and whether it has anything else for others to read.
func HasGoss(doc *strict.Doc) (http, others bool) {
	for _, k := range doc.Root(nil).Map() {
		if k.Key == "http" {
			http = true
		} else if k.Key != "vars" {
			others = true
		}
	}
	return http, others
}

// LoadGoss reads the http: parts of files; the rest is left to others.
func LoadGoss(names []string, vars strict.Vars) (*Goss, error) {
	g := &Goss{}
	var problems []error
	for _, name := range names {
		src, err := strict.ReadFile(name)
		if err == nil {
			err = g.add(name, src, vars)
		}
		problems = append(problems, err)
	}
	return g, strict.Join(problems...)
}

func (g *Goss) add(name string, src []byte, vars strict.Vars) error {
	if p := gossTemplate(name, string(src)); p != nil {
		return *p
	}
	doc, err := strict.Parse(name, src)
	if err != nil {
		return err
	}
	own := strict.Vars{}
	if c, ok := doc.Root(nil).Get("vars"); ok {
		own = c.Vars()
	}
	root := doc.Root(own.With(vars))
	c, ok := root.Get("http")
	if !ok {
		return strict.Problem{Pos: strict.Pos{File: name, Line: 1, Column: 1}, Text: "it has no http"}
	}
	var entries strict.Map[gossEntry]
	c.Decode(&entries)
	if c.IsMap() && len(entries) == 0 {
		c.Errorf("expects nothing: it is empty")
	}
	for _, e := range entries {
		at, address := e.KeyNode, e.Key
		if e.Value.URL != nil {
			at, address = e.Value.URL.node, e.Value.URL.text
		}
		if e.Value.url, err = gossURL(address); err != nil {
			at.Hintf("such as https://www.example.com/", "%v", err)
		}
		g.checks = append(g.checks, gossCheck{file: name, at: e.Pos, entry: e.Value})
	}
	return root.Err()
}

// gossTemplate refuses goss's templates: unrendered, a pattern such as "!{{ .Vars.word }}" would hold of everything.
func gossTemplate(name, src string) *strict.Problem {
	for i, line := range strings.Split(src, "\n") {
		if at := strings.Index(line, "{{"); at >= 0 && !strings.HasPrefix(strings.TrimSpace(line), "#") {
			return &strict.Problem{Pos: strict.Pos{File: name, Line: i + 1, Column: utf8.RuneCountInString(line[:at]) + 1},
				Text: "goss's templates are not used here", Hint: "render the file by goss render"}
		}
	}
	return nil
}

func gossURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return nil, fmt.Errorf("%s is no URL", strict.Quote(text))
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("%s: a URL's scheme must be http or https", strict.Quote(text))
	case u.User != nil:
		return nil, fmt.Errorf("a user or password must not stand in a URL: write username: and password:")
	}
	return u, nil
}

// Endpoints gives those that the run needs besides its own.
func (g *Goss) Endpoints(run []inventory.Endpoint) []inventory.Endpoint {
	var more []inventory.Endpoint
	for i := range g.checks {
		c := &g.checks[i]
		c.endpoints = nil
		var bases []inventory.Endpoint
		for _, e := range run {
			if serves(e, c.entry.url) {
				bases = append(bases, e)
			}
		}
		if len(bases) == 0 {
			bases = append(bases, ownEndpoint(c.entry.url))
		}
		for _, base := range bases {
			e, changed := c.entry.settings(base)
			c.endpoints = append(c.endpoints, e.Name)
			if (changed || base.Apart) && !slices.ContainsFunc(more, func(m inventory.Endpoint) bool { return m.Name == e.Name }) {
				e.Apart, e.Pos = true, c.at
				more = append(more, e)
			}
		}
	}
	return more
}

// serves tells whether the URL's name is one of the endpoint's.
func serves(e inventory.Endpoint, u *url.URL) bool {
	address := inventory.HostPort(u)
	_, listed := e.Dial[address]
	return listed || inventory.HostPort(e.URL) == address
}

// ownEndpoint is that of a URL's origin. goss follows a redirect from http to https of the same name, so both
// are names of it.
func ownEndpoint(u *url.URL) inventory.Endpoint {
	e := inventory.Endpoint{Name: u.Scheme + "://" + u.Host, URL: &url.URL{Scheme: u.Scheme, Host: u.Host}, Apart: true}
	e.Dial = map[string]string{inventory.HostPort(u): ""}
	if u.Port() == "" {
		e.Dial[net.JoinHostPort(u.Hostname(), "80")], e.Dial[net.JoinHostPort(u.Hostname(), "443")] = "", ""
	}
	return e
}

// settings gives the endpoint with what the entry says of how to connect; changed: it is another one then.
func (g gossEntry) settings(e inventory.Endpoint) (out inventory.Endpoint, changed bool) {
	timeout := time.Duration(g.Timeout)
	if timeout == 0 && e.Apart {
		timeout = 5 * time.Second
	}
	said := ""
	if g.AllowInsecure && e.URL.Scheme == "https" {
		e.TLS.Insecure = true
		said += ", insecure"
	}
	if g.CAFile != "" {
		e.TLS.CA = g.CAFile
		said += ", ca " + g.CAFile
	}
	if g.CertFile != "" {
		e.TLS.Cert, e.TLS.Key = g.CertFile, g.KeyFile
		said += ", cert " + g.CertFile
	}
	if g.Proxy != "" {
		e.Proxy, _ = url.Parse(g.Proxy) // Check read it already
		said += ", proxy " + e.Proxy.Redacted()
	}
	if timeout > 0 {
		e.Whole = timeout
	}
	if g.Timeout > 0 {
		said += ", timeout " + timeout.String()
	}
	e.Name += said
	return e, said != ""
}

// Declare makes the specs.
func (g *Goss) Declare() {
	for _, c := range g.checks {
		if len(c.endpoints) == 0 {
			continue
		}
		e2e.Describe(c.file, e2e.At(c.endpoints...), func(p *e2e.Endpoint) { c.declare(p) })
	}
}

func (c gossCheck) declare(p *e2e.Endpoint) {
	args := []any{e2e.From(c.at.String())}
	for _, m := range c.entry.matchers {
		args = append(args, m)
	}
	if c.entry.Title != "" {
		args = append(args, e2e.Because(string(c.entry.Title)))
	}
	if c.entry.Skip != "" {
		args = append(args, e2e.Skip(string(c.entry.Skip)))
	}
	p.Check(c.entry.call(), args...)
}
