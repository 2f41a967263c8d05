package ssh

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// listen serves each connection on the host's own loopback, by a connection of its own.
func listen(t *testing.T, h *host, serve func(net.Conn)) (address string) {
	t.Helper()
	l, err := open(t, h.config("dash")).client.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	return l.Addr().String()
}

func dialled(t *testing.T, c *Conn, address string) net.Conn {
	t.Helper()
	conn, err := c.DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// Why an address is not reached is told by types; a refusal only when it was one.
func TestForwardingThatFails(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := open(t, h.config("dash"))
	for name, want := range map[string]struct {
		network, address string
		kind             transport.Kind
		is               error
		says             string
	}{
		"nobody listens":            {"tcp", "127.0.0.1:9", transport.Unreachable, syscall.ECONNREFUSED, "dial 127.0.0.1:9 from 127.0.0.1: connection refused"},
		"no route":                  {"tcp", "[2001:db8::1]:9", transport.Unreachable, nil, "open failed"},
		"a name":                    {"tcp", "localhost:22", transport.Config, nil, "the host would resolve the name: give an ip:port"},
		"not even an address":       {"tcp", "127.0.0.1", transport.Config, nil, "give an ip:port"},
		"another kind of network":   {"unix", "/run/x.sock", transport.Config, nil, "network unix can't be forwarded"},
		"a name with a zone's form": {"tcp", "[fe80::1%eth0]:22", transport.Unreachable, nil, "fe80::1%eth0"},
	} {
		_, err := c.DialContext(t.Context(), want.network, want.address)
		wantFault(t, err, want.kind, want.says)
		if want.is != nil && !errors.Is(err, want.is) {
			t.Errorf("%s: %v is no %v", name, err, want.is)
		}
		if !errors.Is(want.is, syscall.ECONNREFUSED) && errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%s: %v passes for a refusal", name, err)
		}
	}
}

func TestForwardingThatSSHDDoesNotAllow(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.reload(t, "PermitOpen 127.0.0.1:22\n")
	c := open(t, h.config("dash"))
	dialled(t, c, "127.0.0.1:22")
	_, err := c.DialContext(t.Context(), "tcp", "127.0.0.1:9")
	wantFault(t, err, transport.Unreachable, "sshd does not allow it")
	if !errors.Is(err, ErrForwarding) || errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("%v: want that sshd does not forward, and no refusal", err)
	}
}

// A connection knows whom it reaches, and carries all bytes both ways.
func TestForwardedBytes(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := open(t, h.config("dash"))
	address := listen(t, h, func(conn net.Conn) { _, _ = io.Copy(conn, conn); _ = conn.Close() })
	conn := dialled(t, c, address)
	if conn.RemoteAddr().String() != address {
		t.Errorf("it says %s", conn.RemoteAddr())
	}
	sent := make([]byte, 8<<20)
	_, _ = rand.Read(sent)
	go func() { _, _ = conn.Write(sent) }()
	got := make([]byte, len(sent))
	if _, err := io.ReadFull(conn, got); err != nil || !bytes.Equal(got, sent) {
		t.Errorf("not the bytes that were sent: %v", err)
	}
}

// The end of what the far side sends, and the end of the connection, are two things.
func TestForwardedEnd(t *testing.T) {
	t.Parallel()
	h := start(t)
	address := listen(t, h, func(conn net.Conn) {
		_, _ = conn.Write([]byte("half"))
		request := make([]byte, 1)
		_, _ = conn.Read(request)
		_ = conn.Close()
	})
	half := func(c *Conn) net.Conn {
		conn := dialled(t, c, address)
		if _, err := io.ReadFull(conn, make([]byte, 4)); err != nil {
			t.Fatal(err)
		}
		return conn
	}
	t.Run("the far side closes: the end", func(t *testing.T) {
		conn := half(open(t, h.config("dash")))
		_, _ = conn.Write([]byte("x"))
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("got %v", err)
		}
	})
	for name, lose := range map[string]func(c *Conn){
		"sshd is killed":        func(c *Conn) { h.run(t, nil, "sh", "-c", "kill -KILL "+out(t, c, "echo $PPID")) },
		"our connection breaks": func(c *Conn) { _ = c.client.Close() },
	} {
		t.Run(name+": lost", func(t *testing.T) {
			c := open(t, h.config("dash"))
			conn := half(c)
			lose(c)
			_, err := conn.Read(make([]byte, 1))
			wantFault(t, err, transport.Lost)
			if errors.Is(err, io.EOF) {
				t.Errorf("%v passes for the end", err)
			}
			time.Sleep(100 * time.Millisecond)
			if _, err := conn.Write([]byte("x")); err == nil {
				t.Error("a write to it is taken")
			}
		})
	}
	t.Run("we close", func(t *testing.T) {
		conn := half(open(t, h.config("dash")))
		_ = conn.Close()
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("got %v", err)
		}
	})
}

// Deadlines hold whatever the far side, or the host, does.
func TestForwardedDeadlines(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := open(t, h.config("dash"))
	address := listen(t, h, func(net.Conn) {}) // reads nothing, says nothing
	soon := func() time.Time { return time.Now().Add(200 * time.Millisecond) }
	try := func(t *testing.T, what string, f func(net.Conn) error, conn net.Conn) {
		t.Helper()
		_ = conn.SetDeadline(soon())
		begin := time.Now()
		if err := f(conn); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begin) > 5*time.Second {
			t.Errorf("%s: %v after %v", what, err, time.Since(begin))
		}
	}
	read := func(conn net.Conn) error { _, err := conn.Read(make([]byte, 1)); return err }
	write := func(conn net.Conn) error { _, err := conn.Write(make([]byte, 64<<20)); return err }
	try(t, "read", read, dialled(t, c, address))
	try(t, "write", write, dialled(t, c, address))
	conn := dialled(t, c, address)
	h.pause(t)
	try(t, "write to a host that hangs", write, conn)
	closed := make(chan struct{})
	go func() { _ = conn.Close(); close(closed) }()
	select {
	case <-closed:
	case <-time.After(5 * time.Second):
		t.Error("Close hangs with the host")
	}
	ctx, cancel := context.WithDeadline(t.Context(), soon())
	defer cancel()
	_, err := c.DialContext(ctx, "tcp", address)
	wantFault(t, err, transport.Timeout)
}

// What sshd says is read word by word: only a failed connection that was refused is a refusal.
func TestRefusalsAreToldApart(t *testing.T) {
	for name, c := range map[string]struct {
		reason ssh.RejectionReason
		text   string
		is     error
	}{
		"refused":                        {ssh.ConnectionFailed, "Connection refused", syscall.ECONNREFUSED},
		"no route":                       {ssh.ConnectionFailed, "No route to host", syscall.EHOSTUNREACH},
		"timed out":                      {ssh.ConnectionFailed, "Connection timed out", syscall.ETIMEDOUT},
		"no words":                       {ssh.ConnectionFailed, "", nil},
		"other words":                    {ssh.ConnectionFailed, "Connection refused by policy", nil},
		"the words for another reason":   {ssh.ResourceShortage, "Connection refused", nil},
		"the words, but sshd forbids it": {ssh.Prohibited, "Connection refused", ErrForwarding},
	} {
		err := refusalOf(&ssh.OpenChannelError{Reason: c.reason, Message: c.text})
		for _, is := range []error{syscall.ECONNREFUSED, syscall.EHOSTUNREACH, syscall.ETIMEDOUT, ErrForwarding} {
			if errors.Is(err, is) != errors.Is(c.is, is) {
				t.Errorf("%s: %v is %v: %v", name, err, is, errors.Is(err, is))
			}
		}
	}
}
