package ssh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// forwarded is a connection to an address that the host reaches. A channel has no deadlines, never gives up a
// Write that the far side does not read, and says io.EOF also when its connection is lost; so all
// goes through a net.Pipe, which has the first two, and Read asks before it says io.EOF.
type forwarded struct {
	net.Conn // our end of the pipe
	far      net.Addr

	mu  sync.Mutex
	why error // why there is no more, when that is not the far side's will
}

// pump gives a channel as a connection to far.
func (c *Conn) pump(channel net.Conn, far net.Addr) net.Conn {
	ours, inner := net.Pipe()
	f := &forwarded{Conn: ours, far: far}
	closed := make(chan struct{}) // by our side
	over := sync.OnceFunc(func() {
		_ = inner.Close()
		go func() { _ = channel.Close() }() // which a host that hangs may hold up
	})
	go func() {
		_, err := io.Copy(inner, channel)
		if !isClosed(closed) && !errors.Is(err, io.ErrClosedPipe) {
			f.end(c.whyEnded(err, far))
		}
		over()
	}()
	go func() {
		if _, err := io.Copy(channel, inner); err != nil {
			_, _ = io.Copy(io.Discard, inner) // what came before may still be read, and says how it ended
		}
		close(closed)
		over()
	}()
	return f
}

// whyEnded says why a channel gave no more: nil when the far side closed it. A lost
// connection ends its channels as if the far side had, so sshd is asked whether it is still there.
func (c *Conn) whyEnded(err error, far net.Addr) error {
	if err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), ending)
		defer cancel()
		err = c.ping(ctx)
	}
	if err == nil {
		return nil
	}
	if errors.Is(err, io.EOF) {
		err = errors.New(err.Error()) // of the connection, not of what is read
	}
	return &transport.Error{Kind: transport.Lost, Op: fmt.Sprintf("read from %s through %s", far, c.name), Err: err}
}

func (f *forwarded) end(why error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.why == nil {
		f.why = why
	}
}

// Read gives io.EOF only when the far side has ended it.
func (f *forwarded) Read(p []byte) (int, error) {
	n, err := f.Conn.Read(p)
	return n, f.instead(err)
}

// Write says why the far side takes no more.
func (f *forwarded) Write(p []byte) (int, error) {
	n, err := f.Conn.Write(p)
	return n, f.instead(err)
}

// instead gives the reason in place of what the pipe says of its end.
func (f *forwarded) instead(err error) error {
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrClosedPipe) {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.why != nil {
		return f.why
	}
	return err
}

// RemoteAddr is the address that was dialled: the channel does not know it.
func (f *forwarded) RemoteAddr() net.Addr { return f.far }
