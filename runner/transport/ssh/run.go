package ssh

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/call"
)

const (
	// how long a login may be silent before it gets an empty line: a startup file
	// that reads standard input waits for one.
	patience = 500 * time.Millisecond
	// how long ending a command, or letting go of it, may take.
	ending = 5 * time.Second
)

// Run runs cmd on the host. A program that is missing is exit code 127, one
// that can't be executed 126, as sh says it.
func (c *Conn) Run(ctx context.Context, cmd transport.Command) (transport.Result, error) {
	k, err := c.calls.Start(ctx, call.Op(cmd, c.name), cmd)
	if err != nil {
		return transport.Result{}, err
	}
	defer k.End()
	if err := c.slots.take(k.Context()); err != nil {
		return transport.Result{}, k.Fault()
	}
	defer c.slots.give()
	code, err := newExecution(c, k, cmd).run()
	if fault := k.Fault(); fault != nil {
		return transport.Result{}, fault
	}
	if err != nil {
		return transport.Result{}, k.Error(transport.Lost, err)
	}
	return k.Result(code), nil
}

// execution is one command in a session channel of its own.
type execution struct {
	conn     *Conn
	call     *call.Call
	cmd      transport.Command
	nonce    string
	out, err *stream
	killer   bool // this one ends another; it is not ended itself

	channel ssh.Channel
	freed   bool          // the bootstrap was told what to become
	exit    exit          // valid once told or gone is closed
	told    chan struct{} // closed when sshd said how the command ended
	gone    chan struct{} // closed when the channel is
}

func newExecution(c *Conn, k *call.Call, cmd transport.Command) *execution {
	x := &execution{conn: c, call: k, cmd: cmd, nonce: rand.Text(), told: make(chan struct{}), gone: make(chan struct{})}
	x.out, x.err = newStream(x.nonce, k.Stdout), newStream(x.nonce, k.Stderr)
	return x
}

// run gives the exit code, or says why there is none. When the call is over
// early the error does not matter.
func (x *execution) run() (int, error) {
	if err := x.start(); err != nil {
		return 0, err
	}
	defer x.letGo()
	if x.awaitLogin() {
		x.freed = true
		go x.feed()
		select {
		case <-x.told:
		case <-x.gone:
		case <-x.call.Context().Done():
		}
	}
	if x.call.Context().Err() == nil && isClosed(x.told) {
		if err := x.drain(); err != nil {
			return 0, err
		}
	}
	if x.call.Context().Err() != nil {
		x.end()
		return 0, x.call.Fault()
	}
	return x.judge()
}

// start opens the channel and asks for the bootstrap. It returns before sshd
// has agreed.
func (x *execution) start() error {
	channel, requests, err := x.conn.session(x.call.Context(), x.killer)
	if err != nil {
		return err
	}
	x.channel = channel
	go x.out.copy(channel)
	go x.err.copy(channel.Stderr())
	go x.hear(requests)
	go func() {
		ok, err := channel.SendRequest("exec", true, ssh.Marshal(struct{ Command string }{commandLine(x.nonce)}))
		if err == nil && !ok {
			_ = channel.Close() // no status comes: judge says that nothing was run
		}
	}()
	return nil
}

// hear takes what sshd says of the command's end.
func (x *execution) hear(requests <-chan *ssh.Request) {
	defer close(x.gone)
	for r := range requests {
		if isClosed(x.told) {
			continue
		}
		if x.exit.read(r); x.exit.told {
			close(x.told)
		}
	}
}

// awaitLogin waits until the bootstrap runs, and says whether it does.
func (x *execution) awaitLogin() bool {
	nudge := time.NewTicker(patience)
	defer nudge.Stop()
	for {
		select {
		case <-x.out.marked:
			return true
		case <-x.err.marked:
			return true
		case <-x.told:
			return x.marked()
		case <-x.gone:
			return x.marked()
		case <-x.call.Context().Done():
			x.call.Note("the login had not started it" + said(x.words()))
			return false
		case <-nudge.C:
			go func() { _, _ = x.channel.Write([]byte("\n")) }()
		}
	}
}

func (x *execution) marked() bool { return isClosed(x.out.marked) || isClosed(x.err.marked) }

// pid is the command's process id on the host, once marked.
func (x *execution) pid() string {
	if isClosed(x.out.marked) {
		return x.out.pid
	}
	return x.err.pid
}

// feed sends what to become, then the command's input.
func (x *execution) feed() {
	if _, err := x.channel.Write([]byte(argvLine(x.nonce, x.cmd.Argv))); err == nil {
		x.call.Feed(x.channel, x.cmd.Stdin)
	}
	_ = x.channel.CloseWrite()
}

// judge makes an exit code of what sshd said, or says why there is none.
func (x *execution) judge() (int, error) {
	refused := func(format string, args ...any) (int, error) {
		return 0, &transport.Error{Kind: transport.Unreachable, Op: call.Op(x.cmd, x.conn.name), Err: fmt.Errorf(format, args...)}
	}
	if !x.exit.told {
		select { // the channels of a lost connection end a moment before it does
		case <-x.conn.gone:
		case <-time.After(linger):
		}
	}
	switch {
	case x.conn.broken() != nil:
		return 0, x.conn.broken()
	case !x.freed && x.exit.told && x.exit.err == nil:
		return refused("the login runs no commands: it ended with exit code %d%s", x.exit.code, said(x.words()))
	case !x.freed && !x.exit.told:
		return refused("the login runs no commands: sshd closed the session%s", said(x.words()))
	case !x.exit.told:
		return 0, errNoStatus
	case x.exit.err != nil:
		return 0, x.exit.err
	case !isClosed(x.out.marked):
		return refused("a startup file of the login sends standard output elsewhere")
	case !isClosed(x.err.marked):
		return refused("a startup file of the login sends standard error elsewhere")
	}
	return x.exit.code, nil
}

// words is what the login printed.
func (x *execution) words() string { return oneLine(x.out.words() + "\n" + x.err.words()) }

func said(words string) string {
	if words == "" {
		return " and said nothing"
	}
	return " and said: " + words
}
