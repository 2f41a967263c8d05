package ssh

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/call"
	"github.com/fleetspec/fleetspec/runner/transport/proctree"
)

const (
	// how long the output must be quiet before we ask whether more is on its way.
	linger = 200 * time.Millisecond
	// the most that the ended command itself can have under way: a pipe (1 MiB),
	// sshd's window (2 MiB), and some.
	underWay = 4 << 20
)

// drain waits for the output of a command that has ended.
//
// The streams of a lost connection end as those of a command do, and a child
// that was left behind keeps them open for hours. So when they have ended, or
// are quiet, a question to sshd goes round: it answers after it has sent what
// there was. An answer, and no output until then: that was all.
func (x *execution) drain() error {
	first := x.got()
	for {
		before := x.got()
		ended := x.quiet()
		if isClosed(x.call.Context().Done()) {
			return nil // the call says why
		}
		if err := x.conn.ping(x.call.Context()); err != nil {
			return err
		}
		if ended || !x.busy() && (x.got() == before || x.got()-first > 2*underWay) {
			return nil
		}
	}
}

// quiet waits until both streams have ended, or for a while, or for the call's
// end; it says whether they have ended.
func (x *execution) quiet() bool {
	pause := time.NewTimer(linger)
	defer pause.Stop()
	for _, s := range []*stream{x.out, x.err} {
		select {
		case <-s.ended:
		case <-pause.C:
			return false
		case <-x.call.Context().Done():
			return false
		}
	}
	return true
}

func (x *execution) got() int64 { return x.out.got.Load() + x.err.got.Load() }
func (x *execution) busy() bool { return x.out.busy.Load() || x.err.busy.Load() }

// end ends the command because the call is over. What could not be done is
// noted in the error. A command that was never freed can't start any more: its
// bootstrap reads the end of its input.
func (x *execution) end() {
	if !x.freed || isClosed(x.told) || x.killer || isClosed(x.conn.gone) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(x.call.Context()), ending)
	defer cancel()
	first, stop := context.WithTimeout(ctx, ending/3)
	err := x.conn.kill(first, x.pid())
	stop()
	if errors.Is(err, errRefused) {
		// This one's end makes room; but then children that left its session are
		// no children of it any more.
		x.signal()
		if err = x.conn.kill(ctx, x.pid()); err == nil {
			err = errors.New("what left its session can't be found: MaxSessions of sshd allows no session to end it by")
		}
	}
	if err != nil {
		x.call.Note("it may still run: " + err.Error())
	}
}

// signal asks sshd to kill the login's process group, and gives the session up.
func (x *execution) signal() {
	_, _ = x.channel.SendRequest("signal", false, ssh.Marshal(struct{ Signal string }{"KILL"}))
	_ = x.channel.Close()
}

// kill ends a process of the host with all that it started.
func (c *Conn) kill(ctx context.Context, pid string) error {
	var calls call.Group
	cmd := transport.Command{Argv: []string{"/bin/sh", "-c", proctree.Script, "sh", pid}}
	k, err := calls.Start(ctx, "end it", cmd)
	if err != nil {
		return err
	}
	defer k.End()
	x := newExecution(c, k, cmd)
	x.killer = true
	code, err := x.run()
	switch {
	case errors.Is(err, errRefused):
		return err
	case k.Fault() != nil:
		return k.Fault()
	case err != nil:
		return err
	case code == 2:
		return errors.New("the host has no /proc to see its children in")
	case code != 0:
		return fmt.Errorf("killing it left something alive (exit code %d)", code)
	}
	return nil
}

// letGo gives up the channel. A login that never came to our command is killed
// by sshd, where it can. It does not wait for a connection that hangs.
func (x *execution) letGo() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if !isClosed(x.told) && !isClosed(x.gone) {
			x.signal()
		}
		_ = x.channel.Close()
		x.conn.slots.closed()
		x.out.close()
		x.err.close()
	}()
	select {
	case <-done:
	case <-time.After(ending):
	}
}
