package checkfile

import (
	"slices"

	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// expectEntry is what is expected of an answer. Each key becomes one matcher or several.
type expectEntry struct {
	Status      statuses                    `key:"status" doc:"the status of the last answer: 200, 2xx, or a list of which it is one"`
	Header      strict.Map[headerEntry]     `key:"header" doc:"headers: present, absent, a value, a list of all its lines, { match: REGEX }, { count: 2 }"`
	ContentType *text                       `key:"content-type" doc:"the media type; parameters as far as they are written: text/html; charset=utf-8"`
	Body        strict.OneOrMany[bodyEntry] `key:"body" doc:"a text that the body holds, { match: REGEX }, { absent: TEXT }, or a list of these"`
	Length      *text                       `key:"length" doc:"the length of the decoded body in bytes: 120, \"< 10KB\""`
	SHA256      *text                       `key:"sha256" doc:"the digest of the decoded body"`
	JSON        strict.Map[foundEntry]      `key:"json" doc:"JSONPath questions: present, absent, a value, { match: REGEX }, { count: 3 }, { number: \">= 1\" }"`
	CSS         strict.Map[foundEntry]      `key:"css" doc:"the same by CSS selectors, with @attribute at the end if wanted"`
	XPath       strict.Map[foundEntry]      `key:"xpath" doc:"the same by XPath"`
	Redirects   *strict.OneOrMany[text]     `key:"redirects" doc:"the chain, such as [\"301 https://www.example.com/\"]; [] for none"`
	Cookie      strict.Map[cookieEntry]     `key:"cookie" doc:"cookies that are set: present, absent, or their attributes"`
	Certificate *certificateEntry           `key:"certificate" doc:"the certificate that is served"`
	TLS         *text                       `key:"tls" doc:"the version of TLS: 1.3, \">= 1.2\""`
	Time        *text                       `key:"time" doc:"the time to the first byte of the answer: \"< 500ms\""`
	Address     *text                       `key:"address" doc:"where the answer came from: 10.0.0.12, 10.0.0.12:443, 10.0.0.0/24"`
	HTTP        *text                       `key:"http" doc:"the version of HTTP that is spoken: 1.1 or 2"`
	Refused     *onlyTrue                   `key:"refused" doc:"nobody listens there"`
	TLSError    *onlyTrue                   `key:"tls-error" doc:"the two do not agree on TLS, or the certificate does not verify"`
	matchers    []*match.Matcher
	bound       bool // made again, with this run's values
}

// Expects is for messages.
func (*expectEntry) Expects() string { return "what is expected" }

// Check makes the matchers, and notes those that can't judge anything.
func (e *expectEntry) Check(c strict.Node) {
	e.build(func(text string) string { return text })
	hollow(c, "redirects", "certificate") // no redirect is something; the other says so itself
	if len(e.matchers) == 0 {
		c.Hintf("such as status: 200", "the check expects nothing")
	}
}

// Matchers gives the matchers of the texts that bind makes of those in the file: with what this run captured in the
// place of ${name}. Whoever adds a key puts each of its texts through bind.
func (e *expectEntry) Matchers(bind func(string) string) []*match.Matcher {
	again := *e
	again.matchers, again.bound = nil, true
	again.build(bind)
	return again.matchers
}

func (e *expectEntry) build(bind func(string) string) {
	if len(e.Status.any) > 0 {
		e.add(e.Status.node, match.HaveStatus(e.Status.any...))
	}
	for _, h := range e.Header {
		e.add(h.Value.node, h.Value.matcher(bind(h.Key), bind))
	}
	for _, b := range e.Body {
		e.add(b.node, b.matcher(bind))
	}
	e.found(bind)
	if e.Redirects != nil {
		var chain []string
		for _, hop := range *e.Redirects {
			chain = append(chain, bind(hop.text))
			if m := match.HaveRedirects(bind(hop.text)); m.Err() != nil && !e.bound {
				hop.node.Errorf("%v", m.Err())
			}
		}
		e.matchers = append(e.matchers, match.HaveRedirects(chain...))
	}
	for _, k := range e.Cookie {
		e.add(k.Value.node, k.Value.matcher(bind(k.Key), bind))
	}
	if e.Certificate != nil {
		e.add(e.Certificate.node, e.Certificate.matcher(bind))
	}
	e.texts(bind)
	if e.Refused != nil {
		e.add(e.Refused.node, match.BeRefused())
	}
	if e.TLSError != nil {
		e.add(e.TLSError.node, match.FailByTLS())
	}
}

// texts adds what is wanted by one text.
func (e *expectEntry) texts(bind func(string) string) {
	for _, one := range []struct {
		want *text
		of   func(string) *match.Matcher
	}{
		{e.ContentType, match.HaveContentType}, {e.Length, match.HaveBodyLength}, {e.SHA256, match.HaveBodySHA256},
		{e.TLS, match.HaveTLS}, {e.Time, match.AnswerIn}, {e.Address, match.ComeFrom}, {e.HTTP, match.HaveProto},
	} {
		if one.want != nil {
			e.add(one.want.node, one.of(bind(one.want.text)))
		}
	}
}

// found adds what is asked of the body. A question that can't be asked is told at the question.
func (e *expectEntry) found(bind func(string) string) {
	for _, of := range []struct {
		kind query.Kind
		all  strict.Map[foundEntry]
	}{{query.JSONPath, e.JSON}, {query.CSS, e.CSS}, {query.XPath, e.XPath}} {
		for _, q := range of.all {
			question, at := bind(q.Key), q.Value.node
			if _, err := query.Compile(of.kind, question); err != nil {
				at = q.KeyNode
			}
			e.add(at, q.Value.matcher(of.kind, question, bind))
		}
	}
}

func (e *expectEntry) add(c strict.Node, m *match.Matcher) {
	if m == nil { // its own form is told as wrong already
		return
	}
	if err := m.Err(); err != nil && !e.bound {
		c.Errorf("%v", err)
	}
	e.matchers = append(e.matchers, m)
}

// hollow notes keys that are written and expect nothing.
func hollow(c strict.Node, except ...string) {
	for _, k := range c.Map() {
		empty := k.Value.IsMap() && len(k.Value.Map()) == 0 || k.Value.IsSeq() && len(k.Value.Seq()) == 0
		if empty && !slices.Contains(except, k.Key) {
			k.Value.Errorf("expects nothing: it is empty")
		}
	}
}
