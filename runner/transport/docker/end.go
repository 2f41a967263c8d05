package docker

import (
	"context"
	"errors"
	"fmt"
	"time"

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
	var err error
	for _, user := range []string{"0", x.d.user} {
		var r client.ExecInspectResult
		var said string
		if r, said, err = x.d.quiet(ctx, user, argv); err != nil {
			break
		}
		switch {
		case r.PID == 0:
			err = errors.New(said)
		case r.ExitCode == 0:
			return
		default:
			err = fmt.Errorf("killing it as user %q left something alive", user)
		}
	}
	x.c.Note(fmt.Sprintf("it may still run: %v", err))
}
