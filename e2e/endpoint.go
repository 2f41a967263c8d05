package e2e

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// Endpoint is an HTTP entry to the application inside of a spec.
type Endpoint struct {
	conf   inventory.Endpoint
	client *httpcheck.Client
	via    *via // nil without one

	mu sync.Mutex
	// declared are the exchanges by place and text of their checks; both builds write the same.
	declared map[string]*exchange
	order    []string
	began    time.Time
	took     time.Duration
}

// Name is the endpoint's name.
func (p *Endpoint) Name() string { return p.conf.Name }

func newEndpoint(conf inventory.Endpoint, o suite.Options) (*Endpoint, error) {
	if conf.URL.Path != "" && conf.URL.Path != "/" {
		return nil, fmt.Errorf("endpoint %s: the URL %s has a path, which is not supported yet: write it in the checks", conf.Name, conf.URL)
	}
	p := &Endpoint{conf: conf, declared: map[string]*exchange{}}
	var err error
	if p.via, err = newVia(conf, o); err != nil {
		return nil, err
	}
	p.client, err = p.newClient()
	return p, err
}

func (p *Endpoint) newClient() (*httpcheck.Client, error) {
	conf, proxy := p.conf, ""
	if conf.Proxy != nil {
		proxy = conf.Proxy.String()
	}
	e := httpcheck.Endpoint{
		Name: conf.Name, URL: conf.URL.Scheme + "://" + conf.URL.Host, Dial: conf.Dial,
		CAFile: conf.TLS.CA, CertFile: conf.TLS.Cert, KeyFile: conf.TLS.Key, Insecure: conf.TLS.Insecure,
		Proto: conf.Proto, Proxy: proxy, Writes: conf.Writes, Rate: conf.Rate, Concurrency: conf.Concurrency,
		Timeouts: httpcheck.Timeouts{Connect: conf.Connect, FirstByte: conf.FirstByte, Whole: conf.Whole},
	}
	p.via.apply(&e)
	return httpcheck.New(e)
}

// exchange gives the one that is declared for a check, which its second declaration finds again.
func (p *Endpoint) exchange(c *Call, text string) *exchange {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := suite.Here() + text
	if x, ok := p.declared[key]; ok {
		return x
	}
	x := &exchange{endpoint: p, call: c}
	p.declared[key], p.order = x, append(p.order, key)
	return x
}

// send sends what the selected checks want: what only reads all at once, as many as the endpoint
// takes, and then what may change something, one after the other in the order of the tree.
func (p *Endpoint) send(ctx context.Context, selected map[string]bool) {
	p.began = time.Now()
	defer func() { p.took = time.Since(p.began) }()
	var all sync.WaitGroup
	var later []*exchange
	for _, key := range p.order {
		x := p.declared[key]
		switch {
		case !selected[key]:
		case !x.call.safe():
			later = append(later, x)
		default:
			all.Go(func() { x.came = p.client.Do(ctx, x.call.Request) })
		}
	}
	all.Wait()
	for _, x := range later {
		x.came = p.client.Do(ctx, x.call.Request)
	}
}

// report tells of the endpoint; false when nothing was sent to it.
func (p *Endpoint) report() (outcome.Target, bool) {
	t := outcome.Target{Name: p.Name(), Address: p.conf.URL.String(), Seconds: p.took.Seconds()}
	if to, ok := p.conf.Dial[inventory.HostPort(p.conf.URL)]; ok {
		t.Address += " at " + to
	}
	if p.conf.Via != "" {
		t.Address += " via " + p.conf.Via
	}
	if p.conf.TLS.Insecure {
		t.Notes = append(t.Notes, "certificates are NOT verified (insecure)")
	}
	sent := false
	for _, x := range p.declared {
		if x.came == nil {
			continue
		}
		sent = true
		if f := x.came.Error; f == nil || !f.Kind.NoAnswer() {
			t.Reached = true
		} else if t.Why == "" {
			t.Why = f.Error()
		}
	}
	if t.Reached {
		t.Why = ""
	}
	return t, sent
}
