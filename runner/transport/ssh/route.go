package ssh

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/ssh/hostkeys"
	"github.com/fleetspec/fleetspec/runner/transport/ssh/sshconfig"
)

// stop is a host to connect to, as somebody wrote it.
type stop = sshconfig.Hop

// opener opens one connection with all that it goes through.
type opener struct {
	cfg   Config
	path  []string // the hosts whose way is being looked for
	notes []string
}

// route is how to reach a host: its settings, and the way there.
type route struct {
	sshconfig.Settings
	via    *route // the jump host, or nil
	target bool   // it is the host itself, no jump host
	known  *hostkeys.Host
}

// route finds the way to a stop. jump, when not empty, wins over ssh_config:
// "none", or hops as ssh -J takes them.
func (o *opener) route(ctx context.Context, to stop, jump string) (*route, error) {
	o.path = append(o.path, to.String())
	defer func() { o.path = o.path[:len(o.path)-1] }()
	if slices.Contains(o.path[:len(o.path)-1], to.String()) {
		return nil, as(transport.Config, fmt.Errorf("the jump goes in a circle: %s", strings.Join(o.path, " → ")))
	}
	s, err := sshconfig.Resolve(ctx, sshconfig.Query{Host: to.Host, User: to.User, Port: to.Port, File: o.cfg.ConfigFile})
	if err != nil {
		return nil, as(transport.Config, err)
	}
	if jump != "" {
		s.ProxyJump, s.ProxyCommand = jump, ""
	}
	r := &route{Settings: s, target: len(o.path) == 1}
	if o.cfg.KnownHosts != nil {
		r.UserKnownHosts, r.GlobalKnownHosts = o.cfg.KnownHosts, nil
	}
	if r.known, err = r.lookUp(); err != nil {
		return nil, as(transport.Config, err)
	}
	if r.via, err = o.via(ctx, s.ProxyJump); err != nil {
		return nil, err
	}
	return r, nil
}

// via is the last hop of a jump; it is reached through the ones before, or,
// when it is the only one, as its own settings say.
func (o *opener) via(ctx context.Context, jump string) (*route, error) {
	hops, err := sshconfig.Jump(jump)
	if err != nil {
		return nil, as(transport.Config, err)
	}
	if len(hops) == 0 {
		return nil, nil
	}
	var before []string
	for _, h := range hops[:len(hops)-1] {
		before = append(before, h.String())
	}
	r, err := o.route(ctx, hops[len(hops)-1], strings.Join(before, ","))
	if err != nil {
		return nil, fmt.Errorf("jump %s: %w", hops[len(hops)-1], err)
	}
	return r, nil
}

// lookUp reads what the known_hosts files say.
func (r *route) lookUp() (*hostkeys.Host, error) {
	files, err := hostkeys.Read(slices.Concat(r.UserKnownHosts, r.GlobalKnownHosts))
	if err != nil {
		return nil, err
	}
	files.Authorities = r.Authorities
	return files.Host(r.HostName, r.Port, r.HostKeyAlias)
}

// address is where the host listens.
func (r *route) address() string { return joinHostPort(r.HostName, r.Port) }

// key names the route among all of this process: hosts with one key share a
// connection as a jump host, and its limit of handshakes. The name that
// ssh_config was asked for is in it: another name of the same host may be trusted
// less.
func (r *route) key() string {
	s := r.Alias + " " + r.User + "@" + r.address() + " " + r.ProxyCommand
	if r.via != nil {
		s += " via " + r.via.key()
	}
	return s
}

// gate is what bounds handshakes: the address and the way there. All
// ProxyCommands share one, as they may go through the same host.
func (r *route) gate() string {
	switch {
	case r.ProxyCommand != "":
		return "ProxyCommand"
	case r.via != nil:
		return r.address() + " via " + r.via.key()
	}
	return r.address()
}
