package docker

import (
	"bytes"
	"context"
	"fmt"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/client"
)

// killed is the exit code of a command that was killed, by somebody inside, or
// by the kernel because the container's first process ended.
const killed = 128 + 9

// probe says whether the container still runs programs. The engine learns later
// than the commands that a container has died, so its word is not enough. It
// asks for a program that is not there: only a living container can tell.
func (d *docker) probe(ctx context.Context) error {
	const absent = "/nonexistent/fleetspec-probe"
	r, said, err := d.quiet(ctx, d.user, []string{absent})
	if err == nil && r.PID == 0 && refusal(said) != 127 {
		err = fmt.Errorf("the container does not run programs any more: %s", said)
	}
	return err
}

// quiet runs a command of our own, without input, and gives its standard output
// or the engine's reason why it did not start.
func (d *docker) quiet(ctx context.Context, user string, argv []string) (r client.ExecInspectResult, said string, err error) {
	created, err := d.api.ExecCreate(ctx, d.id, client.ExecCreateOptions{
		User: user, Cmd: argv, AttachStdout: true, AttachStderr: true,
	})
	if err != nil {
		return r, "", err
	}
	conn, err := d.api.ExecAttach(ctx, created.ID, client.ExecAttachOptions{})
	if err != nil {
		return r, "", err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	var out bytes.Buffer
	if _, err := stdcopy.StdCopy(&out, &out, conn.Reader); err != nil {
		return r, "", err
	}
	r, err = settled(ctx, d, created.ID)
	return r, reason(out.Bytes()), err
}
