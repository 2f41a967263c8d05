package transporttest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// limits: output that nobody can take ends the command.
func limits(t *testing.T, s *suite) {
	tr := s.target(t)
	for name, redirect := range map[string]string{"standard output": "", "standard error": " >&2"} {
		t.Run("too much on "+name+" ends the command", func(t *testing.T) {
			n := token()
			cmd := sh("yes "+n+redirect, n)
			cmd.Limit = 1 << 20
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			_, err := tr.Run(ctx, cmd)
			wantError(t, err, transport.OutputLimit)
			wantGone(t, tr, n)
		})
	}
	t.Run("as much as the limit is a result", func(t *testing.T) {
		cmd := sh("printf 12345678; printf 12345678 >&2")
		cmd.Limit = 8
		if r := run(t, tr, cmd); len(r.Stdout) != 8 || len(r.Stderr) != 8 {
			t.Errorf("stdout %q, stderr %q", r.Stdout, r.Stderr)
		}
	})
	t.Run("one byte more is an error, though the command has ended", func(t *testing.T) {
		cmd := sh("printf 123456789")
		cmd.Limit = 8
		_, err := tr.Run(t.Context(), cmd)
		wantError(t, err, transport.OutputLimit)
	})
	t.Run("a writer has no limit", func(t *testing.T) {
		var out bytes.Buffer
		cmd := sh("printf 123456789")
		cmd.Limit, cmd.Stdout = 8, &out
		run(t, tr, cmd)
		if out.String() != "123456789" {
			t.Errorf("the writer got %q", out.String())
		}
	})
	for name, redirect := range map[string]string{"standard output": "", "standard error": " >&2"} {
		t.Run("a writer of "+name+" that fails ends the command", func(t *testing.T) {
			full := errors.New("the disk is full")
			n := token()
			cmd := sh("yes "+n+redirect, n)
			bad := writer(func([]byte) (int, error) { return 0, full })
			cmd.Stdout, cmd.Stderr = io.Writer(bad), bad
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			_, err := tr.Run(ctx, cmd)
			wantError(t, err, transport.Canceled)
			if !errors.Is(err, full) {
				t.Errorf("error %q does not hold the writer's", err)
			}
			wantGone(t, tr, n)
		})
	}
}
