package ssh

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// proxy is a ProxyCommand: its standard input and output are the connection.
type proxy struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   io.ReadCloser
	err   tail
	ended chan struct{}
	once  sync.Once
}

// startProxy runs a line by the user's shell, as OpenSSH does, in a session of
// its own: it has no terminal to ask anything on.
func startProxy(line string) (net.Conn, error) {
	shell := os.Getenv("SHELL")
	if shell == "" {
		shell = "/bin/sh"
	}
	p := &proxy{cmd: exec.Command(shell, "-c", "exec "+line), ended: make(chan struct{})}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	p.cmd.Stderr = &p.err
	p.cmd.WaitDelay = time.Second
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	ours, theirs, err := os.Pipe() // not StdoutPipe: Wait would close it under our reading
	if err != nil {
		return nil, err
	}
	p.out, p.cmd.Stdout = ours, theirs
	err = p.cmd.Start()
	_ = theirs.Close()
	if err != nil {
		_ = ours.Close()
		return nil, fmt.Errorf("run ProxyCommand: %w", err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

func (p *proxy) Read(b []byte) (int, error)  { return p.out.Read(b) }
func (p *proxy) Write(b []byte) (int, error) { return p.in.Write(b) }

// Close ends the command: by the end of its input, then by signals to all that
// it started.
func (p *proxy) Close() error {
	p.once.Do(func() {
		_ = p.in.Close()
		group := -p.cmd.Process.Pid
		select {
		case <-p.ended:
		case <-time.After(100 * time.Millisecond):
			_ = syscall.Kill(group, syscall.SIGTERM)
			select {
			case <-p.ended:
			case <-time.After(time.Second):
			}
		}
		_ = syscall.Kill(group, syscall.SIGKILL)
		_ = p.out.Close()
	})
	return nil
}

// fate says how the command ended, and what it said.
func (p *proxy) fate() string {
	_ = p.Close()
	state := p.cmd.ProcessState
	if !isClosed(p.ended) || state == nil {
		return "still ran" + said(p.err.words())
	}
	return "ended with " + state.String() + said(p.err.words())
}

// dropped says whether it ended as ssh does when its own connection was dropped.
func (p *proxy) dropped() bool {
	return isClosed(p.ended) && p.cmd.ProcessState != nil && p.cmd.ProcessState.ExitCode() == 255
}

type proxyAddr struct{}

func (proxyAddr) Network() string { return "proxy" }
func (proxyAddr) String() string  { return "ProxyCommand" }

// LocalAddr and RemoteAddr name the command: no address is known.
func (p *proxy) LocalAddr() net.Addr { return proxyAddr{} }

// RemoteAddr is as LocalAddr.
func (p *proxy) RemoteAddr() net.Addr { return proxyAddr{} }

var errNoDeadline = errors.New("a ProxyCommand has no deadlines")

// SetDeadline and its kin are not supported.
func (p *proxy) SetDeadline(time.Time) error      { return errNoDeadline }
func (p *proxy) SetReadDeadline(time.Time) error  { return errNoDeadline }
func (p *proxy) SetWriteDeadline(time.Time) error { return errNoDeadline }

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	if n := len(t.kept); n > 8<<10 {
		t.kept = append([]byte(nil), t.kept[n-4<<10:]...)
	}
	return len(b), nil
}

func (t *tail) words() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return oneLine(string(t.kept))
}
