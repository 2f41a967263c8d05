package transporttest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// input: standard input arrives whole, ends, and holds nobody up.
func input(t *testing.T, s *suite) {
	tr := s.target(t)
	t.Run("none is an empty one", func(t *testing.T) {
		if r := run(t, tr, transport.Command{Argv: []string{"cat"}}); len(r.Stdout) != 0 {
			t.Errorf("cat of nothing gave %s", short(r.Stdout))
		}
	})
	for name, in := range map[string][]byte{
		"empty":           {},
		"one line":        []byte("line\n"),
		"no line feed":    []byte("line"),
		"all bytes":       []byte("\x00" + everyByte()),
		"terminal bytes":  []byte("a\x03b\x04c\x1ad\r\n~.\r\n~?\n"),
		"8 MiB, returned": noise(8 << 20),
	} {
		t.Run("arrives byte for byte: "+name, func(t *testing.T) {
			r := run(t, tr, with(transport.Command{Argv: []string{"cat"}}, bytes.NewReader(in)))
			if !bytes.Equal(r.Stdout, in) {
				t.Errorf("cat gave %s, want %s", short(r.Stdout), short(in))
			}
		})
	}
	t.Run("the end of it arrives", func(t *testing.T) {
		r := run(t, tr, with(sh(`while read -r l; do n=$l; done; echo "end $n"`), strings.NewReader("1\n2\n")))
		if string(r.Stdout) != "end 2\n" {
			t.Errorf("got %s", short(r.Stdout))
		}
	})
	for name, script := range map[string]string{
		"not read":              "exit 4",
		"not read for a while":  "sleep 1; exit 4",
		"closed by the command": "exec <&-; echo on; exit 4",
		"read in part":          "read -r l; exit 4",
	} {
		t.Run("64 MiB "+name, func(t *testing.T) {
			wantCode(t, run(t, tr, with(sh(script), io.LimitReader(endless{}, 64<<20))), 4)
		})
	}
	t.Run("that never ends", func(t *testing.T) {
		wantCode(t, run(t, tr, with(sh("read -r l; exit 4"), endless{})), 4)
	})
	t.Run("a reader that hangs is not waited for", func(t *testing.T) {
		hangs, w := io.Pipe()
		defer func() { _ = w.Close() }()
		begin := time.Now()
		wantCode(t, run(t, tr, with(sh("exit 4"), hangs)), 4)
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("Run waited %v for its input", took)
		}
	})
	t.Run("half an input is no result", func(t *testing.T) {
		broken := errors.New("the file is broken")
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		_, err := tr.Run(ctx, with(sh("cat >/dev/null; sleep 1"), io.MultiReader(strings.NewReader("half"), failing{broken})))
		wantError(t, err, transport.Canceled)
		if !errors.Is(err, broken) {
			t.Errorf("error %q does not hold its cause", err)
		}
	})
	t.Run("a talk: output arrives while input goes on", func(t *testing.T) { talk(t, tr) })
}

// talk answers each line of output with a line of input: nothing on the way may
// collect either.
func talk(t *testing.T, tr transport.Transport) {
	answer, w := io.Pipe()
	asked := writer(func(p []byte) (int, error) {
		if bytes.HasSuffix(p, []byte("? ")) {
			go func() { _, _ = io.WriteString(w, "yes\n") }()
		}
		return len(p), nil
	})
	cmd := with(sh(`printf "one? " >&2; read -r a; printf "two? " >&2; read -r b; echo "$a $b"`), answer)
	cmd.Stderr = asked
	if r := run(t, tr, cmd); string(r.Stdout) != "yes yes\n" {
		t.Errorf("got %s", short(r.Stdout))
	}
}

// endless gives lines without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'y'
		if i%64 == 63 {
			p[i] = '\n'
		}
	}
	return len(p), nil
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// noise is the same n bytes each time.
func noise(n int) []byte {
	b := make([]byte, n)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}
