// Package docker runs commands in a running container through the Docker
// Engine's API.
//
// Docker's exec has no way to end a command, so each command starts through
// /bin/sh, which says its process id on standard error and becomes the command.
// When the context ends, a second exec kills that process and all that it
// started. In a container without /bin/sh commands run directly: then they
// can't be ended, and the error says so.
//
// The engine mixes its own failures with exit codes. What counts here is what
// it says of the exec afterwards, and that the container is still the same run
// of the same container; anything else is an error, never an exit code.
//
// It is a [transport.Dialer] for the container's networks, from this machine (dial.go).
//
// A command that leaves a child behind, with its output open, ends two seconds
// late: so long the engine waits for more of it.
package docker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/call"
)

// Config names a container. Exactly one of Container and Label is given.
type Config struct {
	// Container is a name or an id.
	Container string
	// Label is "key=value" or "key"; exactly one running container must have it.
	Label string
	// User is the user, as docker exec --user; empty is the container's own.
	User string
	// Host is the engine's address, such as unix:///run/docker.sock. Empty: from
	// DOCKER_HOST, the current docker context, or the engine of this machine.
	Host string
}

var _ transport.Dialer = (*docker)(nil)

type docker struct {
	calls   call.Group
	api     *client.Client
	id      string // the container's id
	name    string // as a person says it
	user    string
	noShell atomic.Bool // seen: there is no /bin/sh
}

// Open finds the container. Its errors are *transport.Error: Config when
// Config can't be used, Auth when the engine refuses us, Unreachable when there
// is no engine or not the one running container.
func Open(ctx context.Context, cfg Config) (transport.Transport, error) {
	op := "open container " + hosttext.Visible(cfg.Container)
	if cfg.Container == "" {
		op = "open container with label " + hosttext.Visible(cfg.Label)
	}
	fail := func(kind transport.Kind, err error) (transport.Transport, error) {
		return nil, &transport.Error{Kind: kind, Op: op, Err: err}
	}
	if (cfg.Container == "") == (cfg.Label == "") {
		return fail(transport.Config, errors.New("give either a container or a label"))
	}
	options, err := hostOptions(cfg.Host)
	if err != nil {
		return fail(transport.Config, err)
	}
	api, err := client.New(options...)
	if err != nil {
		return fail(transport.Config, err)
	}
	d := &docker{api: api, user: cfg.User}
	if d.id, d.name, err = find(ctx, api, cfg); err != nil {
		_ = api.Close()
		return fail(kindOf(ctx, err), err)
	}
	return d, nil
}

// Close ends what still runs, and the connection to the engine.
func (d *docker) Close() error {
	if !d.calls.Close() {
		return nil
	}
	return d.api.Close()
}

func find(ctx context.Context, api *client.Client, cfg Config) (id, name string, err error) {
	if cfg.Label != "" {
		return findByLabel(ctx, api, cfg.Label)
	}
	r, err := api.ContainerInspect(ctx, cfg.Container, client.ContainerInspectOptions{})
	if err != nil {
		return "", "", err
	}
	if err := usable(r.Container.State); err != nil {
		return "", "", err
	}
	return r.Container.ID, strings.TrimPrefix(r.Container.Name, "/"), nil
}

func findByLabel(ctx context.Context, api *client.Client, label string) (id, name string, err error) {
	r, err := api.ContainerList(ctx, client.ContainerListOptions{Filters: client.Filters{}.Add("label", label)})
	if err != nil {
		return "", "", err
	}
	var names []string
	for _, c := range r.Items {
		names = append(names, nameOf(c))
	}
	slices.Sort(names)
	switch len(names) {
	case 1:
		return r.Items[0].ID, names[0], nil
	case 0:
		return "", "", errors.New("no running container has this label")
	}
	return "", "", fmt.Errorf("%d running containers have this label, not one: %s", len(names), strings.Join(names, ", "))
}

func nameOf(c container.Summary) string {
	for _, n := range c.Names {
		return strings.TrimPrefix(n, "/")
	}
	return c.ID
}

// usable says why no command can run in a container of this state.
func usable(s *container.State) error {
	switch {
	case s == nil:
		return errors.New("the engine does not say whether the container runs")
	case s.Paused:
		return errors.New("the container is paused")
	case s.Restarting:
		return errors.New("the container is restarting")
	case !s.Running:
		return fmt.Errorf("the container is not running (%s)", hosttext.Visible(string(s.Status)))
	}
	return nil
}
