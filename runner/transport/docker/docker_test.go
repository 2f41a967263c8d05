package docker_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/docker"
)

func TestThin(t *testing.T) {
	for _, n := range []string{"fleetspec-b-t1", "fleetspec-b-t2", "fleetspec-b-t3"} {
		d, err := docker.Open(t.Context(), docker.Config{Container: n})
		if err != nil {
			t.Fatal(err)
		}
		r, err := d.Run(t.Context(), transport.Command{Argv: []string{"/bin/sh", "-c", "read x; printf '%s|' $x \"$@\"; exit 3", "sh", "a\n", "caf\xe9\n"}, Stdin: strings.NewReader("x\n")})
		t.Logf("%d %q %q %v", r.ExitCode, r.Stdout, r.Stderr, err)
		r, err = d.Run(t.Context(), transport.Command{Argv: []string{"nosuch"}})
		t.Logf("%d %q %q %v", r.ExitCode, r.Stdout, r.Stderr, err)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err = d.Run(ctx, transport.Command{Argv: []string{"/bin/busybox", "sleep", "12345"}})
		t.Log(err)
		if err := d.Close(); err != nil {
			t.Log(err)
		}
	}
}
