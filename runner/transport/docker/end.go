package docker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/client"

	"github.com/fleetspec/fleetspec/runner/transport/proctree"
)

// end ends the command because the call has ended. It takes at most twice
// ending, whatever the engine does; what it could not do is noted in the error.
func (x *execution) end() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(x.c.Context()), ending)
	defer cancel()
	select {
	case <-directly(x.direct):
		x.kill(ctx)
	case <-x.mark.seen:
		x.kill(ctx)
	case <-x.ended:
		x.kill(ctx) // it may have ended for us only
	case <-ctx.Done():
		x.c.Note("it may still run: the engine did not say whether it started")
	}
	x.abort()
	select {
	case <-x.ended:
	case <-time.After(ending):
	}
}

// directly is ready at once for a command without the wrapper, which never says
// that it started.
func directly(yes bool) <-chan struct{} {
	if !yes {
		return nil
	}
	ready := make(chan struct{})
	close(ready)
	return ready
}

func (x *execution) kill(ctx context.Context) {
	if !x.mark.started() {
		if x.direct && x.running.Load() {
			x.c.Note("it may still run: the container has no /bin/sh to end it with")
		}
		return
	}
	argv := []string{"/bin/sh", "-c", proctree.Script, "sh", x.mark.pid}
	var errs []error
	for _, user := range []string{"0", x.d.user} {
		code, err := x.d.quiet(ctx, user, argv)
		if err == nil && code == 0 {
			return
		}
		if err == nil {
			err = fmt.Errorf("killing it as user %q left something alive", user)
		}
		errs = append(errs, err)
	}
	x.c.Note("it may still run: " + errors.Join(errs...).Error())
}

// quiet runs a command of our own and gives its exit code.
func (d *docker) quiet(ctx context.Context, user string, argv []string) (int, error) {
	created, err := d.api.ExecCreate(ctx, d.id, client.ExecCreateOptions{
		User: user, Cmd: argv, AttachStdout: true, AttachStderr: true,
	})
	if err != nil {
		return 0, err
	}
	r, err := d.api.ExecAttach(ctx, created.ID, client.ExecAttachOptions{})
	if err != nil {
		return 0, err
	}
	defer r.Close()
	stop := context.AfterFunc(ctx, func() { r.Close() })
	defer stop()
	var said bytes.Buffer
	if _, err := stdcopy.StdCopy(&said, io.Discard, r.Reader); err != nil {
		return 0, err
	}
	ended, err := settled(ctx, d, created.ID)
	if err == nil && ended.PID == 0 {
		err = errors.New(reason(said.Bytes()))
	}
	return ended.ExitCode, err
}
