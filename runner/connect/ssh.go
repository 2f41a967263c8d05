package connect

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/ssh"
)

// hosts are the SSH connections that are open: one for each host.
var hosts pool[*ssh.Conn]

// openSSH connects over SSH; what the address leaves open is ssh_config's. Who
// we are logged in as says the connection: an address without a user leaves that
// to ssh_config too, and sudo is for another user only.
func openSSH(ctx context.Context, t inventory.Target, o Options) (transport.Transport, []string, error) {
	h, err := shareSSH(ctx, t, o)
	if err != nil {
		return nil, nil, err
	}
	return as(newLease(h.it, h.give), t.Become, h.it.User(), o), h.it.Notes(), nil
}

func sshConfig(t inventory.Target, o Options) ssh.Config {
	return ssh.Config{Host: t.Address.Host, Port: t.Address.Port, User: t.Address.User,
		ConfigFile: o.SSHConfig, Jump: t.Jump, Prompt: o.Prompt}
}

// shareSSH gives the host's connection, which is made when there is none.
func shareSSH(ctx context.Context, t inventory.Target, o Options) (*held[*ssh.Conn], error) {
	key := strings.Join([]string{t.Address.String(), t.Jump, o.SSHConfig}, "\x00")
	h, err := hosts.take(ctx, key, func(ctx context.Context) (*ssh.Conn, error) {
		return ssh.Open(ctx, sshConfig(t, o))
	})
	return h, faultOf(ctx, t, err)
}

// faultOf makes a *transport.Error of what ended the wait for another's connection.
func faultOf(ctx context.Context, t inventory.Target, err error) error {
	kind := transport.Unreachable
	switch te := (*transport.Error)(nil); {
	case err == nil || errors.As(err, &te):
		return err
	case errors.Is(context.Cause(ctx), context.DeadlineExceeded):
		kind = transport.Timeout
	case ctx.Err() != nil:
		kind = transport.Canceled
	}
	return &transport.Error{Kind: kind, Op: "connect " + t.Name, Err: err}
}

// sshArguments are those by which the ssh command goes to the host as we do.
func sshArguments(t inventory.Target, o Options) []string {
	var out []string
	if o.SSHConfig != "" {
		out = append(out, "-F", o.SSHConfig)
	}
	if t.Jump != "" {
		out = append(out, "-J", t.Jump)
	}
	if t.Address.Port != 0 {
		out = append(out, "-p", strconv.Itoa(t.Address.Port))
	}
	if t.Address.User != "" {
		out = append(out, "-l", t.Address.User)
	}
	return append(out, "--", t.Address.Host)
}
