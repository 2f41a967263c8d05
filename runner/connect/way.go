package connect

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/docker"
	"github.com/fleetspec/fleetspec/runner/transport/local"
)

// Way is the way into a target's network. A host's is through the very connection that its specs are judged over.
type Way struct {
	transport.Dialer
	// Home is the target's own address there: of a container its own in its network, else the loopback.
	Home netip.Addr
	// SSH are the arguments of the ssh command for who goes there by hand; nil where no ssh is needed.
	SSH []string
	// Notes are what a report should say of the connection.
	Notes []string

	close func() error
}

// Close gives the way up; connections through it end with it when nobody else uses it.
func (w *Way) Close() error { return w.close() }

// Into opens the way into a target's network. Its errors are *transport.Error.
func Into(ctx context.Context, t inventory.Target, o Options) (*Way, error) {
	w, err := into(ctx, t, o)
	if err != nil {
		return nil, err
	}
	if w.Home, err = w.Dialer.Home(ctx); err != nil {
		_ = w.Close()
		return nil, err
	}
	return w, nil
}

func into(ctx context.Context, t inventory.Target, o Options) (*Way, error) {
	switch a := t.Address; a.Scheme {
	case inventory.SSH:
		h, err := shareSSH(ctx, t, o)
		if err != nil {
			return nil, err
		}
		return &Way{Dialer: h.it, SSH: sshArguments(t, o), Notes: h.it.Notes(), close: h.give}, nil
	case inventory.Docker:
		conn, err := docker.Open(ctx, docker.Config{Container: a.Container, Label: a.Label})
		if err != nil {
			return nil, err
		}
		return &Way{Dialer: conn.(transport.Dialer), close: conn.Close}, nil
	case inventory.Local:
		here := local.Open()
		return &Way{Dialer: here.(transport.Dialer), close: here.Close}, nil
	}
	return nil, unusable(t, fmt.Sprintf("%s: targets have no network to go into", t.Address.Scheme))
}
