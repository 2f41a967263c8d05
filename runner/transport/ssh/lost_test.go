package ssh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// TestSixtyAtOnce: sshd's MaxStartups does not lose us a host.
func TestSixtyAtOnce(t *testing.T) {
	t.Parallel()
	h := start(t)
	begin := time.Now()
	many(t, 60, func(int) Config { return h.config("dash") })
	t.Logf("60 logins in %v", time.Since(begin))
}

// TestLost: a connection that goes away is an error, never an exit code.
func TestLost(t *testing.T) {
	h := start(t)
	for name, end := range map[string]func(t *testing.T, c *Conn, sshd string){
		"sshd's process is killed": func(t *testing.T, _ *Conn, sshd string) { h.run(t, nil, "kill", "-KILL", sshd) },
		"sshd's process is ended":  func(t *testing.T, _ *Conn, sshd string) { h.run(t, nil, "kill", "-TERM", sshd) },
		"our connection breaks":    func(_ *testing.T, c *Conn, _ string) { _ = c.client.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, h.config("dash"))
			ended, sshd := running(t, c, "exec sleep 1000")
			end(t, c, sshd)
			wantFault(t, within(t, ended), transport.Lost)
			_, err := c.Run(t.Context(), transport.Command{Argv: []string{"true"}})
			wantFault(t, err, transport.Lost)
			_, err = c.DialContext(t.Context(), "tcp", "127.0.0.1:22")
			wantFault(t, err, transport.Lost)
		})
	}
	t.Run("the host hangs", func(t *testing.T) {
		h := start(t)
		c := open(t, h.with(t, "127.0.0.1", "Port "+h.portText(), "User dash", "UserKnownHostsFile "+h.knownHosts, "IdentityFile "+h.key, "ServerAliveInterval 1", "ServerAliveCountMax 2"))
		ended, _ := running(t, c, "exec sleep 1000")
		h.pause(t)
		begin := time.Now()
		wantFault(t, within(t, ended), transport.Lost, "does not answer any more: no answer for 2s")
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("it took %v to see", took)
		}
	})
	t.Run("a host that answers is not given up", func(t *testing.T) {
		c := open(t, h.with(t, "127.0.0.1", "Port "+h.portText(), "User dash", "UserKnownHostsFile "+h.knownHosts, "IdentityFile "+h.key, "ServerAliveInterval 1", "ServerAliveCountMax 1"))
		if got := out(t, c, "sleep 4; echo on"); got != "on" {
			t.Errorf("got %q", got)
		}
	})
}

// running starts a shell line that says its sshd first, and gives where its
// error will come.
func running(t *testing.T, c *Conn, line string) (ended <-chan error, sshd string) {
	t.Helper()
	r, w := io.Pipe()
	errs := make(chan error, 1)
	go func() {
		_, err := c.Run(t.Context(), transport.Command{Argv: []string{"sh", "-c", "echo $PPID; " + line}, Stdout: w})
		_ = w.Close()
		errs <- err
	}()
	buf := make([]byte, 32)
	n, err := r.Read(buf)
	if err != nil {
		t.Fatalf("it did not start: %v", <-errs)
	}
	return errs, strings.TrimSpace(string(buf[:n]))
}

func within(t *testing.T, ended <-chan error) error {
	t.Helper()
	select {
	case err := <-ended:
		return err
	case <-time.After(30 * time.Second):
		t.Fatal("Run has not returned")
		return nil
	}
}

// TestMaxSessions: fewer sessions than commands is no error, and what can't be
// ended by another session is ended all the same.
func TestMaxSessions(t *testing.T) {
	t.Parallel()
	left := map[int]string{1: "sleep 987654321 & ", 3: "setsid sleep 987654321 & "}
	for _, limit := range []int{1, 3} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			h := start(t)
			h.reload(t, fmt.Sprintf("MaxSessions %d\n", limit))
			c := open(t, h.config("dash"))
			var wait sync.WaitGroup
			for range limit { // longer than sshd is given for anything
				wait.Go(func() { out(t, c, "sleep 3") })
			}
			time.Sleep(500 * time.Millisecond)
			for i := range 12 {
				wait.Go(func() {
					r, err := c.Run(t.Context(), transport.Command{Argv: []string{"sh", "-c", "sleep 0.1; exit " + fmt.Sprint(i)}})
					if err != nil || r.ExitCode != i {
						t.Errorf("command %d: %d %v", i, r.ExitCode, err)
					}
				})
			}
			wait.Wait()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := c.Run(ctx, transport.Command{Argv: []string{"sh", "-c", left[limit] + "sleep 987654321; :"}})
			wantFault(t, err, transport.Timeout)
			if strings.Contains(err.Error(), "may still run: what left its session") != (limit == 1) {
				t.Error(err)
			}
			if left := h.run(t, nil, "sh", "-c", "pgrep -f '[9]87654321' || true"); left != "" {
				t.Errorf("still there: %q", left)
			}
		})
	}
	t.Run("none", func(t *testing.T) {
		h := start(t)
		h.reload(t, "MaxSessions 0\n")
		c := open(t, h.config("dash"))
		_, err := c.Run(t.Context(), transport.Command{Argv: []string{"true"}})
		wantFault(t, err, transport.Unreachable, "MaxSessions")
	})
}

// TestOddLogins: what keeps a login from running commands is said, and is never
// a result.
func TestOddLogins(t *testing.T) {
	t.Parallel()
	h := start(t)
	for user, words := range map[string][]string{
		"nologin": {"the login runs no commands", "exit code 1", "This account is currently not available"},
		"forced":  {"the login runs no commands", "exit code 0", "this is forced"},
		"leaves":  {"the login runs no commands", "exit code 0", "said nothing"},
		"mute":    {"a startup file of the login sends standard output elsewhere"},
	} {
		t.Run(user, func(t *testing.T) {
			for range 5 {
				c := open(t, h.config(user))
				_, err := c.Run(t.Context(), transport.Command{Argv: []string{"echo", "x"}, Stdin: strings.NewReader("y\n")})
				wantFault(t, err, transport.Unreachable, words...)
			}
		})
	}
	t.Run("a shell that is not there", func(t *testing.T) { fails(t, h.config("missing"), transport.Auth) })
	for user, words := range map[string]string{"hangs": "the login had not started it and said: the directory service is slow", "eats": "the login had not started it"} {
		t.Run(user, func(t *testing.T) {
			c := open(t, h.config(user))
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			_, err := c.Run(ctx, transport.Command{Argv: []string{"echo", "x"}})
			wantFault(t, err, transport.Timeout, words)
			for until := time.Now().Add(5 * time.Second); h.run(t, nil, "sh", "-c", "pgrep -u "+user+" -x 'sleep|cat' || true") != ""; time.Sleep(100 * time.Millisecond) {
				if time.Now().After(until) {
					t.Fatal("the login still hangs there")
				}
			}
		})
	}
}

// silent is a listener; serve gets each connection and its number.
func silent(t *testing.T, serve func(n int32, conn net.Conn)) (cfg Config, count *atomic.Int32) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	count = &atomic.Int32{}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go serve(count.Add(1), conn)
		}
	}()
	file := filepath.Join(t.TempDir(), "config")
	write(t, file, nobody)
	return Config{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, ConfigFile: file}, count
}

// TestDials: a host that does not greet as sshd does.
func TestDials(t *testing.T) {
	t.Run("silence ends in time", func(t *testing.T) {
		cfg, _ := silent(t, func(int32, net.Conn) {})
		cfg.ConnectTimeout = 500 * time.Millisecond
		fails(t, cfg, transport.Unreachable, "the host does not answer within 500ms")
	})
	t.Run("the context's end", func(t *testing.T) {
		cfg, _ := silent(t, func(int32, net.Conn) {})
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err := Open(ctx, cfg)
		wantFault(t, err, transport.Timeout)
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(300*time.Millisecond, cancel)
		_, err = Open(ctx, cfg)
		wantFault(t, err, transport.Canceled)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v does not hold its cause", err)
		}
	})
	t.Run("dropped again and again", func(t *testing.T) {
		cfg, n := silent(t, func(_ int32, conn net.Conn) {
			_, _ = io.WriteString(conn, "Exceeded MaxStartups\r\n")
			_ = conn.Close()
		})
		fails(t, cfg, transport.Unreachable, "it greets with: Exceeded MaxStartups")
		if n.Load() != tries {
			t.Errorf("%d tries, want %d", n.Load(), tries)
		}
	})
	t.Run("refused for what we did before: once", func(t *testing.T) {
		cfg, n := silent(t, func(_ int32, conn net.Conn) {
			_, _ = io.WriteString(conn, "Not allowed at this time\r\n")
			_ = conn.Close()
		})
		fails(t, cfg, transport.Unreachable, "Not allowed at this time")
		if n.Load() != 1 {
			t.Errorf("%d tries", n.Load())
		}
	})
	t.Run("no sshd at all", func(t *testing.T) {
		cfg, n := silent(t, func(_ int32, conn net.Conn) {
			_, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n<html>")
			_ = conn.Close()
		})
		fails(t, cfg, transport.Unreachable, "it greets with: HTTP/1.1 400 Bad Request")
		if n.Load() > tries {
			t.Errorf("%d tries", n.Load())
		}
	})
	t.Run("a few are dropped, then it serves", func(t *testing.T) {
		h := start(t)
		cfg, _ := silent(t, func(n int32, conn net.Conn) {
			if n > 3 {
				if to, err := net.Dial("tcp", h.address()); err == nil {
					go func() { _, _ = io.Copy(to, conn) }()
					_, _ = io.Copy(conn, to)
				}
			}
			_ = conn.Close()
		})
		cfg.User, cfg.IdentityFiles = "dash", []string{h.key}
		cfg.ConfigFile = h.with(t, "", "HostKeyAlias ["+"127.0.0.1]:"+h.portText(), "UserKnownHostsFile "+h.knownHosts).ConfigFile
		open(t, cfg)
	})
	t.Run("eight handshakes at most", func(t *testing.T) {
		var now, most atomic.Int32
		cfg, _ := silent(t, func(_ int32, conn net.Conn) {
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			_, _ = io.Copy(io.Discard, conn)
			now.Add(-1)
		})
		cfg.ConnectTimeout = 300 * time.Millisecond
		var wait sync.WaitGroup
		for range 24 {
			wait.Go(func() { _, _ = Open(t.Context(), cfg) })
		}
		wait.Wait()
		// The listener sees a connection's end a little later than the next one's
		// beginning.
		if most.Load() > handshakes+4 || most.Load() < handshakes/2 {
			t.Errorf("%d at once, want at most %d", most.Load(), handshakes)
		}
	})
	t.Run("a slow person is not out of time", func(t *testing.T) {
		t.Setenv(EnvPassword, "")
		h := start(t)
		cfg := h.config("bash")
		cfg.IdentityFiles, cfg.ConnectTimeout = nil, 3*time.Second
		cfg.Prompt = func(context.Context, string) (string, error) {
			time.Sleep(4 * time.Second)
			return password, nil
		}
		open(t, cfg)
	})
}
