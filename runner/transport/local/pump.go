package local

import (
	"context"
	"io"
	"os"
	"sync/atomic"
	"time"
)

// pump copies a command's output from its pipe.
//
// A command may leave a child behind that keeps the pipe open for hours. So
// after the command's end the pump reads what is in the pipe, and stops when
// nothing came for a while: all that the command itself wrote is there by then.
type pump struct {
	from           *os.File
	ended, stopped atomic.Bool
	done           chan struct{}
}

func newPump(to io.Writer, from *os.File) *pump {
	p := &pump{from: from, done: make(chan struct{})}
	go p.run(to)
	return p
}

func (p *pump) run(to io.Writer) {
	defer close(p.done)
	defer func() { _ = p.from.Close() }()
	buf := make([]byte, 64<<10)
	for after := 0; after < maxPipe && !p.stopped.Load(); {
		if p.ended.Load() {
			_ = p.from.SetReadDeadline(time.Now().Add(linger))
		}
		n, err := p.from.Read(buf)
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
		if p.ended.Load() {
			after += n
		}
	}
}

// maxPipe is the most that a pipe can hold of what the command itself wrote:
// the kernel's default of /proc/sys/fs/pipe-max-size.
const maxPipe = 1 << 20

// finish waits until all that the ended command wrote is copied, or ctx ends.
func (p *pump) finish(ctx context.Context) {
	p.ended.Store(true)
	_ = p.from.SetReadDeadline(time.Now().Add(linger))
	select {
	case <-p.done:
	case <-ctx.Done():
		p.cut()
	}
}

// cut stops the copying. It does not wait for a writer that hangs.
func (p *pump) cut() {
	_ = p.from.SetReadDeadline(time.Unix(1, 0))
	p.stopped.Store(true)
	select {
	case <-p.done:
	case <-time.After(dying):
	}
}
