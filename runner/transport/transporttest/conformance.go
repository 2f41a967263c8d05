// Package transporttest is the one suite that each transport passes, tried on
// a real target.
//
// The target needs a POSIX sh and, as programs or as builtins, cat, dd, env,
// grep, printf, sleep and yes; and /proc, to see which commands live.
package transporttest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// Options says what is special about a transport.
type Options struct {
	// Env names the variables, besides PATH, HOME and those that a shell sets
	// itself, that the transport may set for a command.
	Env []string
	// InheritsEnv: the command gets the environment of the test's process.
	InheritsEnv bool
	// Doomed opens a transport to a target of its own, and gives what makes the
	// target go away at once (kill the container, the daemon's connection).
	Doomed func(t *testing.T) (tr transport.Transport, kill func())
	// NeverAlone says why the target can't go away alone, where there is no Doomed.
	NeverAlone string
	// Variants are targets whose login gets in the way: a login shell that is
	// not POSIX, rc files that print or read standard input. Each must give the
	// same bytes as a clean one. The key says what is wrong with it.
	Variants map[string]func(t *testing.T) transport.Transport
	// EscapesSession: a process that left the command's session may survive
	// the end of its command. Say why in a comment where it is set.
	EscapesSession bool
}

// Conformance runs the suite. open gives a transport to a target that may be
// shared; what the suite starts there it also ends. The transport is closed by
// the suite.
func Conformance(t *testing.T, open func(t *testing.T) transport.Transport, o Options) {
	if (o.Doomed == nil) == (o.NeverAlone == "") {
		t.Fatal("the options must have either Doomed or NeverAlone")
	}
	s := &suite{open: open, o: o}
	for _, part := range []struct {
		name string
		run  func(*testing.T, *suite)
	}{
		{"exit codes", exitCodes},
		{"arguments", arguments},
		{"standard input", input},
		{"output", output},
		{"limits", limits},
		{"endings", endings},
		{"many at once", concurrency},
		{"environment", environment},
		{"closing", closing},
		{"target gone", gone},
		{"logins in the way", variants},
	} {
		if part.name == "target gone" && o.Doomed == nil {
			continue
		}
		t.Run(part.name, func(t *testing.T) { part.run(t, s) })
	}
}

type suite struct {
	open func(t *testing.T) transport.Transport
	o    Options
}

// target opens a transport that is closed after the test.
func (s *suite) target(t *testing.T) transport.Transport {
	t.Helper()
	tr := s.open(t)
	t.Cleanup(func() { _ = tr.Close() })
	return tr
}

// patience bounds a single command that should be quick: it finds what hangs, on a slow machine too.
const patience = 2 * time.Minute

// run runs cmd, which must give a result.
func run(t *testing.T, tr transport.Transport, cmd transport.Command) transport.Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	r, err := tr.Run(ctx, cmd)
	if err != nil {
		t.Fatalf("Run(%.200q): %v, want a result", cmd.Argv, err)
	}
	return r
}

// sh is a command of the target's shell; args are $1, $2…
func sh(script string, args ...string) transport.Command {
	return transport.Command{Argv: append([]string{"sh", "-c", script, "sh"}, args...)}
}

func with(cmd transport.Command, stdin io.Reader) transport.Command {
	cmd.Stdin = stdin
	return cmd
}

// readable is "verb object: cause" on one line.
var readable = regexp.MustCompile(`^[a-z]+ [^\n]+: [^\n]+$`)

// wantError checks that err is a readable *transport.Error of one of kinds.
func wantError(t *testing.T, err error, kinds ...transport.Kind) {
	t.Helper()
	var te *transport.Error
	if !errors.As(err, &te) {
		t.Fatalf("error is %T (%v), want *transport.Error", err, err)
	}
	if !readable.MatchString(err.Error()) {
		t.Errorf("error %q does not read \"verb object: cause\" on one line", err)
	}
	for _, k := range kinds {
		if te.Kind == k {
			return
		}
	}
	t.Errorf("error %q is of kind %q, want %q", err, te.Kind, kinds)
}

// within runs f and fails when it takes longer than limit.
func within(t *testing.T, limit time.Duration, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(limit):
		t.Fatalf("%s: not done after %v", what, limit)
	}
}

func short(b []byte) string {
	if len(b) > 200 {
		return fmt.Sprintf("%q… (%d bytes)", b[:200], len(b))
	}
	return fmt.Sprintf("%q", b)
}
