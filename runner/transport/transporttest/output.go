package transporttest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// output: both streams arrive apart, whole and unchanged.
func output(t *testing.T, s *suite) {
	tr := s.target(t)
	t.Run("streams are apart", func(t *testing.T) {
		r := run(t, tr, sh("echo out; echo err >&2; echo out2; echo err2 >&2"))
		if string(r.Stdout) != "out\nout2\n" || string(r.Stderr) != "err\nerr2\n" {
			t.Errorf("stdout %q, stderr %q", r.Stdout, r.Stderr)
		}
	})
	t.Run("all 256 bytes, no line feed at the end", func(t *testing.T) {
		var script strings.Builder
		want := make([]byte, 256)
		for i := range want {
			want[i] = byte(i)
			fmt.Fprintf(&script, `\%03o`, i)
		}
		r := run(t, tr, sh("printf '"+script.String()+"'; printf '"+script.String()+"' >&2"))
		if !bytes.Equal(r.Stdout, want) || !bytes.Equal(r.Stderr, want) {
			t.Errorf("stdout %q, stderr %q", r.Stdout, r.Stderr)
		}
	})
	t.Run("to writers, not kept as well", func(t *testing.T) {
		var out, err bytes.Buffer
		cmd := sh("echo out; echo err >&2; exit 3")
		cmd.Stdout, cmd.Stderr = &out, &err
		r := run(t, tr, cmd)
		wantCode(t, r, 3)
		if out.String() != "out\n" || err.String() != "err\n" || len(r.Stdout)+len(r.Stderr) != 0 {
			t.Errorf("writers got %q, %q; the result %q, %q", out.String(), err.String(), r.Stdout, r.Stderr)
		}
	})
	t.Run("no terminal anywhere", func(t *testing.T) {
		r := run(t, tr, sh(`for i in 0 1 2; do [ -t $i ] && echo $i; done; (: </dev/tty) 2>/dev/null && echo tty; exit 0`))
		if len(r.Stdout) != 0 {
			t.Errorf("terminals: %q", r.Stdout)
		}
	})
	t.Run("a child left behind does not hold the command up", func(t *testing.T) {
		n := token()
		begin := time.Now()
		r := run(t, tr, sh("sleep "+n+" & echo done; exit 6"))
		took := time.Since(begin)
		run(t, tr, sh(killer, pattern(n)))
		wantCode(t, r, 6)
		if string(r.Stdout) != "done\n" || took > 15*time.Second {
			t.Errorf("stdout %q after %v", r.Stdout, took)
		}
	})
	t.Run("closed early by the command", func(t *testing.T) {
		r := run(t, tr, sh("echo early; exec >&- 2>&-; sleep 1; exit 8"))
		wantCode(t, r, 8)
		if string(r.Stdout) != "early\n" {
			t.Errorf("stdout %q", r.Stdout)
		}
	})
	t.Run("a slow writer misses nothing", func(t *testing.T) {
		size := 0
		cmd := sh("dd if=/dev/zero bs=1024 count=300 2>/dev/null; exit 3")
		cmd.Stdout = writer(func(p []byte) (int, error) {
			time.Sleep(300 * time.Millisecond)
			size += len(p)
			return len(p), nil
		})
		wantCode(t, run(t, tr, cmd), 3)
		if size != 300<<10 {
			t.Errorf("%d bytes arrived of %d", size, 300<<10)
		}
	})
	t.Run("100 MB on both streams at once, in order, in little memory", func(t *testing.T) { big(t, tr) })
}

// big streams 100 MB of numbered lines on each stream.
func big(t *testing.T, tr transport.Transport) {
	if testing.Short() && os.Getenv("CI") == "" {
		t.Skip("100 MB of output: not with -short")
	}
	out, err := &numbers{}, &numbers{}
	cmd := sh(fmt.Sprintf("seq %[1]d %[2]d >&2 & seq %[1]d %[2]d; wait; exit 3", firstNumber, lastNumber))
	cmd.Stdout, cmd.Stderr = out, err
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := run(t, tr, cmd)
	runtime.ReadMemStats(&after)
	wantCode(t, r, 3)
	for name, n := range map[string]*numbers{"standard output": out, "standard error": err} {
		if n.bad != "" || n.got != lastNumber-firstNumber+1 || len(n.rest) != 0 {
			t.Errorf("%s: %d lines of %d, and %q; first wrong line %q", name, n.got, lastNumber-firstNumber+1, n.rest, n.bad)
		}
	}
	if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 48<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
}

// Numbers of eight digits: with the ends of their lines 99,999,999 bytes.
const firstNumber, lastNumber = 10_000_000, 21_111_110

// numbers checks the output of seq without keeping it.
type numbers struct {
	got  int
	rest []byte
	bad  string
}

func (n *numbers) Write(p []byte) (int, error) {
	written := len(p)
	if len(n.rest) > 0 {
		p = append(n.rest, p...)
	}
	for ; len(p) >= 9 && n.bad == ""; p = p[9:] {
		number, err := strconv.Atoi(string(p[:8]))
		if err != nil || p[8] != '\n' || number != firstNumber+n.got {
			n.bad = string(p[:9])
		}
		n.got++
	}
	if n.bad != "" {
		p = nil
	}
	n.rest = append([]byte(nil), p...)
	return written, nil
}

var _ io.Writer = (*numbers)(nil)
