package docker_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/docker"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

func open(cfg docker.Config) func(*testing.T) transport.Transport {
	return func(t *testing.T) transport.Transport {
		t.Helper()
		d, err := docker.Open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
}

func start(t *testing.T, image string, args ...string) string {
	t.Helper()
	out, err := exec.Command("docker", append([]string{"run", "-d", "--init", image}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("docker run: %v: %s", err, out)
	}
	id := strings.TrimSpace(string(out))
	t.Cleanup(func() { _ = exec.Command("docker", "rm", "-f", id).Run() })
	return id
}

func TestConformance(t *testing.T) {
	id := start(t, "fleetspec-b-sudo", "sleep", "100000")
	transporttest.Conformance(t, open(docker.Config{Container: id}), transporttest.Options{
		Env: []string{"HOSTNAME"},
		Doomed: func(t *testing.T) (transport.Transport, func()) {
			id := start(t, "fleetspec-b-sudo", "sleep", "100000")
			return open(docker.Config{Container: id})(t), func() { _ = exec.Command("docker", "kill", id).Run() }
		},
	})
}
