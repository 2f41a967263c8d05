package e2e

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/outcome"
)

// send sends what the selected checks want: what only reads, sessions and logins all at once, as many requests as
// the endpoint takes, and then what may change something and is of no session, one after the other in the order
// of the tree.
func (p *Endpoint) send(ctx context.Context, specs map[string]bool) {
	p.began = time.Now()
	p.seen = map[string]int{} // the tree is built once more
	defer func() { p.took = time.Since(p.began) }()
	selected := func(x *exchange) bool { return specs[x.spec] }
	var all sync.WaitGroup
	if p.wanted(specs) {
		for _, l := range p.logs {
			all.Go(func() { l.mark(ctx) })
		}
		all.Wait()
	}
	var later []*exchange
	for _, x := range p.order {
		switch {
		case !selected(x) || x.flow != nil:
		case !x.call.safe():
			later = append(later, x)
		default:
			all.Go(func() { x.try(ctx) })
		}
	}
	for _, f := range p.running(selected) {
		all.Go(func() { f.run(ctx, selected) })
	}
	all.Wait()
	for _, x := range later {
		x.send(ctx, "")
	}
}

// running are the sessions and logins that are wanted.
func (p *Endpoint) running(selected func(*exchange) bool) []*flow {
	var out []*flow
	for _, f := range p.flows {
		if f.wanted(selected) {
			f.tried = make(chan struct{})
			out = append(out, f)
		}
	}
	return out
}

// wanted tells whether a selected check is the endpoint's.
func (p *Endpoint) wanted(specs map[string]bool) bool {
	return slices.ContainsFunc(p.order, func(x *exchange) bool { return specs[x.spec] })
}

// onces are the exchanges that happen once in a run.
type onces struct {
	mu   sync.Mutex
	each map[string]*one
}

// one is an exchange that happens once: who asks for it later gets the same.
type one struct {
	once sync.Once
	came *httpcheck.Exchange
}

func (o *onces) of(key string) *one {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.each[key] == nil {
		o.each[key] = &one{}
	}
	return o.each[key]
}

// do sends a request: one that must be sent once is, whoever else asks for it.
func (p *Endpoint) do(ctx context.Context, c *Call, r httpcheck.Request) *httpcheck.Exchange {
	if !r.Once {
		return p.sent(p.client.Do(ctx, r))
	}
	o := p.once.of(c.same())
	o.once.Do(func() { o.came = p.sent(p.client.Do(ctx, r)) })
	return o.came
}

// sent keeps what came, for the report.
func (p *Endpoint) sent(x *httpcheck.Exchange) *httpcheck.Exchange {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = append(p.all, x)
	return x
}

// report tells of the endpoint; false when nothing was sent to it.
func (p *Endpoint) report() (outcome.Target, bool) {
	t := outcome.Target{Name: p.Name(), Address: p.conf.URL.String(), Seconds: p.took.Seconds()}
	if to := p.conf.Dial[inventory.HostPort(p.conf.URL)]; to != "" {
		t.Address += " at " + to
	}
	if p.conf.Via != "" {
		t.Address += " via " + p.conf.Via
	}
	if p.conf.TLS.Insecure {
		t.Notes = append(t.Notes, "certificates are NOT verified (insecure)")
	}
	for _, x := range p.order {
		if x.tries > 1 {
			t.Notes = append(t.Notes, fmt.Sprintf("%s was sent %d times in %s, until what came was as expected or the time was over", x, x.tries, x.trying.Round(time.Millisecond)))
		}
	}
	for _, x := range p.all {
		if answered(x) {
			t.Reached = true
		} else if t.Why == "" && x.Error != nil {
			t.Why = x.Error.Error()
		}
	}
	if t.Reached {
		t.Why = ""
	}
	return t, len(p.all) > 0
}

// answered tells whether the endpoint said anything: what was refused here before it was sent never got there.
func answered(x *httpcheck.Exchange) bool {
	for _, h := range x.Hops {
		if h.Status > 0 {
			return true
		}
	}
	return x.Error != nil && x.Error.Kind == httpcheck.Limit
}
