package ssh

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// puppet is an SSH server that does to a command what the test says: it gets
// the channel after the bootstrap's line was said and the argv line was read.
func puppet(t *testing.T, play func(conn ssh.Conn, ch ssh.Channel)) *Conn {
	t.Helper()
	return puppetExec(t, func(conn ssh.Conn, ch ssh.Channel, nonce string, accept func(bool)) {
		accept(true)
		line := nonce + " 4242\n"
		_, _ = ch.Write([]byte("noise " + line))
		_, _ = ch.Stderr().Write([]byte(line))
		_, _ = bufio.NewReader(ch).ReadString('\n')
		play(conn, ch)
	})
}

func puppetExec(t *testing.T, exec func(conn ssh.Conn, ch ssh.Channel, nonce string, accept func(bool))) *Conn {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	server := &ssh.ServerConfig{NoClientAuth: true}
	server.AddHostKey(signer)
	cfg, _ := silent(t, func(_ int32, raw net.Conn) {
		conn, channels, requests, err := ssh.NewServerConn(raw, server)
		if err != nil {
			return
		}
		go ssh.DiscardRequests(requests)
		for c := range channels {
			ch, requests, err := c.Accept()
			if err != nil {
				return
			}
			go func() {
				for r := range requests {
					if r.Type == "exec" {
						words := strings.Fields(string(r.Payload))
						go exec(conn, ch, words[len(words)-1], func(ok bool) { _ = r.Reply(ok, nil) })
					}
				}
			}()
		}
	})
	known := filepath.Join(t.TempDir(), "known")
	write(t, known, "* "+textOf(signer.PublicKey()))
	cfg.KnownHosts = []string{known}
	return open(t, cfg)
}

func status(ch ssh.Channel, code uint32) {
	_, _ = ch.SendRequest("exit-status", false, ssh.Marshal(struct{ S uint32 }{code}))
}

func signal(ch ssh.Channel, name string) {
	_, _ = ch.SendRequest("exit-signal", false, ssh.Marshal(struct {
		Name  string
		Core  bool
		Error string
		Lang  string
	}{Name: name}))
}

// TestFates: what sshd says of a command's end, and what it does not.
func TestFates(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		play func(conn ssh.Conn, ch ssh.Channel)
		code int
		kind transport.Kind // where it is no result
		says string
	}{
		"an exit status":                {func(_ ssh.Conn, ch ssh.Channel) { status(ch, 7); _ = ch.Close() }, 7, "", ""},
		"one beyond a byte":             {func(_ ssh.Conn, ch ssh.Channel) { status(ch, 300); _ = ch.Close() }, 300, "", ""},
		"a signal":                      {func(_ ssh.Conn, ch ssh.Channel) { signal(ch, "TERM"); _ = ch.Close() }, 143, "", ""},
		"a signal without a number":     {func(_ ssh.Conn, ch ssh.Channel) { signal(ch, "SIG@openssh.com"); _ = ch.Close() }, 0, transport.Lost, "no number here"},
		"nothing, and the channel ends": {func(_ ssh.Conn, ch ssh.Channel) { _ = ch.Close() }, 0, transport.Lost, "before sshd said how"},
		"nothing, and the connection":   {func(conn ssh.Conn, _ ssh.Channel) { _ = conn.Close() }, 0, transport.Lost, "the connection was lost"},
		"output, then nothing":          {func(_ ssh.Conn, ch ssh.Channel) { _, _ = ch.Write([]byte("half")); _ = ch.Close() }, 0, transport.Lost, ""},
		"a broken exit status": {func(_ ssh.Conn, ch ssh.Channel) {
			_, _ = ch.SendRequest("exit-status", false, []byte{1})
			_ = ch.Close()
		}, 0, transport.Lost, "exit status"},
		"a status, then no end of it": {func(_ ssh.Conn, ch ssh.Channel) { status(ch, 3) }, 3, "", ""},
		"a status, then the connection": {func(conn ssh.Conn, ch ssh.Channel) {
			status(ch, 0)
			time.Sleep(50 * time.Millisecond)
			_ = conn.Close()
		}, 0, transport.Lost, "the connection was lost"},
		"two statuses: the first counts": {func(_ ssh.Conn, ch ssh.Channel) { status(ch, 4); status(ch, 5); _ = ch.Close() }, 4, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := puppet(t, c.play).Run(t.Context(), transport.Command{Argv: []string{"x"}})
			if c.kind != "" {
				wantFault(t, err, c.kind, "run x on 127.0.0.1", c.says)
			} else if err != nil || r.ExitCode != c.code {
				t.Errorf("%d %v, want %d", r.ExitCode, err, c.code)
			}
		})
	}
}

// Output that comes after the exit status is the command's, as sshd may say the
// status first.
func TestLateOutput(t *testing.T) {
	c := puppet(t, func(_ ssh.Conn, ch ssh.Channel) {
		status(ch, 0)
		for range 5 {
			time.Sleep(linger / 2)
			_, _ = ch.Write([]byte("late "))
		}
		_ = ch.Close()
	})
	r, err := c.Run(t.Context(), transport.Command{Argv: []string{"x"}})
	if err != nil || string(r.Stdout) != strings.Repeat("late ", 5) {
		t.Errorf("%q %v", r.Stdout, err)
	}
}

// A host that refuses the exec, or never says that the command runs, gives no
// result.
func TestNotStarted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		exec func(conn ssh.Conn, ch ssh.Channel, nonce string, accept func(bool))
		kind transport.Kind
	}{
		"refused": {func(_ ssh.Conn, _ ssh.Channel, _ string, accept func(bool)) { accept(false) }, transport.Unreachable},
		"ended with success": {func(_ ssh.Conn, ch ssh.Channel, _ string, accept func(bool)) {
			accept(true)
			status(ch, 0)
			_ = ch.Close()
		}, transport.Unreachable},
		"silent":           {func(_ ssh.Conn, _ ssh.Channel, _ string, accept func(bool)) { accept(true) }, transport.Timeout},
		"no answer at all": {func(ssh.Conn, ssh.Channel, string, func(bool)) {}, transport.Timeout},
		"an endless greeting": {func(_ ssh.Conn, ch ssh.Channel, _ string, accept func(bool)) {
			accept(true)
			for _, err := ch.Write(make([]byte, 32<<10)); err == nil; _, err = ch.Write(make([]byte, 32<<10)) {
			}
		}, transport.Timeout},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := puppetExec(t, c.exec).Run(ctx, transport.Command{Argv: []string{"x"}})
			wantFault(t, err, c.kind)
		})
	}
}

// FuzzArgv: the line for the bootstrap is one line, and sh reads the same
// arguments from it.
func FuzzArgv(f *testing.F) {
	for _, s := range []string{"", "a b", "'", "a\nb\n", "$x`y`\\", "\xff\x01"} {
		f.Add(s, "x")
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.ContainsRune(a+b, 0) || len(a)+len(b) > 32<<10 {
			return
		}
		nonce := "N0NCE"
		line := argvLine(nonce, []string{"sh", "-c", `printf '%s\000' "$@"`, "sh", a, b})
		if strings.Count(line, "\n") != 1 {
			t.Fatalf("more than one line: %q", line)
		}
		in := filepath.Join(dir, "in")
		write(t, in, "\n\nother\n"+line)
		got := shell(t, commandLine(nonce), in)
		if want := a + "\x00" + b + "\x00"; !strings.HasSuffix(got, "\n"+want) {
			t.Errorf("%q, want %q", got, want)
		}
	})
}
