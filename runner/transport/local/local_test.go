package local_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/local"
)

func TestThin(t *testing.T) {
	l := local.Open()
	r, err := l.Run(t.Context(), transport.Command{Argv: []string{"sh", "-c", "cat; exit 3"}, Stdin: strings.NewReader("x")})
	if err != nil || r.ExitCode != 3 || string(r.Stdout) != "x" {
		t.Fatal(r, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = l.Run(ctx, transport.Command{Argv: []string{"sh", "-c", "setsid sleep 12345 & sleep 12345"}})
	t.Log(err)
}
