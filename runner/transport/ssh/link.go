package ssh

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/transport"
)

const (
	// handshakes is how many may be under way to one address: sshd's default of
	// MaxStartups begins to drop at 10 that have not logged in yet.
	handshakes = 8
	// tries before a dropped connection is an error.
	tries = 6
)

// link is an SSH connection and what lies under it.
type link struct {
	client *ssh.Client
	under  *shared // the jump host, or nil
}

func (l *link) close() error {
	err := l.client.Close()
	if l.under != nil {
		_ = l.under.Close()
	}
	return err
}

// gates has a gate for each address that was dialled.
var gates = struct {
	sync.Mutex
	of map[string]chan struct{}
}{of: map[string]chan struct{}{}}

// enter waits until a handshake may begin; leave must be called after it.
func enter(ctx context.Context, address string) (leave func(), err error) {
	gates.Lock()
	gate := gates.of[address]
	if gate == nil {
		gate = make(chan struct{}, handshakes)
		gates.of[address] = gate
	}
	gates.Unlock()
	select {
	case gate <- struct{}{}:
		return func() { <-gate }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a turn to log in at %s: %w", address, ctx.Err())
	}
}

// connect makes the connection of a route. sshd drops connections when many log
// in at once (MaxStartups); one that was dropped before it showed a host key is
// tried again.
func (o *opener) connect(ctx context.Context, r *route) (*link, error) {
	under, err := o.approach(ctx, r)
	if err != nil {
		return nil, err
	}
	for n := 1; ; n++ {
		client, again, err := o.attempt(ctx, r, under)
		if err == nil {
			return &link{client: client, under: under}, nil
		}
		if !again || n == tries || ctx.Err() != nil {
			if under != nil {
				_ = under.Close()
			}
			return nil, err
		}
		pause := 100 * time.Millisecond << n
		select {
		case <-time.After(pause/2 + rand.N(pause)):
		case <-ctx.Done():
		}
	}
}

// approach opens what the route goes through.
func (o *opener) approach(ctx context.Context, r *route) (*shared, error) {
	if r.via == nil {
		return nil, nil
	}
	s, err := o.share(ctx, r.via)
	if err != nil {
		return nil, fmt.Errorf("jump %s: %w", r.via.Alias, err)
	}
	return s, nil
}

// attempt dials and logs in once; again says that another attempt may help.
func (o *opener) attempt(ctx context.Context, r *route, under *shared) (c *ssh.Client, again bool, err error) {
	leave, err := enter(ctx, r.gate())
	if err != nil {
		return nil, false, err
	}
	defer leave()
	h := &handshake{o: o, r: r}
	defer h.close()
	timeout := h.timeout()
	dialing, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("no answer within %v", timeout))
	defer cancel()
	conn, err := r.dial(dialing, under)
	if err != nil {
		if cause := context.Cause(dialing); cause != nil && ctx.Err() == nil {
			err = cause
		}
		return nil, false, as(transport.Unreachable, fmt.Errorf("dial %s: %w", r.address(), err))
	}
	c, err = h.run(ctx, conn)
	return c, err != nil && h.mayRepeat(err), err
}

// dial gives the bytes' way to the host.
func (r *route) dial(ctx context.Context, under *shared) (net.Conn, error) {
	if r.ProxyCommand != "" {
		return startProxy(r.ProxyCommand)
	}
	if under != nil {
		return under.client.DialContext(ctx, "tcp", r.address())
	}
	var d net.Dialer
	if r.BindAddress != "" {
		local, err := net.ResolveTCPAddr(r.Network, net.JoinHostPort(r.BindAddress, "0"))
		if err != nil {
			return nil, fmt.Errorf("bind address: %w", err)
		}
		d.LocalAddr = local
	}
	for n := 1; ; n++ {
		conn, err := d.DialContext(ctx, r.Network, r.address())
		if err == nil || n >= r.Attempts {
			return conn, err
		}
		select {
		case <-time.After(time.Second): // ConnectionAttempts
		case <-ctx.Done():
			return nil, err
		}
	}
}

func joinHostPort(host string, port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }
