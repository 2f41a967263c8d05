package connect

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"syscall"
	"time"

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
	// Fresh says that the target was started for this run: what it serves may not listen yet.
	Fresh bool
	// Notes are what a report should say of the connection.
	Notes []string

	close func() error
}

// Close gives the way up; connections through it end with it when nobody else uses it.
func (w *Way) Close() error { return w.close() }

// settling is how long what a fresh target serves may take to listen.
const settling = 10 * time.Second

// Settle waits until something listens on each address of a fresh target, or is given up: then the checks tell.
func (w *Way) Settle(ctx context.Context, addresses ...string) {
	if !w.Fresh {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, settling)
	defer cancel()
	for _, to := range addresses {
		for ctx.Err() == nil {
			conn, err := w.DialContext(ctx, "tcp", to)
			if err == nil {
				_ = conn.Close()
			}
			if !errors.Is(err, syscall.ECONNREFUSED) {
				break
			}
			select {
			case <-ctx.Done():
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
}

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
	case inventory.Image, inventory.Compose:
		conn, err := openBox(ctx, t, "")
		if err != nil {
			return nil, err
		}
		return &Way{Dialer: conn, Fresh: true, close: conn.Close}, nil
	case inventory.Local:
		here := local.Open()
		return &Way{Dialer: here.(transport.Dialer), close: here.Close}, nil
	}
	return nil, unusable(t, fmt.Sprintf("%s: targets have no network to go into", t.Address.Scheme))
}
