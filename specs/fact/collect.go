package fact

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// Collector asks one target. The zero value with a Transport is ready.
type Collector struct {
	Transport transport.Transport
	// Target and Address go into the snapshot.
	Target, Address string
	// Path replaces the script's PATH in tests; empty is Path.
	Path string
}

// Collect asks the target for all of asks by one script in one exec. It returns an
// error only when an ask can't be asked (CheckKey); whatever goes wrong with the
// host is in the snapshot, as the reason why it could not tell. Without asks
// the target is not contacted.
func (c Collector) Collect(ctx context.Context, asks []Ask) (*Snapshot, error) {
	groups, err := groupsOf(asks)
	if err != nil {
		return nil, err
	}
	s := NewSnapshot(c.Target, c.Address)
	s.At = time.Now()
	if len(groups) == 0 {
		return s, nil
	}
	out, lost := c.run(ctx, groups)
	s.Took = time.Since(s.At)
	found, ended := frames(out.nonce, out.bytes())
	if len(found) == 0 {
		s.Lost = silence(out, lost)
	}
	for _, g := range groups {
		name := g.kind.TableName()
		f, ok := found[name]
		switch {
		case !ok:
			f.why = missing(ended, s.Lost, lost)
		case f.why != "" && lost != nil && !ended:
			f.why += ": " + hosttext.Visible(lost.Error())
		}
		if f.why != "" {
			s.answers[name] = g.kind.unknown(g.asks, f.why)
			continue
		}
		s.answers[name] = g.kind.parse(g.asks, f.out)
	}
	return s, nil
}

func (c Collector) run(ctx context.Context, groups []group) (*output, error) {
	nonce := newNonce()
	path := c.Path
	if path == "" {
		path = Path
	}
	stdin, feed := io.Pipe()
	out := &output{nonce: nonce, done: func() { _ = feed.Close() }}
	go func() {
		// The pipe stays open after the script: its end tells the watchdog that we are gone.
		_, _ = io.WriteString(feed, script(nonce, groups))
	}()
	res, err := c.Transport.Run(ctx, transport.Command{
		Argv:   []string{"env", "-i", "PATH=" + path, "sh", "-s"},
		Stdin:  stdin,
		Stdout: out,
		Limit:  MaxHost,
	})
	_, _ = stdin.Close(), feed.Close() // a pipe in memory: neither fails
	out.stderr, out.code = res.Stderr, res.ExitCode
	if err == nil && out.over {
		err = fmt.Errorf("the host printed more than %d MiB", MaxHost>>20)
	}
	return out, err
}

// silence says why a target gave no frame at all.
func silence(out *output, lost error) string {
	if lost != nil {
		return hosttext.Visible(lost.Error())
	}
	why := fmt.Sprintf("the collecting script gave no answer (exit status %d", out.code)
	if said := firstLine(out.stderr); said != "" {
		why += ", " + said
	} else if said := firstLine(out.bytes()); said != "" {
		why += ", it printed " + said
	}
	return why + ")"
}

func missing(ended bool, lost string, err error) string {
	switch {
	case lost != "":
		return lost
	case err != nil:
		return "the answer was cut off before it: " + hosttext.Visible(err.Error())
	case ended:
		return "the script ran, but its answer is missing"
	}
	return "the script ended before it"
}

func firstLine(b []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	if len(line) > 200 {
		line = line[:200] + "…"
	}
	return hosttext.Visible(line)
}

func newNonce() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic("read random bytes: " + err.Error())
	}
	return hex.EncodeToString(b[:])
}

// output takes the script's standard output, bounded, and calls done when the
// script's last mark has come, so that its standard input can be ended.
type output struct {
	nonce  string
	done   func()
	stderr []byte
	code   int

	mu   sync.Mutex
	buf  bytes.Buffer
	over bool
}

var errOver = errors.New("output over the limit")

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.buf.Len()+len(p) > MaxHost {
		o.over = true
		return 0, errOver
	}
	o.buf.Write(p)
	tail := o.buf.Bytes()
	if keep := len(p) + len(o.nonce) + 8; len(tail) > keep {
		tail = tail[len(tail)-keep:]
	}
	if bytes.Contains(tail, []byte(o.nonce+" done\n")) {
		o.done()
	}
	return len(p), nil
}

func (o *output) bytes() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Bytes()
}
