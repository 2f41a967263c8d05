package checkfile

import (
	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// expectEntry is what is expected of an answer. Each key becomes one matcher or several.
type expectEntry struct {
	Status      *status                   `key:"status" doc:"the status of the last answer"`
	Header      strict.Map[wanted]        `key:"header" doc:"headers: present, absent, a value, or { match: regular expression }"`
	ContentType string                    `key:"content-type" doc:"the media type, parameters aside"`
	Body        *wanted                   `key:"body" doc:"a text that the body holds, or { match: regular expression }"`
	SHA256      string                    `key:"sha256" doc:"the digest of the decoded body"`
	JSON        strict.Map[wanted]        `key:"json" doc:"JSONPath questions: present, absent, or a value"`
	CSS         strict.Map[wanted]        `key:"css" doc:"CSS selectors, with @attribute at the end if wanted: present, absent, or a text"`
	XPath       strict.Map[wanted]        `key:"xpath" doc:"XPath questions: present, absent, or a text"`
	Redirects   *strict.OneOrMany[string] `key:"redirects" doc:"the chain, such as [\"301 https://www.example.com/\"]; [] for none"`
	Cookie      strict.Map[cookieEntry]   `key:"cookie" doc:"cookies that are set, and their attributes"`
	HTTP        string                    `key:"http" doc:"the version of HTTP that is spoken: 1.1 or 2"`
	Refused     bool                      `key:"refused" doc:"nobody listens there"`
	TLSError    bool                      `key:"tls-error" doc:"the two do not agree on TLS, or the certificate does not verify"`
	matchers    []*match.Matcher
	bound       bool // made again, with this run's values
}

// Expects is for messages.
func (*expectEntry) Expects() string { return "what is expected" }

type status int

func (s *status) FromNode(c strict.Node) {
	n, ok := c.Int()
	switch {
	case !ok:
	case n < 100 || n > 599:
		c.Errorf("expected a status from 100 to 599, found %d", n)
	default:
		*s = status(n)
	}
}

func (s *status) JSONSchema(*strict.SchemaBuilder) map[string]any {
	return map[string]any{"type": "integer", "minimum": 100, "maximum": 599}
}

type cookieEntry struct {
	Secure   *bool  `key:"secure" doc:"whether it is Secure"`
	HTTPOnly *bool  `key:"http-only" doc:"whether it is HttpOnly"`
	SameSite string `key:"same-site" doc:"its SameSite"`
	Path     string `key:"path" doc:"its Path"`
	Domain   string `key:"domain" doc:"its Domain"`
}

// Expects is for messages.
func (*cookieEntry) Expects() string { return "attributes of a cookie" }

// Check makes the matchers, and notes those that can't judge anything.
func (e *expectEntry) Check(c strict.Node) {
	e.build(c, func(text string) string { return text })
}

// Matchers gives the matchers of the texts that bind makes of those in the file: with what this run captured in the
// place of ${name}. Whoever adds a key puts each of its texts through bind.
func (e *expectEntry) Matchers(bind func(string) string) []*match.Matcher {
	again := *e
	again.matchers, again.bound = nil, true
	again.build(strict.Node{}, bind)
	return again.matchers
}

func (e *expectEntry) build(c strict.Node, bind func(string) string) {
	if e.Status != nil {
		e.add(c, match.HaveStatus(int(*e.Status)))
	}
	for _, h := range e.Header {
		e.add(h.KeyNode, h.Value.with(bind).header(h.Key))
	}
	if e.ContentType != "" {
		e.add(c, match.HaveContentType(bind(e.ContentType)))
	}
	if e.Body != nil {
		if e.Body.equal && !e.bound {
			c.Hintf("body: TEXT, or sha256 for the whole", "a body is not compared as a whole")
		}
		e.add(c, e.Body.with(bind).body())
	}
	if e.SHA256 != "" {
		e.add(c, match.HaveBodySHA256(bind(e.SHA256)))
	}
	for _, of := range []struct {
		kind query.Kind
		all  strict.Map[wanted]
	}{{query.JSONPath, e.JSON}, {query.CSS, e.CSS}, {query.XPath, e.XPath}} {
		for _, q := range of.all {
			e.add(q.KeyNode, q.Value.with(bind).found(of.kind, q.Key))
		}
	}
	if e.Redirects != nil {
		chain := make([]string, len(*e.Redirects))
		for i, hop := range *e.Redirects {
			chain[i] = bind(hop)
		}
		e.add(c, match.HaveRedirects(chain...))
	}
	for _, k := range e.Cookie {
		v := k.Value
		e.add(k.KeyNode, match.HaveCookie(k.Key, match.Cookie{Secure: v.Secure, HTTPOnly: v.HTTPOnly, SameSite: bind(v.SameSite), Path: bind(v.Path), Domain: bind(v.Domain)}))
	}
	if e.HTTP != "" {
		if e.HTTP != "1.1" && e.HTTP != "2" && !e.bound {
			c.Hintf("1.1 or 2", "http: expected a version of HTTP, found %s", strict.Quote(e.HTTP))
		}
		e.add(c, match.HaveProto(e.HTTP))
	}
	if e.Refused {
		e.add(c, match.BeRefused())
	}
	if e.TLSError {
		e.add(c, match.FailByTLS())
	}
	if len(e.matchers) == 0 && !e.bound {
		c.Hintf("such as status: 200", "the check expects nothing")
	}
}

func (e *expectEntry) add(c strict.Node, m *match.Matcher) {
	if err := m.Err(); err != nil && !e.bound {
		c.Errorf("%v", err)
	}
	e.matchers = append(e.matchers, m)
}
