package e2e

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"sync"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/runner/connect"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// via is the target that an endpoint is connected from. Its connection is opened before the first request, and is the
// one that its specs are judged over when there are any.
type via struct {
	target  inventory.Target
	options connect.Options

	mu  sync.Mutex
	way *connect.Way
	err error
}

func newVia(conf inventory.Endpoint, o suite.Options) (*via, error) {
	if conf.Via == "" {
		return nil, nil
	}
	found, err := o.Inventory.Resolve([]string{conf.Via})
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("endpoint %s: via %s stands for %d targets", conf.Name, conf.Via, len(found))
	}
	v := &via{target: found[0], options: connect.Options{SSHConfig: o.SSHConfig}}
	if o.Prompt != nil {
		v.options.Prompt = connect.Once(o.Prompt)
	}
	return v, nil
}

// open opens the way when one of the selected checks is the endpoint's. Why there is none is the error of each request.
func (p *Endpoint) open(ctx context.Context, selected map[string]bool) {
	if p.via == nil || p.via.target.Address.Scheme == inventory.Local || !p.wanted(selected) {
		return
	}
	v := p.via
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.way, v.err = connect.Into(ctx, v.target, v.options); v.err != nil {
		return
	}
	p.conf.Dial = v.located(p.conf.Dial)
	v.way.Settle(ctx, slices.Sorted(maps.Values(p.conf.Dial))...)
	old := p.client
	if p.client, v.err = p.newClient(); v.err != nil {
		p.client = old
		return
	}
	old.Close()
}

// located is a dial with the target's own address in the place of its word.
func (v *via) located(dial map[string]string) map[string]string {
	out := maps.Clone(dial)
	for name, to := range dial {
		if host, port, err := net.SplitHostPort(to); err == nil && host == inventory.Itself {
			own := "127.0.0.1" // until the way is open: nothing is dialled before
			if v.way != nil {
				own = v.way.Home.String()
			}
			out[name] = net.JoinHostPort(own, port)
		}
	}
	return out
}

// apply makes a client go this way. From this machine itself all is as without a way.
func (v *via) apply(e *httpcheck.Endpoint) {
	if v == nil {
		return
	}
	e.Dial = v.located(e.Dial)
	if v.target.Address.Scheme == inventory.Local {
		return
	}
	e.Via, e.DialContext = "target "+v.target.Name, v.dial
	if v.way != nil {
		e.SSH, e.Direct = v.way.SSH, v.way.SSH == nil
	}
}

func (v *via) dial(ctx context.Context, network, address string) (net.Conn, error) {
	v.mu.Lock()
	way, err := v.way, v.err
	v.mu.Unlock()
	if way == nil && err == nil {
		err = errors.New("the way is not open")
	}
	if err != nil {
		return nil, &httpcheck.ViaError{Target: v.target.Name, Err: err}
	}
	return way.DialContext(ctx, network, address)
}

// close gives the way up, and says what a report should say of it.
func (v *via) close() (notes []string) {
	if v == nil {
		return nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.way == nil {
		return nil
	}
	notes = v.way.Notes
	_ = v.way.Close() // nothing more goes through it
	v.way, v.err = nil, errors.New("the run is over")
	return notes
}
