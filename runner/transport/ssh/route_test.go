package ssh

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

// inner is the host's address among the containers.
func (h *host) inner(t *testing.T) string {
	return transporttest.Docker(t, nil, "inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", h.id)
}

// logins is how often somebody logged in.
func (h *host) logins(t *testing.T) int { return h.count(t, "Accepted ") }

// TestRoutes: the ways to a host.
func TestRoutes(t *testing.T) {
	t.Setenv(EnvPassword, "")
	bastion, second, web := start(t), start(t), start(t)
	known := filepath.Join(t.TempDir(), "known")
	var lines strings.Builder
	for alias, h := range map[string]*host{"bastion": bastion, "second": second, "web": web} {
		for line := range strings.Lines(h.run(t, nil, "sh", "-c", "cat /etc/ssh/ssh_host_*_key.pub") + "\n") {
			lines.WriteString(alias + " " + line)
		}
	}
	write(t, known, lines.String())
	for _, h := range []*host{second, web} {
		h.accept(t, "bash", publicOf(t, bastion.key))
	}
	common := []string{
		"Host bastion", "HostName 127.0.0.1", "Port " + bastion.portText(), "User jump", "HostKeyAlias bastion",
		"Host second", "HostName " + second.inner(t), "User bash", "HostKeyAlias second",
		"Host web*", "HostName " + web.inner(t), "User bash", "HostKeyAlias web",
		"Host *", "IdentityFile " + bastion.key, "UserKnownHostsFile " + known, "StrictHostKeyChecking yes",
	}
	with := func(t *testing.T, lines ...string) Config { return bastion.with(t, "web", append(lines, common...)...) }
	// where says which host c is, and from where it was reached.
	where := func(t *testing.T, c *Conn) string {
		return out(t, c, `cat /etc/hostname; echo "${SSH_CONNECTION%% *}"`)
	}
	name := func(h *host) string { return h.id[:12] }
	want := func(t *testing.T, c *Conn, from *host) {
		t.Helper()
		if got := where(t, c); got != name(web)+"\n"+from.inner(t) {
			t.Errorf("we are on, from %q; want %s from %s", got, name(web), from.inner(t))
		}
	}
	t.Run("ProxyJump of ssh_config", func(t *testing.T) { want(t, open(t, with(t, "Host web", "ProxyJump bastion")), bastion) })
	t.Run("a chain", func(t *testing.T) { want(t, open(t, with(t, "Host web", "ProxyJump bastion,second")), second) })
	t.Run("a jump host behind a jump host", func(t *testing.T) {
		want(t, open(t, with(t, "Host web", "ProxyJump second", "Host second", "ProxyJump bastion")), second)
	})
	t.Run("a jump given wins over ProxyCommand", func(t *testing.T) {
		cfg := with(t, "Host web", "ProxyCommand false")
		cfg.Jump = "bastion"
		want(t, open(t, cfg), bastion)
	})
	t.Run("none wins over ProxyJump", func(t *testing.T) {
		cfg := with(t, "Host web", "ProxyJump nowhere")
		cfg.Jump = "none"
		open(t, cfg)
	})
	t.Run("a given user and port of the jump", func(t *testing.T) {
		cfg := with(t)
		cfg.Jump = fmt.Sprintf("second@127.0.0.1:%d", bastion.port)
		cfg.KnownHosts = []string{known, bastion.knownHosts}
		want(t, open(t, cfg), bastion)
	})
	t.Run("ProxyCommand with its tokens", func(t *testing.T) {
		note := filepath.Join(t.TempDir(), "tokens")
		c := open(t, with(t, "Host web", fmt.Sprintf("ProxyCommand sh -c 'echo \"%%n %%h %%p %%r 100%%%%\" >%s; exec docker exec -i %s nc %%h %%p'", note, bastion.id)))
		if got := out(t, c, "id -un"); got != "bash" {
			t.Errorf("we are %q", got)
		}
		if got, _ := os.ReadFile(note); string(got) != "web "+web.inner(t)+" 22 bash 100%\n" {
			t.Errorf("tokens %q", got)
		}
	})
	t.Run("a ProxyCommand ends with the connection", func(t *testing.T) {
		pid := filepath.Join(t.TempDir(), "pid")
		c := open(t, with(t, "Host web", fmt.Sprintf("ProxyCommand sh -c 'echo $$ >%s; trap \"\" TERM HUP; docker exec -i %s nc %%h %%p; sleep 1000'", pid, bastion.id)))
		out(t, c, "true")
		_ = c.Close()
		content, _ := os.ReadFile(pid)
		for until := time.Now().Add(5 * time.Second); exists("/proc/" + strings.TrimSpace(string(content)) + "/exe"); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(until) {
				t.Fatal("it still runs")
			}
		}
	})
	t.Run("a ProxyCommand that fails says why", func(t *testing.T) {
		fails(t, with(t, "Host web", "ProxyCommand sh -c 'echo no such instance >&2; exit 254'"), transport.Unreachable, "exit status 254 and said: no such instance")
	})
	t.Run("a ProxyCommand that says nothing ends in time", func(t *testing.T) {
		cfg := with(t, "Host web", "ProxyCommand sleep 1000")
		cfg.ConnectTimeout = time.Second
		fails(t, cfg, transport.Unreachable, "does not answer within 1s")
	})
	t.Run("the jump host's key is verified", func(t *testing.T) {
		fails(t, with(t, "Host bastion", "HostKeyAlias stranger", "Host web", "ProxyJump bastion"), transport.HostKey, "jump bastion", "stranger is not known")
	})
	t.Run("the host's key is verified behind the jump", func(t *testing.T) {
		fails(t, with(t, "Host web", "ProxyJump bastion", "HostKeyAlias stranger"), transport.HostKey, "stranger is not known")
	})
	t.Run("the jump host refuses us", func(t *testing.T) {
		fails(t, with(t, "Host bastion", "IdentityFile none", "User nobodyhere", "Host web", "ProxyJump bastion"), transport.Auth, "jump bastion", "log in as nobodyhere")
	})
	t.Run("the host's password is not for the jump host", func(t *testing.T) {
		t.Setenv(EnvPassword, password)
		fails(t, with(t, "Host bastion", "IdentityFile /nonexistent", "IdentitiesOnly yes", "Host web", "ProxyJump jump@127.0.0.1:"+bastion.portText(), "Host 127.0.0.1", "HostKeyAlias bastion", "IdentityAgent none", "User nobodyhere", "PubkeyAuthentication no"), transport.Auth, "jump", "there was nothing to offer")
	})
	t.Run("the host does not listen behind the jump", func(t *testing.T) {
		fails(t, with(t, "Host web", "ProxyJump bastion", "Port 9"), transport.Unreachable, "dial "+web.inner(t)+":9", "refused")
	})
	t.Run("a circle", func(t *testing.T) {
		fails(t, with(t, "Host web", "ProxyJump bastion", "Host bastion", "ProxyJump second", "Host second", "ProxyJump bastion"), transport.Config, "circle")
	})
	t.Run("no such host", func(t *testing.T) {
		fails(t, Config{Host: "fleetspec.invalid", ConfigFile: bastion.sshConfig}, transport.Unreachable, "dial fleetspec.invalid:22")
	})
	t.Run("nobody listens", func(t *testing.T) {
		fails(t, Config{Host: "127.0.0.1", Port: 9, ConfigFile: bastion.sshConfig}, transport.Unreachable, "refused")
	})
	t.Run("ssh_config that can't be used", func(t *testing.T) {
		fails(t, with(t, "NoSuchKeyword x"), transport.Config, "nosuchkeyword")
		fails(t, with(t, "RevokedHostKeys /etc/ssh/krl"), transport.Config, "revokedhostkeys", "does not cover")
		fails(t, Config{Host: "web", ConfigFile: filepath.Join(t.TempDir(), "missing")}, transport.Config, "missing")
	})
	t.Run("hosts behind a jump host share one login there", func(t *testing.T) {
		cfg := with(t, "Host web*", "ProxyJump bastion")
		before, there := bastion.logins(t), web.logins(t)
		conns := many(t, 12, func(i int) Config {
			cfg := cfg
			cfg.Host = fmt.Sprintf("web-%d", i)
			return cfg
		})
		if got := bastion.logins(t) - before; got != 1 {
			t.Errorf("%d logins on the jump host", got)
		}
		if got := web.logins(t) - there; got != 12 {
			t.Errorf("%d logins on the host", got)
		}
		for _, c := range conns[1:] {
			_ = c.Close()
		}
		out(t, conns[0], "true")
		_ = conns[0].Close()
		if c := open(t, cfg); out(t, c, "true") != "" || bastion.logins(t)-before != 2 {
			t.Error("the jump host's connection outlived its users")
		}
	})
	t.Run("a connection through the host", func(t *testing.T) { forward(t, open(t, with(t)), second.inner(t)) })
}

func publicOf(t *testing.T, key string) []byte {
	t.Helper()
	l := &login{}
	content, _ := os.ReadFile(key)
	k := l.parse(key, content, nil)
	return []byte(k.public.Type() + " " + strings.Fields(textOf(k.public))[1] + "\n")
}

// many opens n connections at once.
func many(t *testing.T, n int, cfg func(i int) Config) []*Conn {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	conns, errs := make([]*Conn, n), make([]error, n)
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() { conns[i], errs[i] = Open(ctx, cfg(i)) })
	}
	wait.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("connection %d: %v", i, err)
			continue
		}
		t.Cleanup(func() { _ = conns[i].Close() })
	}
	if t.Failed() {
		t.FailNow()
	}
	return conns
}

// forward reaches another host's sshd through c.
func forward(t *testing.T, c *Conn, other string) {
	conn, err := c.DialContext(t.Context(), "tcp", net.JoinHostPort(other, "22"))
	if err != nil {
		t.Fatal(err)
	}
	greeting := make([]byte, 4)
	if _, err := io.ReadFull(conn, greeting); err != nil || string(greeting) != "SSH-" {
		t.Errorf("%q %v", greeting, err)
	}
	_ = conn.Close()
	_, err = c.DialContext(t.Context(), "tcp", net.JoinHostPort(other, "9"))
	wantFault(t, err, transport.Unreachable, "dial "+other+":9 from web", "refused")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = c.DialContext(ctx, "tcp", net.JoinHostPort(other, "22"))
	wantFault(t, err, transport.Canceled)
}
