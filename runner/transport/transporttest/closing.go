package transporttest

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// closing: Close ends what runs, and nothing runs afterwards.
func closing(t *testing.T, s *suite) {
	observer := s.target(t)
	t.Run("while a command runs", func(t *testing.T) {
		tr, n := s.open(t), token()
		ended := make(chan error, 1)
		go func() {
			_, err := tr.Run(t.Context(), sh(`sleep "$1"; :`, n))
			ended <- err
		}()
		wantAlive(t, observer, n)
		within(t, ending, "Close", func() { _ = tr.Close() })
		select {
		case err := <-ended:
			wantError(t, err, transport.Canceled, transport.Lost)
		case <-time.After(ending):
			t.Fatal("Run has not returned after Close")
		}
		wantGone(t, observer, n)
	})
	t.Run("twice, and no command afterwards", func(t *testing.T) {
		tr := s.open(t)
		run(t, tr, sh("exit 0"))
		if err := tr.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		_ = tr.Close()
		_, err := tr.Run(t.Context(), sh("exit 0"))
		wantError(t, err, transport.Canceled, transport.Lost)
	})
}

// gone: a target that went away gives an error, never an exit code.
func gone(t *testing.T, s *suite) {
	for name, script := range map[string]string{
		"a silent command":         `sleep "$1"`,
		"one that prints":          `yes "$1"`,
		"one that handles signals": `trap "exit 0" TERM HUP INT PIPE; while :; do sleep 1; done`,
	} {
		t.Run(name, func(t *testing.T) {
			tr, kill := s.o.Doomed(t)
			t.Cleanup(func() { _ = tr.Close() })
			ended := make(chan error, 1)
			started := make(chan struct{}, 1)
			cmd := sh("echo up >&2; "+script, token())
			cmd.Stdout = writer(func(p []byte) (int, error) { return len(p), nil })
			cmd.Stderr = writer(func(p []byte) (int, error) {
				select {
				case started <- struct{}{}:
				default:
				}
				return len(p), nil
			})
			go func() {
				r, err := tr.Run(t.Context(), cmd)
				if err == nil {
					t.Errorf("a target that went away gave the result %d", r.ExitCode)
				}
				ended <- err
			}()
			select {
			case <-started:
			case <-time.After(patience):
				t.Fatal("the command did not start")
			}
			kill()
			select {
			case err := <-ended:
				if err != nil {
					wantError(t, err, transport.Lost)
				}
			case <-time.After(patience):
				t.Fatal("Run has not returned though the target is gone")
			}
			_, err := tr.Run(t.Context(), sh("exit 0"))
			wantError(t, err, transport.Lost, transport.Unreachable)
		})
	}
}

// shellsOwn are set by some shell for itself.
var shellsOwn = []string{"PATH", "HOME", "PWD", "OLDPWD", "SHLVL", "_", "TERM"}

// environment: nothing of ours reaches the command.
func environment(t *testing.T, s *suite) {
	// Not t.Setenv: suites may run in parallel, and nobody else has the name.
	if err := os.Setenv("FLEETSPEC_CONFORMANCE", "ours"); err != nil {
		t.Fatal(err)
	}
	r := run(t, s.target(t), transport.Command{Argv: []string{"env"}})
	if s.o.InheritsEnv {
		if !strings.Contains(string(r.Stdout), "FLEETSPEC_CONFORMANCE=ours\n") {
			t.Error("the environment of this process did not arrive")
		}
		return
	}
	allowed := append(slices.Clone(shellsOwn), s.o.Env...)
	for line := range strings.Lines(string(r.Stdout)) {
		if name, _, ok := strings.Cut(line, "="); ok && !slices.Contains(allowed, name) {
			t.Errorf("the transport sets %q", strings.TrimSpace(line))
		}
	}
}

// variants: a login that gets in the way changes nothing.
func variants(t *testing.T, s *suite) {
	for name, open := range s.o.Variants {
		t.Run(name, func(t *testing.T) {
			v := &suite{open: open, o: s.o}
			for _, part := range []struct {
				name string
				run  func(*testing.T, *suite)
			}{{"exit codes", exitCodes}, {"arguments", arguments}, {"standard input", input}, {"output", smallOutput}, {"endings", oneEnding}} {
				t.Run(part.name, func(t *testing.T) { part.run(t, v) })
			}
		})
	}
}

func smallOutput(t *testing.T, s *suite) {
	r := run(t, s.target(t), sh("printf out; printf err >&2; exit 3"))
	wantCode(t, r, 3)
	if string(r.Stdout) != "out" || string(r.Stderr) != "err" {
		t.Errorf("stdout %q, stderr %q: noise of the login came in", r.Stdout, r.Stderr)
	}
}

func oneEnding(t *testing.T, s *suite) { ends(t, s.target(t), `sleep "$1"; :`, 0) }
