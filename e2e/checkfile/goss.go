package checkfile

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// gossEntry is one entry of goss's http: with goss's keys and defaults.
type gossEntry struct {
	URL           *text             `key:"url" doc:"the URL, if the key is a name"`
	Title         strict.LongText   `key:"title" doc:"told where because stands"`
	Meta          *anything         `key:"meta" doc:"left alone"`
	Skip          gossSkip          `key:"skip" doc:"leave it out: true, or a reason"`
	Method        string            `key:"method" doc:"GET without it; others must be allowed by an endpoint of the inventory"`
	Headers       []strict.LongText `key:"request-headers" doc:"lines to send: \"Name: value\""`
	Body          *strict.LongText  `key:"request-body" doc:"the body to send"`
	Username      string            `key:"username" doc:"of basic authentication"`
	Password      string            `key:"password" doc:"of basic authentication"`
	NoFollow      bool              `key:"no-follow-redirects" doc:"do not follow redirects"`
	AllowInsecure bool              `key:"allow-insecure" doc:"take a certificate that does not verify"`
	Timeout       gossTimeout       `key:"timeout" doc:"in milliseconds, 5000 without it"`
	CAFile        string            `key:"ca-file" doc:"certificates that are trusted"`
	CertFile      string            `key:"cert-file" doc:"the client's certificate"`
	KeyFile       string            `key:"key-file" doc:"its key"`
	Proxy         string            `key:"proxy" doc:"the proxy's URL; that of the environment is not taken"`

	Status      *gossValue `key:"status" doc:"the status of the last answer"`
	WantHeaders *gossValue `key:"headers" doc:"patterns of header lines, or a matcher"`
	WantBody    *gossValue `key:"body" doc:"patterns of lines, or a matcher"`

	url      *url.URL
	matchers []*match.Matcher
}

// Expects is for messages.
func (*gossEntry) Expects() string { return "an entry of goss's http" }

// gossSkip is false, true, or a reason.
type gossSkip string

// FromScalar reads it.
func (g *gossSkip) FromScalar(s strict.Scalar) error {
	switch {
	case s.Text == "false" && !s.Quoted:
	case s.Text == "true" && !s.Quoted:
		*g = "skip: true, without a reason"
	case s.Text == "":
		return fmt.Errorf("expected true, false or a reason, found an empty text")
	default:
		*g = gossSkip(s.Text)
	}
	return nil
}

// Expects is for messages.
func (*gossSkip) Expects() string { return "true, false or a reason" }

// gossTimeout is in milliseconds.
type gossTimeout time.Duration

// FromNode reads it.
func (t *gossTimeout) FromNode(c strict.Node) {
	if n, ok := c.Int(); ok {
		if n < 0 || n > int64(time.Hour/time.Millisecond) {
			c.Errorf("expected milliseconds from 0 to an hour, found %d", n)
			return
		}
		*t = gossTimeout(time.Duration(n) * time.Millisecond)
	}
}

// JSONSchema is a number.
func (t *gossTimeout) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.AnyOf(map[string]any{"type": "integer", "minimum": 0}, b.Pattern(`\$\{`))
}

// Check notes what only the whole shows, and makes the matchers.
func (g *gossEntry) Check(c strict.Node) {
	if (g.CertFile == "") != (g.KeyFile == "") {
		c.Errorf("cert-file and key-file: both are needed, or none")
	}
	if g.Proxy != "" {
		if u, err := url.Parse(g.Proxy); err != nil || u.Host == "" {
			c.Errorf("proxy: %s is no URL of a proxy", strict.Quote(g.Proxy))
		}
	}
	for _, line := range g.Headers {
		if _, _, ok := strings.Cut(string(line), ":"); !ok {
			c.Hintf("such as \"Accept: text/html\"", "request-headers: %s is no line of a header", strict.Quote(string(line)))
		}
	}
	if g.Status != nil && g.Status.matcher != nil {
		m := g.Status.matcher
		if g.Status.node.IsSeq() {
			g.Status.node.Hintf("or: [200, 204]", "expected a status or a matcher, found a list")
		}
		g.matchers = append(g.matchers, match.HaveStatusThat("is "+m.words, func(is int) (bool, error) { return m.holds(asGoss(strconv.Itoa(is))) }))
	}
	if g.WantHeaders != nil && g.WantHeaders.matcher != nil {
		m := g.WantHeaders.matcher
		g.matchers = append(g.matchers, match.HaveHeaderLinesThat("are "+m.words, func(is []string) (bool, error) { return m.holds(asGoss(strings.Join(is, "\n"))) }))
	}
	if g.WantBody != nil && g.WantBody.matcher != nil {
		m := g.WantBody.matcher
		g.matchers = append(g.matchers, match.HaveBodyThat("is "+m.words, func(is string, size int) (bool, error) { return m.holds(gossText{is, size}) }))
	}
	if len(g.matchers) == 0 {
		c.Hintf("such as status: 200", "the check expects nothing")
	}
}

func (g gossEntry) call() *e2e.Call {
	method := g.Method
	if method == "" {
		method = "GET"
	}
	target := *g.url
	target.Fragment, target.RawFragment = "", ""
	call := e2e.Send(method, target.String())
	for _, line := range g.Headers {
		name, value, _ := strings.Cut(string(line), ":")
		call.Header(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	if g.Body != nil && *g.Body != "" {
		call.Body(httpcheck.Body{Raw: []byte(*g.Body)})
	}
	if g.Username != "" || g.Password != "" {
		call.Basic(g.Username, g.Password)
	}
	if !g.NoFollow {
		call.Follow()
	}
	return call
}
