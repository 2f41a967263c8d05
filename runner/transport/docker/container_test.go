package docker_test

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/docker"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

// TestOpen: exactly one running container, or an error that says why not.
func TestOpen(t *testing.T) {
	label := "fleetspec-b-" + strings.ToLower(t.Name())
	first := transporttest.Start(t, transporttest.Bare, "--label", label+"=both", "--label", label+".own=1", "--name", label+"-first")
	second := transporttest.Start(t, transporttest.Bare, "--label", label+"=both", "--name", label+"-second")
	stopped := transporttest.Start(t, transporttest.Bare)
	transporttest.Docker(t, nil, "kill", stopped)
	paused := transporttest.Start(t, transporttest.Bare)
	transporttest.Docker(t, nil, "pause", paused)
	for name, cfg := range map[string]docker.Config{
		"by id":          {Container: second},
		"by a short id":  {Container: second[:12]},
		"by name":        {Container: label + "-second"},
		"by label":       {Label: label + ".own=1"},
		"by label's key": {Label: label + ".own"},
		"by host":        {Container: first, Host: "unix:///var/run/docker.sock"},
	} {
		t.Run(name, func(t *testing.T) { open(t, cfg) })
	}
	for name, c := range map[string]struct {
		cfg  docker.Config
		kind transport.Kind
		says string
	}{
		"two of a label":    {docker.Config{Label: label + "=both"}, transport.Unreachable, "2 running containers have this label, not one: " + label + "-first, " + label + "-second"},
		"none of a label":   {docker.Config{Label: label + "=neither"}, transport.Unreachable, "no running container has this label"},
		"no such container": {docker.Config{Container: "fleetspec-b-nosuch"}, transport.Unreachable, "open container fleetspec-b-nosuch: "},
		"a stopped one":     {docker.Config{Container: stopped}, transport.Unreachable, "not running (exited)"},
		"a paused one":      {docker.Config{Container: paused}, transport.Unreachable, "paused"},
		"neither":           {docker.Config{}, transport.Config, "either a container or a label"},
		"both":              {docker.Config{Container: first, Label: label}, transport.Config, "either a container or a label"},
		"no engine":         {docker.Config{Container: first, Host: "unix:///nonexistent/docker.sock"}, transport.Unreachable, "/nonexistent/docker.sock"},
		"an odd host":       {docker.Config{Container: first, Host: "gopher"}, transport.Config, "gopher"},
		"a host over ssh":   {docker.Config{Container: first, Host: "ssh://a@b"}, transport.Config, "ssh://a@b is not supported"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := docker.Open(t.Context(), c.cfg)
			wantError(t, err, c.kind, c.says)
		})
	}
}

// TestEngineFailures: what the engine could not do is never an exit code.
func TestEngineFailures(t *testing.T) {
	for name, c := range map[string]struct {
		do   []string
		kind transport.Kind
		says string
	}{
		"killed midway":    {[]string{"kill"}, transport.Lost, ""},
		"stopped midway":   {[]string{"stop", "-t", "1"}, transport.Lost, ""},
		"restarted midway": {[]string{"restart", "-t", "0"}, transport.Lost, ""},
		"removed midway":   {[]string{"rm", "-f"}, transport.Lost, ""},
		"paused midway":    {[]string{"pause"}, transport.Timeout, "may still run"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := transporttest.Start(t, transporttest.Busybox)
			d := open(t, docker.Config{Container: id})
			ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second)
			defer cancel()
			time.AfterFunc(time.Second, func() { _ = exec.Command("docker", append(c.do, id)...).Run() })
			r, err := d.Run(ctx, command("sleep", "100"))
			if err == nil {
				t.Fatalf("got the exit code %d", r.ExitCode)
			}
			wantError(t, err, c.kind, c.says)
			t.Log(err)
		})
	}
	t.Run("paused before", func(t *testing.T) {
		id := transporttest.Start(t, transporttest.Busybox)
		d := open(t, docker.Config{Container: id})
		transporttest.Docker(t, nil, "pause", id)
		_, err := d.Run(t.Context(), command("true"))
		wantError(t, err, transport.Unreachable, "paused")
	})
	t.Run("another container of the same name", func(t *testing.T) {
		const name = "fleetspec-b-same"
		first := transporttest.Start(t, transporttest.Busybox, "--name", name)
		d := open(t, docker.Config{Container: name})
		transporttest.Docker(t, nil, "rm", "-f", first)
		transporttest.Start(t, transporttest.Busybox, "--name", name)
		_, err := d.Run(t.Context(), command("true"))
		wantError(t, err, transport.Unreachable, "No such container")
	})
	t.Run("no such user", func(t *testing.T) {
		id := transporttest.Start(t, transporttest.Busybox)
		for _, user := range []string{"nosuch", "0:nosuch"} {
			_, err := open(t, docker.Config{Container: id, User: user}).Run(t.Context(), command("true"))
			wantError(t, err, transport.Config, "nosuch")
		}
	})
	t.Run("a killed command in a living container is an exit code", func(t *testing.T) {
		id := transporttest.Start(t, transporttest.Busybox)
		r, err := open(t, docker.Config{Container: id}).Run(t.Context(), command("sh", "-c", "kill -9 $$"))
		if err != nil || r.ExitCode != 137 {
			t.Errorf("got %d, %v", r.ExitCode, err)
		}
	})
	t.Run("a command that became another user is ended too", func(t *testing.T) {
		id := transporttest.Start(t, transporttest.Debian)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := open(t, docker.Config{Container: id, User: transporttest.NoPassword}).Run(ctx, command("sudo", "sleep", "4711"))
		if err == nil || strings.Contains(err.Error(), "may still run") {
			t.Errorf("error %v", err)
		}
		if top := transporttest.Docker(t, nil, "top", id); strings.Contains(top, "4711") {
			t.Errorf("it lives on:\n%s", top)
		}
	})
	t.Run("arguments that are too many", func(t *testing.T) {
		id := transporttest.Start(t, transporttest.Busybox)
		_, err := open(t, docker.Config{Container: id}).Run(t.Context(), command("true", strings.Repeat("x", 200<<10)))
		wantError(t, err, transport.Config, "argument list too long")
	})
}
