package docker

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	cerrdefs "github.com/containerd/errdefs"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// errNoShell: the exec did not start, because there is no /bin/sh.
var errNoShell = errors.New("the container has no /bin/sh")

// kindOf sorts an error of the engine or of the way to it.
func kindOf(ctx context.Context, err error) transport.Kind {
	switch {
	case errors.Is(context.Cause(ctx), context.DeadlineExceeded):
		return transport.Timeout
	case ctx.Err() != nil:
		return transport.Canceled
	case strings.Contains(err.Error(), "unable to find user"), strings.Contains(err.Error(), "unable to find group"):
		return transport.Config
	case errors.Is(err, fs.ErrPermission), cerrdefs.IsUnauthorized(err), cerrdefs.IsPermissionDenied(err):
		return transport.Auth
	}
	return transport.Unreachable
}
