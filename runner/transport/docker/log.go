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

	"github.com/fleetspec/fleetspec/runner/transport"
)

var _ transport.Logger = (*docker)(nil)

// Log gives the container's own output since then, as docker logs does.
func (d *docker) Log(ctx context.Context, since time.Time, limit int64) ([]byte, error) {
	fail := func(err error) ([]byte, error) { return nil, fmt.Errorf("read log of container %s: %w", d.name, err) }
	is, err := d.api.ContainerInspect(ctx, d.id, client.ContainerInspectOptions{})
	if err != nil {
		return fail(err)
	}
	r, err := d.api.ContainerLogs(ctx, d.id, client.ContainerLogsOptions{ShowStdout: true, ShowStderr: true,
		Since: fmt.Sprintf("%d.%09d", since.Unix(), since.Nanosecond())})
	if err != nil {
		return fail(err)
	}
	defer func() { _ = r.Close() }()
	var out bytes.Buffer
	bounded := io.LimitReader(r, limit)
	if is.Container.Config != nil && is.Container.Config.Tty {
		_, err = io.Copy(&out, bounded)
	} else if _, err = stdcopy.StdCopy(&out, &out, bounded); errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil // cut at the limit
	}
	if err != nil {
		return fail(err)
	}
	return out.Bytes(), nil
}
