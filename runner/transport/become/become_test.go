package become_test

import (
	"context"
	"os/exec"
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/become"
	"github.com/fleetspec/fleetspec/runner/transport/docker"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

func password(context.Context) (string, error) { return transporttest.Password, nil }

// sudoEnv is what sudo sets.
var sudoEnv = []string{"SUDO_COMMAND", "SUDO_USER", "SUDO_UID", "SUDO_GID", "LOGNAME", "USER", "MAIL", "SHELL", "LS_COLORS", "HOSTNAME"}

func open(t *testing.T, container, from string, o become.Options) transport.Transport {
	t.Helper()
	d, err := docker.Open(t.Context(), docker.Config{Container: container, User: from})
	if err != nil {
		t.Fatal(err)
	}
	return become.Wrap(d, o)
}

func TestConformance(t *testing.T) {
	id := transporttest.Start(t, transporttest.Debian)
	for name, c := range map[string]struct {
		from string
		o    become.Options
	}{
		"root without a password":               {transporttest.NoPassword, become.Options{}},
		"root with a password that sudo asks":   {transporttest.AsksPassword, become.Options{Password: password}},
		"root with a password that nobody asks": {transporttest.NoPassword, become.Options{Password: password}},
		"another user, from root":               {"root", become.Options{User: transporttest.NoSudo}},
	} {
		t.Run(name, func(t *testing.T) {
			transporttest.Conformance(t, func(t *testing.T) transport.Transport { return open(t, id, c.from, c.o) }, transporttest.Options{
				Env: sudoEnv,
				Doomed: func(t *testing.T) (transport.Transport, func()) {
					id := transporttest.Start(t, transporttest.Debian)
					return open(t, id, c.from, c.o), func() { _ = exec.Command("docker", "kill", id).Run() }
				},
			})
		})
	}
}
