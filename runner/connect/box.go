package connect

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/compose"
	"github.com/fleetspec/fleetspec/runner/transport/docker"
	"github.com/fleetspec/fleetspec/runner/transport/image"
)

// boxes are the containers that were started of images, projects those of compose files: one for each target, or file.
var (
	boxes    pool[*image.Box]
	projects pool[*compose.Project]
)

// boxed is the transport of a container that was started for it. When the container has ended, its errors say how.
type boxed struct {
	network
	box  *image.Box
	give func() error
}

// openBox starts the target's container when nobody has it yet.
func openBox(ctx context.Context, t inventory.Target, user string) (*boxed, error) {
	box, give, err := startBox(ctx, t)
	if err != nil {
		return nil, faultOf(ctx, t, err)
	}
	conn, err := docker.Open(ctx, docker.Config{Container: box.ID, User: user, Host: box.Host})
	if err != nil {
		return nil, errors.Join(err, give())
	}
	return &boxed{network: conn.(network), box: box, give: give}, nil
}

func startBox(ctx context.Context, t inventory.Target) (*image.Box, func() error, error) {
	if t.Address.Scheme == inventory.Compose {
		return serviceBox(ctx, t)
	}
	cfg := image.Config{Ref: t.Address.Image}
	if r := t.Run; r != nil {
		cfg = image.Config{Ref: cfg.Ref, Env: r.Env, Command: r.Command, Entrypoint: r.Entrypoint,
			User: r.User, Network: r.Network, Publish: r.Publish, Wait: r.Wait}
	}
	h, err := boxes.take(ctx, fmt.Sprintf("%s %+v", t.Name, cfg), func(ctx context.Context) (*image.Box, error) { return image.Start(ctx, cfg) })
	if err != nil {
		return nil, nil, err
	}
	return h.it, h.give, nil
}

func serviceBox(ctx context.Context, t inventory.Target) (*image.Box, func() error, error) {
	h, err := projects.take(ctx, t.Address.Path, func(ctx context.Context) (*compose.Project, error) { return compose.Up(ctx, t.Address.Path) })
	if err != nil {
		return nil, nil, err
	}
	id, err := h.it.Container(ctx, t.Address.Service)
	if err == nil {
		var box *image.Box
		if box, err = image.Adopt(ctx, id, "service "+t.Address.Service); err == nil {
			return box, h.give, nil
		}
	}
	return nil, nil, errors.Join(err, h.give())
}

// Run runs cmd.
func (b *boxed) Run(ctx context.Context, cmd transport.Command) (transport.Result, error) {
	r, err := b.network.Run(ctx, cmd)
	te := (*transport.Error)(nil)
	if !errors.As(err, &te) || te.Kind != transport.Lost && te.Kind != transport.Unreachable {
		return r, err
	}
	for until := time.Now().Add(dying); time.Now().Before(until) && ctx.Err() == nil; time.Sleep(dying / 20) {
		if ended := b.box.Ended(ctx); ended != nil {
			return r, &transport.Error{Kind: te.Kind, Op: te.Op, Err: fmt.Errorf("%w; %w", te.Err, ended)}
		}
	}
	return r, err
}

// dying is how much later than its commands the engine may learn that a container has ended.
const dying = 2 * time.Second

// Close removes the container when nobody else uses it.
func (b *boxed) Close() error { return errors.Join(b.network.Close(), b.give()) }
