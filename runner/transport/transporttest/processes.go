package transporttest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// token is a number of seconds to sleep that no other process has in its
// command line.
func token() string { return fmt.Sprint(1_000_000_000 + rand.IntN(1_000_000_000)) }

// pattern matches n, but not itself.
func pattern(n string) string { return "[" + n[:1] + "]" + n[1:] }

const (
	finder = `grep -al -e "$1" /proc/[0-9]*/cmdline; exit 0`
	killer = `for f in $(grep -al -e "$1" /proc/[0-9]*/cmdline); do f=${f%/cmdline}; kill -KILL "${f#/proc/}"; done; exit 0`
)

// living gives the target's processes with n in their command line.
func living(t *testing.T, tr transport.Transport, n string) []string {
	t.Helper()
	return strings.Fields(string(run(t, tr, sh(finder, pattern(n))).Stdout))
}

func wantAlive(t *testing.T, tr transport.Transport, n string) {
	t.Helper()
	if !appears(t, tr, n, 10*time.Second) {
		t.Fatal("the command never appeared in the target's process list")
	}
}

func appears(t *testing.T, tr transport.Transport, n string, within time.Duration) bool {
	t.Helper()
	for until := time.Now().Add(within); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		if len(living(t, tr, n)) > 0 {
			return true
		}
	}
	return false
}

func wantGone(t *testing.T, tr transport.Transport, n string) {
	t.Helper()
	var left []string
	for until := time.Now().Add(5 * time.Second); time.Now().Before(until); time.Sleep(100 * time.Millisecond) {
		if left = living(t, tr, n); len(left) == 0 {
			return
		}
	}
	t.Errorf("still on the target after the command's end: %q", left)
	run(t, tr, sh(killer, pattern(n)))
}
