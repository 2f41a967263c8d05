// Package become runs commands as another user, by sudo on the target.
//
// sudo runs a small sh that says on standard error that it has started, waits
// for a line that only we can send, and then becomes the command:
//
//	sudo -n|-S -H -p PROMPT -u USER -- /bin/sh -c … sh NONCE program arguments…
//
// So what sudo says is told apart from what the command says, a refusal of sudo
// from the command's own exit code, and no byte meant for sudo can reach the
// command, or the other way. The password goes over standard input, only after
// sudo has printed our own prompt, and only once. Without a password sudo is
// told not to ask (-n).
//
// One round trip to the target more than the command alone is the price.
package become

import (
	"context"
	"errors"
	"time"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/call"
	"github.com/fleetspec/fleetspec/runner/transport/proctree"
)

// Options says whom to become, and how.
type Options struct {
	// User is a name, or "#" and a number; empty is root.
	User string
	// Password gives the password that sudo asks for. It is called when sudo
	// asks, at least once for each command that it asks for, maybe from several
	// goroutines. Nil: sudo must not ask.
	Password func(ctx context.Context) (string, error)
}

// Wrap gives t as another user. Closing it closes t. It is a transport.Dialer
// when t is one. An error of kind Become means that sudo did not start the
// command; its cause holds sudo's own words.
func Wrap(t transport.Transport, o Options) transport.Transport {
	if o.User == "" {
		o.User = "root"
	}
	b := &becoming{inner: t, o: o}
	if d, ok := t.(transport.Dialer); ok {
		return dialing{b, d}
	}
	return b
}

type dialing struct {
	*becoming
	transport.Dialer
}

type becoming struct {
	calls call.Group
	inner transport.Transport
	o     Options
}

// ending bounds the ending of a command, and of the command that does it.
const ending = 5 * time.Second

// Close ends what still runs, then closes the transport below.
func (b *becoming) Close() error {
	b.calls.Close()
	return b.inner.Close()
}

// Run runs cmd as the user.
func (b *becoming) Run(ctx context.Context, cmd transport.Command) (transport.Result, error) {
	c, err := b.calls.Start(ctx, call.Op(cmd, "target as "+hosttext.Visible(b.o.User)), cmd)
	if err != nil {
		return transport.Result{}, err
	}
	defer c.End()
	s := newSession(b, c, cmd)
	code, err := s.run()
	if err == nil {
		err = c.Fault()
	}
	if err != nil {
		return transport.Result{}, err
	}
	return c.Result(code), nil
}

// kill ends a command that runs as the other user, which the transport below
// may not be allowed to.
func (b *becoming) kill(ctx context.Context, pid string) error {
	var calls call.Group
	cmd := transport.Command{Argv: []string{"/bin/sh", "-c", proctree.Script, "sh", pid}}
	c, err := calls.Start(ctx, call.Op(cmd, "target"), cmd)
	if err != nil {
		return err
	}
	defer c.End()
	s := newSession(b, c, cmd)
	s.killer = true
	code, err := s.run()
	if err == nil && code != 0 {
		err = errors.New("killing it left something alive")
	}
	return err
}
