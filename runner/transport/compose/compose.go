// Package compose starts the services of a compose file, to be asked and thrown away.
//
// It runs the compose command of this machine (docker compose, else docker-compose), as the library form of compose brings
// with it some two hundred modules. The project has a name of its own, so that it stands beside one that somebody has
// started of the same file; its published ports are the file's. Close removes its containers, networks and volumes; those of
// a process that was killed are removed by the next start of a project or of an image.
package compose

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/runner/dockerd"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// Project is a started compose file.
type Project struct {
	command []string // docker compose, or docker-compose
	file    string
	name    string
}

// removing bounds the removal of a project.
const removing = 2 * time.Minute

// Up starts all services of a file. Its errors are *transport.Error; when it returns one nothing is left.
func Up(ctx context.Context, file string) (*Project, error) {
	fail := func(err error) (*Project, error) {
		kind := transport.Config
		switch {
		case errors.Is(context.Cause(ctx), context.DeadlineExceeded):
			kind = transport.Timeout
		case ctx.Err() != nil:
			kind = transport.Canceled
		}
		return nil, &transport.Error{Kind: kind, Op: "start compose file " + hosttext.Visible(file), Err: err}
	}
	if _, err := os.Stat(file); err != nil {
		return fail(err)
	}
	command, err := program(ctx)
	if err != nil {
		return fail(err)
	}
	if err := reap(ctx); err != nil {
		return fail(err)
	}
	p := &Project{command: command, file: file, name: dockerd.ProjectName()}
	if _, err := p.run(ctx, "up", "-d"); err != nil {
		return fail(errors.Join(err, p.Close()))
	}
	return p, nil
}

// reap removes what processes that were killed have left.
func reap(ctx context.Context) error {
	docker, err := dockerd.Reach(ctx)
	if err != nil {
		return err
	}
	return errors.Join(dockerd.Reap(ctx, docker.Client), docker.Close())
}

// program finds the compose command.
func program(ctx context.Context) ([]string, error) {
	if exec.CommandContext(ctx, "docker", "compose", "version").Run() == nil {
		return []string{"docker", "compose"}, nil
	}
	if _, err := exec.LookPath("docker-compose"); err != nil {
		return nil, errors.New("neither docker compose nor docker-compose is on this machine: install one of them")
	}
	return []string{"docker-compose"}, nil
}

// run runs a compose command of the project and gives its standard output. It ends at an interrupt with the
// whole of it: half of what was started would be left.
func (p *Project) run(ctx context.Context, args ...string) (string, error) {
	argv := append(append([]string{}, p.command...), "-p", p.name, "-f", p.file)
	cmd := exec.CommandContext(ctx, argv[0], append(argv[1:], args...)...)
	own(cmd)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return "", fmt.Errorf("%s %s: %w%s", strings.Join(p.command, " "), args[0], err, last(complaint.String()))
	}
	return out.String(), nil
}

// last are the last lines of what a command said.
func last(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if lines[0] == "" {
		return ""
	}
	return ":\n" + hosttext.VisibleLines(hosttext.FromString(strings.Join(lines[max(0, len(lines)-10):], "\n")))
}

// Container is the id of a service's one container, also of one that has ended.
func (p *Project) Container(ctx context.Context, service string) (string, error) {
	fail := func(err error) (string, error) {
		return "", &transport.Error{Kind: transport.Config, Op: "find service " + hosttext.Visible(service) + " of " + hosttext.Visible(p.file), Err: err}
	}
	all, err := p.run(ctx, "config", "--services")
	if err != nil {
		return fail(err)
	}
	found := false
	for _, name := range strings.Fields(all) {
		found = found || name == service
	}
	if !found {
		return fail(fmt.Errorf("the file has no such service, only %s", strings.Join(strings.Fields(all), ", ")))
	}
	out, err := p.run(ctx, "ps", "-a", "-q", service)
	if err != nil {
		return fail(err)
	}
	ids := strings.Fields(out)
	if len(ids) != 1 {
		return fail(fmt.Errorf("it has %d containers, not one", len(ids)))
	}
	return ids[0], nil
}

// Lost says that the project is gone: its containers tell for themselves.
func (p *Project) Lost() bool { return false }

// Close removes all that the project has started.
func (p *Project) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), removing)
	defer cancel()
	if _, err := p.run(ctx, "down", "-v", "--remove-orphans", "-t", "0"); err != nil {
		return fmt.Errorf("remove what %s has started: %w", p.file, err)
	}
	return nil
}
