package e2e

import (
	"fmt"
	"sync"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// Endpoint is an HTTP entry to the application inside of a spec.
type Endpoint struct {
	conf   inventory.Endpoint
	client *httpcheck.Client
	via    *via    // nil without one
	logs   []*logs // of the targets that serve it

	mu sync.Mutex
	// declared are the exchanges by the place and text of their checks, flows the sessions and logins; both builds of
	// the tree write the same. seen counts what one build declares under a name.
	declared map[string]*exchange
	order    []*exchange
	named    map[string]*flow
	flows    []*flow
	seen     map[string]int

	once  onces
	all   []*httpcheck.Exchange
	had   []Sent // all, by their checks
	began time.Time
	took  time.Duration
}

// Name is the endpoint's name.
func (p *Endpoint) Name() string { return p.conf.Name }

func newEndpoint(conf inventory.Endpoint, o suite.Options) (*Endpoint, error) {
	if path := conf.URL.EscapedPath(); path != "" && path != "/" {
		return nil, pathOf(conf, path)
	}
	p := &Endpoint{conf: conf, declared: map[string]*exchange{}, named: map[string]*flow{}, seen: map[string]int{}}
	p.once.each = map[string]*one{}
	var err error
	if p.via, err = newVia(conf, o); err != nil {
		return nil, err
	}
	if p.logs, err = newLogs(conf, o); err != nil {
		return nil, err
	}
	p.client, err = p.newClient()
	return p, err
}

// pathOf refuses a URL with a path. Checks would be read in two ways: below it, or in its place as in a browser.
func pathOf(conf inventory.Endpoint, path string) error {
	problem := strict.Problem{Pos: conf.Pos, Path: "endpoints." + conf.Name, Text: fmt.Sprintf("an endpoint's URL has no path, and this one has %s", path),
		Hint: fmt.Sprintf("%s://%s, and whole paths in the checks, such as get: %s", conf.URL.Scheme, conf.URL.Host, path)}
	if conf.Pos.Line == 0 { // given as -e
		problem.Pos.File, problem.Path = "-e "+conf.Name, ""
	}
	return problem
}

func (p *Endpoint) newClient() (*httpcheck.Client, error) {
	conf, proxy := p.conf, ""
	if conf.Proxy != nil {
		proxy = conf.Proxy.String()
	}
	e := httpcheck.Endpoint{
		Name: conf.Name, URL: conf.URL.Scheme + "://" + conf.URL.Host, Dial: conf.Dial,
		CAFile: conf.TLS.CA, CertFile: conf.TLS.Cert, KeyFile: conf.TLS.Key, Insecure: conf.TLS.Insecure,
		MinTLS: conf.TLS.Min, SmallHello: conf.TLS.SmallHello, BodyLimit: conf.BodyLimit, SecureOverHTTP: conf.SecureOverHTTP,
		Proto: conf.Proto, Proxy: proxy, Writes: conf.Writes, Rate: conf.Rate, Concurrency: conf.Concurrency,
		Timeouts: httpcheck.Timeouts{Connect: conf.Connect, FirstByte: conf.FirstByte, Whole: conf.Whole},
	}
	p.via.apply(&e)
	return httpcheck.New(e)
}

// exchange gives the one that is declared for the spec of that key, which the second build finds again.
func (p *Endpoint) exchange(spec string, made exchange) *exchange {
	p.mu.Lock()
	defer p.mu.Unlock()
	if x, ok := p.declared[spec]; ok {
		return x
	}
	x := &made
	x.endpoint, x.spec = p, spec
	p.declared[spec], p.order = x, append(p.order, x)
	return x
}

// distinct numbers the texts that one build of the tree has already in a container: two checks may read the same and
// send other forms.
func (p *Endpoint) distinct(place, text string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	own := text
	for p.seen[place+own] > 0 {
		p.seen[place+text]++
		own = fmt.Sprintf("%s (%d)", text, p.seen[place+text])
	}
	p.seen[place+own]++
	return own
}

// flow gives the session or login of that key; again tells that this build of the tree has it already.
func (p *Endpoint) flow(key string, made *flow) (f *flow, again bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen["flow "+key]++
	f = p.named[key]
	if f == nil {
		f = made
		f.endpoint, f.user = p, key
		p.named[key], p.flows = f, append(p.flows, f)
	}
	return f, p.seen["flow "+key] > 1
}
