// Package local runs commands on this machine, without a shell between.
//
// A command runs in a session of its own, without a terminal, so that nothing
// it starts can ask a person. Its environment is this process's. When the
// context ends, its whole tree is killed (see package proctree).
package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/call"
	"github.com/fleetspec/fleetspec/runner/transport/proctree"
)

const (
	// lingering output: how long to wait for more from a child left behind.
	linger = 200 * time.Millisecond
	// how long a killed command may take to be gone.
	dying = 2 * time.Second
)

var _ transport.Dialer = (*local)(nil)

type local struct{ calls call.Group }

// Open gives the transport of this machine.
func Open() transport.Transport { return &local{} }

// DialContext connects from this machine.
func (l *local) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	switch {
	case err == nil:
		return conn, nil
	case errors.Is(context.Cause(ctx), context.DeadlineExceeded):
		return nil, &transport.Error{Kind: transport.Timeout, Op: "dial " + address, Err: err}
	case ctx.Err() != nil:
		return nil, &transport.Error{Kind: transport.Canceled, Op: "dial " + address, Err: context.Cause(ctx)}
	}
	return nil, &transport.Error{Kind: transport.Unreachable, Op: "dial " + address, Err: err}
}

// Home is this machine's loopback.
func (l *local) Home(context.Context) (netip.Addr, error) {
	return netip.AddrFrom4([4]byte{127, 0, 0, 1}), nil
}

// Close ends what still runs.
func (l *local) Close() error {
	l.calls.Close()
	return nil
}

// Run runs cmd. A program that is missing is exit code 127, one that can't be
// executed 126, as a shell says it.
func (l *local) Run(ctx context.Context, cmd transport.Command) (transport.Result, error) {
	c, err := l.calls.Start(ctx, call.Op(cmd, "this machine"), cmd)
	if err != nil {
		return transport.Result{}, err
	}
	defer c.End()
	p, err := start(c, cmd)
	if err != nil {
		return refused(c, cmd, err)
	}
	code := p.wait(c)
	if err := c.Fault(); err != nil {
		return transport.Result{}, err
	}
	return c.Result(code), nil
}

// refused tells a program that can't be started, which is a result, from a
// machine that can't start any.
func refused(c *call.Call, cmd transport.Command, err error) (transport.Result, error) {
	var code int
	switch {
	case isAny(err, exec.ErrNotFound, syscall.ENOENT, syscall.ENOTDIR, syscall.ELOOP, syscall.ENAMETOOLONG):
		code = 127
	case isAny(err, syscall.EACCES, syscall.EPERM, syscall.ENOEXEC, syscall.EISDIR, syscall.ETXTBSY):
		code = 126
	case isAny(err, syscall.E2BIG):
		return transport.Result{}, c.Error(transport.Config, err)
	default:
		return transport.Result{}, c.Error(transport.Unreachable, err)
	}
	if _, err := fmt.Fprintf(c.Stderr, "%v\n", err); err != nil {
		return transport.Result{}, c.Fault()
	}
	return c.Result(code), nil
}

func isAny(err error, targets ...error) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}

// process is a started command and our ends of its pipes.
type process struct {
	cmd            *exec.Cmd
	stdin          *os.File
	stdout, stderr *pump
}

func start(c *call.Call, cmd transport.Command) (*process, error) {
	pipes, err := open()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(cmd.Argv[0], cmd.Argv[1:]...), stdin: pipes[0].w}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = pipes[0].r, pipes[1].w, pipes[2].w
	err = p.cmd.Start()
	for _, f := range []*os.File{pipes[0].r, pipes[1].w, pipes[2].w} {
		_ = f.Close()
	}
	if err != nil {
		_, _, _ = pipes[0].w.Close(), pipes[1].r.Close(), pipes[2].r.Close()
		return nil, err
	}
	p.stdout, p.stderr = newPump(c.Stdout, pipes[1].r), newPump(c.Stderr, pipes[2].r)
	go func() {
		c.Feed(p.stdin, cmd.Stdin)
		_ = p.stdin.Close()
	}()
	return p, nil
}

type pipe struct{ r, w *os.File }

// open opens the pipes of the three streams.
func open() (pipes [3]pipe, err error) {
	for i := range pipes {
		if pipes[i].r, pipes[i].w, err = os.Pipe(); err != nil {
			for _, p := range pipes[:i] {
				_, _ = p.r.Close(), p.w.Close()
			}
			return pipes, err
		}
	}
	return pipes, nil
}

// wait waits for the command's end, or for the call's, and gives the exit code.
func (p *process) wait(c *call.Call) int {
	ended := make(chan struct{})
	go func() {
		_ = p.cmd.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		p.stdout.finish(c.Context())
		p.stderr.finish(c.Context())
		_ = p.stdin.Close()
	case <-c.Context().Done():
		p.kill(c, ended)
		return -1
	}
	status := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}

func (p *process) kill(c *call.Call, ended <-chan struct{}) {
	proctree.Kill(p.cmd.Process.Pid)
	_ = p.stdin.Close()
	select {
	case <-ended:
	case <-time.After(dying):
		c.Note("it may still run: it could not be killed")
	}
	p.stdout.cut()
	p.stderr.cut()
}
