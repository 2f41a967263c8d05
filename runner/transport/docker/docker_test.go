package docker_test

import (
	"os/exec"
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/docker"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

func open(t *testing.T, cfg docker.Config) transport.Transport {
	t.Helper()
	d, err := docker.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestConformance(t *testing.T) {
	for name, c := range map[string]struct {
		image transporttest.Image
		user  string
	}{
		"root":               {transporttest.Debian, ""},
		"a user":             {transporttest.Debian, transporttest.NoSudo},
		"a number, no name":  {transporttest.Debian, "4711:4711"},
		"nothing but an ash": {transporttest.Busybox, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := transporttest.Start(t, c.image)
			transporttest.Conformance(t, func(t *testing.T) transport.Transport {
				return open(t, docker.Config{Container: id, User: c.user})
			}, transporttest.Options{
				Env: []string{"HOSTNAME"},
				Doomed: func(t *testing.T) (transport.Transport, func()) {
					id := transporttest.Start(t, c.image)
					return open(t, docker.Config{Container: id, User: c.user}), func() { _ = exec.Command("docker", "kill", id).Run() }
				},
			})
		})
	}
}
