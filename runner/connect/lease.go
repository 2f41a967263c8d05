package connect

import (
	"context"
	"sync"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/call"
)

// network is a transport that also reaches its target's network.
type network interface {
	transport.Transport
	transport.Dialer
}

// lease is one user's part in a shared transport: closing it ends what that user runs, and
// the transport itself only after the last one.
type lease struct {
	network
	over  context.Context
	end   context.CancelFunc
	close func() error
}

func newLease(of network, give func() error) *lease {
	over, end := context.WithCancel(context.Background())
	return &lease{network: of, over: over, end: end, close: sync.OnceValue(give)}
}

// Run runs cmd until this lease is closed.
func (l *lease) Run(ctx context.Context, cmd transport.Command) (transport.Result, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if l.over.Err() != nil {
		stop(call.ErrClosed)
	}
	defer context.AfterFunc(l.over, func() { stop(call.ErrClosed) })()
	return l.network.Run(ctx, cmd)
}

// Close ends what this user still runs.
func (l *lease) Close() error {
	l.end()
	return l.close()
}
