package docker

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/client"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/call"
)

const (
	// how long the engine may take to say that a command has ended, whose
	// output has.
	settling = 5 * time.Second
	// how long ending a command may take.
	ending = 5 * time.Second
)

// Run runs cmd in the container. A program that is missing is exit code 127,
// one that can't be executed 126, as a shell says it.
func (d *docker) Run(ctx context.Context, cmd transport.Command) (transport.Result, error) {
	c, err := d.calls.Start(ctx, call.Op(cmd, "container "+d.name), cmd)
	if err != nil {
		return transport.Result{}, err
	}
	defer c.End()
	code, err := d.attempt(c, cmd)
	if errors.Is(err, errNoShell) {
		d.noShell.Store(true)
		code, err = d.attempt(c, cmd)
	}
	if fault := c.Fault(); fault != nil {
		return transport.Result{}, fault
	}
	if err != nil {
		return transport.Result{}, c.Error(transport.Lost, err)
	}
	return c.Result(code), nil
}

// attempt runs cmd once, and ends it when the call ends.
func (d *docker) attempt(c *call.Call, cmd transport.Command) (code int, err error) {
	ctx, abort := context.WithCancel(context.WithoutCancel(c.Context()))
	defer abort()
	x := &execution{d: d, c: c, cmd: cmd, direct: d.noShell.Load(), abort: abort, ended: make(chan struct{})}
	x.mark = newMark(c.Stderr)
	x.out = &held{to: c.Stdout, direct: x.direct, mark: x.mark}
	x.mark.then = x.out.flush
	go func() {
		defer close(x.ended)
		code, err = x.run(ctx)
	}()
	select {
	case <-x.ended:
	case <-c.Context().Done():
	}
	if c.Context().Err() != nil {
		x.end()
		return 0, c.Fault()
	}
	return code, err
}

// execution is one exec in the container.
type execution struct {
	d       *docker
	c       *call.Call
	cmd     transport.Command
	direct  bool // without the wrapper
	mark    *mark
	out     *held
	abort   func() // gives up the conversation with the engine
	running atomic.Bool
	ended   chan struct{}
}

// run's ctx outlives the call's, so that we learn what was started and can end it.
func (x *execution) run(ctx context.Context) (int, error) {
	before, err := x.d.state(ctx)
	if err != nil {
		return 0, x.fail(transport.Unreachable, err)
	}
	id, err := x.d.create(ctx, x)
	if err != nil {
		return 0, x.fail(transport.Unreachable, err)
	}
	if x.c.Context().Err() != nil {
		return 0, x.c.Fault() // over before it began
	}
	if err := x.stream(ctx, id); err != nil {
		return 0, x.fail(transport.Lost, err)
	}
	ended, err := settled(ctx, x.d, id)
	if err != nil {
		return 0, x.fail(transport.Lost, err)
	}
	if ended.ExitCode == killed {
		if err := x.d.probe(ctx); err != nil {
			return 0, x.fail(transport.Lost, err)
		}
	}
	after, err := x.d.state(ctx)
	if err != nil {
		return 0, x.fail(transport.Lost, err)
	}
	if after != before {
		return 0, x.fail(transport.Lost, errors.New("the container was restarted meanwhile"))
	}
	return x.judge(ended)
}

func (d *docker) create(ctx context.Context, x *execution) (string, error) {
	argv, err := x.cmd.Argv, error(nil)
	if x.direct {
		err = plain(argv)
	} else {
		argv = wrap(argv, x.mark.nonce)
	}
	if err == nil {
		err = tooLong(argv)
	}
	if err != nil {
		return "", &transport.Error{Kind: transport.Config, Op: call.Op(x.cmd, "container "+d.name), Err: err}
	}
	r, err := d.api.ExecCreate(ctx, d.id, client.ExecCreateOptions{
		User: d.user, Cmd: argv,
		AttachStdin: x.cmd.Stdin != nil, AttachStdout: true, AttachStderr: true,
	})
	return r.ID, err
}

// stream starts the exec and carries its streams until its output ends.
func (x *execution) stream(ctx context.Context, id string) error {
	x.running.Store(true)
	r, err := x.d.api.ExecAttach(ctx, id, client.ExecAttachOptions{})
	if err != nil {
		return err
	}
	defer r.Close()
	stop := context.AfterFunc(ctx, func() { _ = r.Conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if x.cmd.Stdin != nil {
		go x.feed(r.HijackedResponse)
	}
	if _, err := stdcopy.StdCopy(x.out, x.mark, r.Reader); err != nil {
		return fmt.Errorf("the output was cut: %w", err)
	}
	return nil
}

// feed waits for the wrapper: were there no shell, the input would be lost for
// the next attempt.
func (x *execution) feed(to client.HijackedResponse) {
	if !x.direct {
		select {
		case <-x.mark.seen:
		case <-x.ended:
			return
		}
	}
	x.c.Feed(to.Conn, x.cmd.Stdin)
	_ = to.CloseWrite()
}

// settled waits until the engine says that the exec has ended.
func settled(ctx context.Context, d *docker, id string) (client.ExecInspectResult, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, settling, errors.New("its output ended, but it runs on"))
	defer cancel()
	for pause := time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		r, err := d.api.ExecInspect(ctx, id, client.ExecInspectOptions{})
		if err != nil || !r.Running {
			return r, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return r, context.Cause(ctx)
		}
	}
}

// state gives the moment of the container's start, which names this run of it.
func (d *docker) state(ctx context.Context) (string, error) {
	r, err := d.api.ContainerInspect(ctx, d.id, client.ContainerInspectOptions{})
	if err != nil {
		return "", err
	}
	if err := usable(r.Container.State); err != nil {
		return "", err
	}
	return r.Container.State.StartedAt, nil
}

// fail is err as this call's error; docker's own words decide the kind where
// they are known.
func (x *execution) fail(kind transport.Kind, err error) error {
	if k := kindOf(context.Background(), err); k != transport.Unreachable {
		kind = k
	}
	return x.c.Error(kind, err)
}
