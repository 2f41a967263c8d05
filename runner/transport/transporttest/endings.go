package transporttest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// ending bounds how long after the end of its context Run may return.
const ending = 10 * time.Second

// endings: when the context ends, so does the command on the target.
func endings(t *testing.T, s *suite) {
	tr := s.target(t)
	for name, script := range map[string]string{
		"the command itself":                `exec sleep "$1"`,
		"its children":                      `sleep "$1"; :`,
		"children in the background":        `sleep "$1" & sleep "$1" & wait`,
		"one that ignores polite signals":   `trap "" TERM HUP INT PIPE; sleep "$1"; sleep "$1"`,
		"one that closed its streams":       `exec <&- >&- 2>&-; sleep "$1"; :`,
		"one that prints all the time":      `yes "$1"`,
		"an orphan":                         `(sleep "$1" & ); sleep "$1"; :`,
		"one with a session of its own":     `setsid sleep "$1"; :`,
		"one that reads its input for good": `cat; sleep "$1"`,
	} {
		if strings.Contains(script, "setsid") && s.o.EscapesSession {
			continue
		}
		t.Run("cancellation ends "+name, func(t *testing.T) { ends(t, tr, script, 0) })
	}
	t.Run("a deadline ends the command", func(t *testing.T) { ends(t, tr, `sleep "$1"; :`, 2*time.Second) })
	t.Run("cancellation by what the command printed", func(t *testing.T) {
		n := token()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		cmd := sh(`echo up; sleep "$1"; :`, n)
		cmd.Stdout = writer(func(p []byte) (int, error) { cancel(); return len(p), nil })
		within(t, patience+ending, "Run after cancellation", func() {
			_, err := tr.Run(ctx, cmd)
			wantKind(t, err, transport.Canceled, context.Canceled)
		})
		wantGone(t, tr, n)
	})
	t.Run("cancellation at any moment leaves nothing behind", func(t *testing.T) { anyMoment(t, tr) })
	t.Run("a context that is over starts nothing", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := tr.Run(ctx, sh("echo"))
		wantKind(t, err, transport.Canceled, context.Canceled)
		ctx, cancel = context.WithDeadline(t.Context(), time.Unix(1, 0))
		defer cancel()
		_, err = tr.Run(ctx, sh("echo"))
		wantKind(t, err, transport.Timeout, context.DeadlineExceeded)
	})
	t.Run("one ended command leaves the others alone", func(t *testing.T) {
		other := make(chan transport.Result, 1)
		go func() {
			r, _ := tr.Run(t.Context(), sh("sleep 3; echo whole; exit 7"))
			other <- r
		}()
		time.Sleep(500 * time.Millisecond)
		ends(t, tr, `sleep "$1"; :`, 0)
		if r := <-other; r.ExitCode != 7 || string(r.Stdout) != "whole\n" {
			t.Errorf("the other gave %d, %q", r.ExitCode, r.Stdout)
		}
	})
}

// ends runs script, sees it alive in the target's process list, and sees it gone
// after its context has ended: by the deadline, or by cancellation when that is 0. A machine that is too slow to show
// it before the deadline gets a longer one.
func ends(t *testing.T, tr transport.Transport, script string, deadline time.Duration) {
	t.Helper()
	for !endsBy(t, tr, script, deadline) {
		if deadline *= 4; deadline > time.Minute {
			t.Fatal("the command never appeared in the target's process list")
		}
	}
}

// endsBy is false when the command was not seen before the deadline.
func endsBy(t *testing.T, tr transport.Transport, script string, deadline time.Duration) (seen bool) {
	t.Helper()
	n := token()
	ctx, cancel := context.WithCancel(t.Context())
	kind, cause := transport.Canceled, context.Canceled
	if deadline > 0 {
		ctx, cancel = context.WithTimeout(t.Context(), deadline)
		kind, cause = transport.Timeout, context.DeadlineExceeded
	}
	defer cancel()
	hangs, w := io.Pipe()
	defer func() { _ = w.Close() }()
	cmd := with(sh(script, n), hangs)
	cmd.Stdout = io.Discard
	ended := make(chan error, 1)
	go func() {
		_, err := tr.Run(ctx, cmd)
		ended <- err
	}()
	if deadline == 0 {
		wantAlive(t, tr, n)
		seen = true
		cancel()
	} else {
		seen = appears(t, tr, n, deadline)
	}
	select {
	case err := <-ended:
		wantKind(t, err, kind, cause)
	case <-time.After(deadline + ending):
		t.Fatalf("Run has not returned %v after the end of its context", ending)
	}
	wantGone(t, tr, n)
	return seen
}

// anyMoment cancels while the command is being started.
func anyMoment(t *testing.T, tr transport.Transport) {
	n := token()
	for i := range 20 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i*i)*time.Millisecond/2)
		within(t, ending, "Run after an early deadline", func() {
			if _, err := tr.Run(ctx, sh(`sleep "$1"; :`, n)); err == nil {
				t.Error("Run gave a result")
			}
		})
		cancel()
	}
	wantGone(t, tr, n)
}

func wantKind(t *testing.T, err error, kind transport.Kind, cause error) {
	t.Helper()
	wantError(t, err, kind)
	if !errors.Is(err, cause) {
		t.Errorf("error %q does not hold %q", err, cause)
	}
}

// concurrency: each command has its own streams and its own end.
func concurrency(t *testing.T, s *suite) {
	tr := s.target(t)
	const n = 20
	errs := make(chan error, n)
	for i := range n {
		go func() {
			want := fmt.Sprintf("this is %d\n", i)
			r, err := tr.Run(t.Context(), with(sh(`cat; cat; sleep 1; printf "%s" "$1" >&2; exit "$1"`, fmt.Sprint(i)), strings.NewReader(want)))
			if err == nil && (string(r.Stdout) != want || string(r.Stderr) != fmt.Sprint(i) || r.ExitCode != i) {
				err = fmt.Errorf("command %d gave %d, %q, %q", i, r.ExitCode, r.Stdout, r.Stderr)
			}
			errs <- err
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
