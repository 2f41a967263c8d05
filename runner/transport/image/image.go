// Package image starts a container of an image, to be asked and thrown away: what dgoss is to goss.
//
// The container belongs to this process. It is removed by Close, at once and by force, since a first process that ignores
// SIGTERM would cost ten seconds for nothing; one whose process was killed is removed by the next start.
// Nothing of it is published, unless that is asked for, and then on this machine's loopback.
package image

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"

	"github.com/fleetspec/fleetspec/runner/dockerd"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// Config says which image, and how its container is run. The zero values are the image's own.
type Config struct {
	Ref                 string
	Env                 map[string]string
	Command, Entrypoint []string
	// User is whom the first process runs as.
	User string
	// Network is one of the engine's networks to be in, instead of the default one.
	Network string
	// Publish are ports of the container, PORT or HOSTPORT:PORT, on this machine's loopback.
	Publish []string
	// Wait is how long it may take to run and, when the image has a health check, to be healthy; 0 is a minute.
	Wait time.Duration
}

const (
	patience = time.Minute
	// settling is how long a container must have run to count as one that runs.
	settling = 500 * time.Millisecond
	// removing bounds its removal.
	removing = time.Minute
)

// Box is a running container.
type Box struct {
	// ID is Docker's; Host is the engine's address.
	ID, Host string

	ref string
	api *client.Client
}

// Start starts a container and returns when it runs and, with a health check, is healthy. Its errors are *transport.Error; when it
// returns one nothing is left. One that ends, or does not become healthy, says so with its last lines.
func Start(ctx context.Context, cfg Config) (*Box, error) {
	fail := func(kind transport.Kind, err error) (*Box, error) {
		return nil, failure(ctx, "image "+cfg.Ref, kind, err)
	}
	b, err := reach(ctx, cfg.Ref)
	if err != nil {
		return fail(transport.Unreachable, err)
	}
	if err := errors.Join(dockerd.Reap(ctx, b.api), b.obtain(ctx)); err != nil {
		return fail(transport.Config, err)
	}
	if err := context.Cause(ctx); err != nil {
		return fail(transport.Canceled, err)
	}
	// Not ended midway: the engine would make what nobody knows the id of.
	if err := b.create(context.WithoutCancel(ctx), cfg); err != nil {
		return fail(transport.Config, err)
	}
	if err := b.await(ctx, cfg.Wait); err != nil {
		return fail(transport.Config, errors.Join(err, b.Close()))
	}
	return b, nil
}

// Adopt waits for a container that somebody else has started and will remove, as Start does; what names it.
func Adopt(ctx context.Context, id, what string) (*Box, error) {
	b, err := reach(ctx, what)
	if err != nil {
		return nil, failure(ctx, what, transport.Unreachable, err)
	}
	b.ID = id
	if err := b.await(ctx, 0); err != nil {
		return nil, failure(ctx, what, transport.Config, err)
	}
	return b, nil
}

func failure(ctx context.Context, what string, kind transport.Kind, err error) error {
	switch {
	case errors.Is(context.Cause(ctx), context.DeadlineExceeded):
		kind = transport.Timeout
	case ctx.Err() != nil:
		kind = transport.Canceled
	}
	return &transport.Error{Kind: kind, Op: "start " + hosttext.Visible(what), Err: err}
}

func reach(ctx context.Context, ref string) (*Box, error) {
	docker, err := dockerd.Reach(ctx)
	if err != nil {
		return nil, err
	}
	return &Box{Host: docker.DaemonHost(), ref: ref, api: docker.Client}, nil
}

// create makes the container and starts it. It asks the engine itself: testcontainers publishes each port that an image
// exposes, and on all interfaces of this machine.
func (b *Box) create(ctx context.Context, cfg Config) error {
	ports, err := bindings(cfg.Publish)
	if err != nil {
		return err
	}
	exposed := network.PortSet{}
	for port := range ports { // the engine publishes what is exposed
		exposed[port] = struct{}{}
	}
	var env []string
	for _, name := range slices.Sorted(maps.Keys(cfg.Env)) {
		env = append(env, name+"="+cfg.Env[name])
	}
	made, err := b.api.ContainerCreate(ctx, client.ContainerCreateOptions{
		Config: &container.Config{
			Image: cfg.Ref, Env: env, Cmd: cfg.Command, Entrypoint: cfg.Entrypoint, User: cfg.User, ExposedPorts: exposed,
			Labels: map[string]string{dockerd.LabelOwner: dockerd.Self().String()},
		},
		HostConfig: &container.HostConfig{PortBindings: ports, NetworkMode: container.NetworkMode(cfg.Network)},
	})
	if err != nil {
		return err
	}
	b.ID = made.ID
	if _, err := b.api.ContainerStart(ctx, b.ID, client.ContainerStartOptions{}); err != nil {
		return errors.Join(err, b.Close())
	}
	return nil
}

// await waits until the container runs, and is healthy when its image can tell.
func (b *Box) await(ctx context.Context, limit time.Duration) error {
	if limit == 0 {
		limit = patience
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("it is not healthy after %v", limit))
	defer cancel()
	begin := time.Now()
	for {
		r, err := b.api.ContainerInspect(ctx, b.ID, client.ContainerInspectOptions{})
		if err != nil {
			return errors.Join(context.Cause(ctx), err)
		}
		state := r.Container.State
		switch {
		case state == nil || !state.Running:
			return b.Ended(context.WithoutCancel(ctx))
		case state.Health == nil || state.Health.Status == container.NoHealthcheck:
			if time.Since(begin) > settling {
				return nil
			}
		case state.Health.Status == container.Healthy:
			return nil
		case state.Health.Status == container.Unhealthy:
			return fmt.Errorf("it is unhealthy: %s%s", lastCheck(state.Health), b.lines(ctx))
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w%s", context.Cause(ctx), b.lines(context.WithoutCancel(ctx)))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func lastCheck(h *container.Health) string {
	if len(h.Log) == 0 {
		return "its health check says nothing"
	}
	last := h.Log[len(h.Log)-1]
	return fmt.Sprintf("its health check ended with %d: %s", last.ExitCode, hosttext.Visible(strings.TrimSpace(last.Output)))
}

// Lost says that the container has ended, or that nobody can tell.
func (b *Box) Lost() bool {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return b.Ended(ctx) != nil
}

// Ended is nil while the container runs, and else says how it ended and what it said last.
func (b *Box) Ended(ctx context.Context) error {
	r, err := b.api.ContainerInspect(ctx, b.ID, client.ContainerInspectOptions{})
	switch {
	case err != nil:
		return fmt.Errorf("its container can't be asked any more: %w", err)
	case r.Container.State == nil:
		return errors.New("the engine does not say whether its container runs")
	case !r.Container.State.Running:
		return fmt.Errorf("its container has ended with exit code %d%s", r.Container.State.ExitCode, b.lines(ctx))
	}
	return nil
}

// Close removes the container. A second call does nothing.
func (b *Box) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), removing)
	defer cancel()
	return dockerd.Remove(ctx, b.api, b.ID)
}
