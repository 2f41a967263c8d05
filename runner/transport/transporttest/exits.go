package transporttest

import (
	"fmt"
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// exitCodes: how a command ends is a result, whatever its number.
func exitCodes(t *testing.T, s *suite) {
	tr := s.target(t)
	for _, code := range []int{0, 1, 2, 3, 125, 126, 127, 128, 137, 255} {
		t.Run(fmt.Sprintf("exit %d", code), func(t *testing.T) {
			wantCode(t, run(t, tr, sh(fmt.Sprintf("exit %d", code))), code)
		})
	}
	for name, c := range map[string]struct {
		cmd  transport.Command
		code int
	}{
		"a missing program is 127":            {transport.Command{Argv: []string{"fleetspec-no-such-program", "x"}}, 127},
		"a missing path is 127":               {transport.Command{Argv: []string{"/nonexistent/program"}}, 127},
		"a file that is no program is 126":    {transport.Command{Argv: []string{"/etc/passwd"}}, 126},
		"a directory is 126":                  {transport.Command{Argv: []string{"/etc"}}, 126},
		"SIGKILL is 128+9":                    {sh("kill -KILL $$"), 137},
		"SIGTERM is 128+15":                   {sh("kill -TERM $$"), 143},
		"a program without output and input":  {transport.Command{Argv: []string{"true"}}, 0},
		"a name is no shell word":             {transport.Command{Argv: []string{"exit 0"}}, 127},
		"a shell's builtin is no program":     {transport.Command{Argv: []string{"shift"}}, 127},
		"a program's name is not expanded":    {transport.Command{Argv: []string{"$SHELL"}}, 127},
		"an assignment is a program's name":   {transport.Command{Argv: []string{"A=b", "true"}}, 127},
		"a failing command with output on it": {sh("echo out; echo err >&2; exit 9"), 9},
	} {
		t.Run(name, func(t *testing.T) { wantCode(t, run(t, tr, c.cmd), c.code) })
	}
	t.Run("why a program is missing stands on standard error", func(t *testing.T) {
		r := run(t, tr, transport.Command{Argv: []string{"fleetspec-no-such-program"}})
		if len(r.Stdout) != 0 || len(r.Stderr) == 0 {
			t.Errorf("stdout %q, stderr %q; want a message on standard error only", r.Stdout, r.Stderr)
		}
	})
	for name, argv := range map[string][]string{
		"no program":               nil,
		"a program without name":   {""},
		"a NUL byte":               {"echo", "a\x00b"},
		"a name that is an option": {"-c", "true"},
	} {
		t.Run("what nobody can run is a Config error: "+name, func(t *testing.T) {
			_, err := tr.Run(t.Context(), transport.Command{Argv: argv})
			wantError(t, err, transport.Config)
		})
	}
}

func wantCode(t *testing.T, r transport.Result, want int) {
	t.Helper()
	if r.ExitCode != want {
		t.Errorf("exit code %d, want %d (stdout %s, stderr %s)", r.ExitCode, want, short(r.Stdout), short(r.Stderr))
	}
}
