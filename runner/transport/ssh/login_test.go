package ssh

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/fleetspec/fleetspec/runner/transport"
)

const password = "open sesame $HOME"

// person answers questions; it notes them.
type person struct {
	mu      sync.Mutex
	asked   []string
	answers []string
}

func (p *person) ask(_ context.Context, question string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, question)
	if len(p.answers) == 0 {
		return "", errors.New("the person went away")
	}
	a := p.answers[0]
	p.answers = p.answers[1:]
	return a, nil
}

// TestLogins: who gets in, with what, and what is said to whom does not.
func TestLogins(t *testing.T) {
	t.Setenv(EnvPassword, "")
	h := start(t)
	t.Run("keys", func(t *testing.T) { keys(t, h) })
	t.Run("encrypted keys", func(t *testing.T) { encrypted(t, h) })
	t.Run("the agent", func(t *testing.T) { withAgent(t, h) })
	t.Run("passwords", func(t *testing.T) { passwords(t, h) })
	t.Run("certificates", func(t *testing.T) { certificates(t, h) })
}

func keys(t *testing.T, h *host) {
	t.Run("a key file", func(t *testing.T) {
		if got := out(t, open(t, h.config("bash")), "id -un"); got != "bash" {
			t.Errorf("we are %q", got)
		}
	})
	t.Run("the key file of ssh_config", func(t *testing.T) {
		open(t, h.with(t, "web", "Host web", "HostName 127.0.0.1", "User bash", "Port "+h.portText(), "IdentityFile "+h.key, "UserKnownHostsFile "+h.knownHosts))
	})
	t.Run("without the ssh command, by our own reader", func(t *testing.T) {
		cfg := h.with(t, "web", "Host w*", "HostName 127.0.0.1", "User bash", "Port "+h.portText(), "IdentityFile "+h.key, "UserKnownHostsFile "+h.knownHosts)
		refused := h.with(t, "web", "Ciphers +3des-cbc")
		t.Setenv("PATH", t.TempDir())
		open(t, cfg)
		fails(t, refused, transport.Config, "config:1: ssh_config says ciphers +3des-cbc, which fleetspec does not cover without the ssh command (install it)")
	})
	t.Run("the second key", func(t *testing.T) {
		cfg := h.config("bash")
		wrong := filepath.Join(t.TempDir(), "wrong")
		writeKey(t, wrong, "")
		cfg.IdentityFiles = []string{wrong, filepath.Join(t.TempDir(), "missing"), h.key}
		open(t, cfg)
	})
	t.Run("no key at all", func(t *testing.T) {
		cfg := h.config("onlykeys")
		cfg.IdentityFiles = nil
		fails(t, cfg, transport.Auth, "there was nothing to offer", "it takes publickey")
	})
	t.Run("a wrong key, which is named", func(t *testing.T) {
		cfg := h.config("onlykeys")
		cfg.IdentityFiles = []string{filepath.Join(t.TempDir(), "wrong"), filepath.Join(t.TempDir(), "missing")}
		writeKey(t, cfg.IdentityFiles[0], "")
		fails(t, cfg, transport.Auth, "log in as onlykeys", cfg.IdentityFiles[0]+" SHA256:", "not offered: "+cfg.IdentityFiles[1], "it takes publickey")
	})
	t.Run("a key that others can read, as with ssh", func(t *testing.T) {
		cfg := h.config("onlykeys")
		cfg.IdentityFiles = []string{filepath.Join(t.TempDir(), "open")}
		content, _ := os.ReadFile(h.key)
		write(t, cfg.IdentityFiles[0], string(content))
		if err := os.Chmod(cfg.IdentityFiles[0], 0o644); err != nil {
			t.Fatal(err)
		}
		fails(t, cfg, transport.Auth, "others can read it", "chmod 600")
	})
	t.Run("a file that is no key", func(t *testing.T) {
		cfg := h.config("onlykeys")
		cfg.IdentityFiles = []string{filepath.Join(t.TempDir(), "putty")}
		write(t, cfg.IdentityFiles[0], "PuTTY-User-Key-File-3: ssh-ed25519\n")
		fails(t, cfg, transport.Auth, "can't be read here", "ssh-keygen -p -f")
	})
	t.Run("no such user", func(t *testing.T) { fails(t, h.config("nobodyhere"), transport.Auth, "log in as nobodyhere") })
}

func encrypted(t *testing.T, h *host) {
	locked := filepath.Join(t.TempDir(), "locked")
	h.accept(t, "onlykeys", writeKey(t, locked, "secret"))
	cfg := h.config("onlykeys")
	cfg.IdentityFiles = []string{locked}
	t.Run("nobody to ask", func(t *testing.T) {
		fails(t, cfg, transport.Auth, locked+": it is encrypted, and there is no terminal", "ssh-add")
	})
	t.Run("another key has its turn all the same", func(t *testing.T) {
		cfg := cfg
		cfg.IdentityFiles = []string{locked, h.key}
		open(t, cfg)
	})
	t.Run("three wrong answers", func(t *testing.T) {
		p := &person{answers: []string{"a", "b", "c"}}
		cfg := cfg
		cfg.Prompt = p.ask
		fails(t, cfg, transport.Auth, "the passphrase was wrong")
		if len(p.asked) != 3 || p.asked[0] != "passphrase of "+locked {
			t.Errorf("asked %q", p.asked)
		}
	})
	t.Run("asked once in a process, however many hosts", func(t *testing.T) {
		p := &person{answers: []string{"wrong", "secret"}}
		cfg := cfg
		cfg.Prompt = p.ask
		var wait sync.WaitGroup
		for range 5 {
			wait.Go(func() { open(t, cfg) })
		}
		wait.Wait()
		if len(p.asked) != 2 {
			t.Errorf("asked %q", p.asked)
		}
	})
	t.Run("a key that the host does not want is not asked for", func(t *testing.T) {
		other := filepath.Join(t.TempDir(), "other")
		writeKey(t, other, "secret")
		p := &person{}
		cfg := cfg
		cfg.IdentityFiles, cfg.Prompt = []string{other, h.key}, p.ask
		open(t, cfg)
		if len(p.asked) != 0 {
			t.Errorf("asked %q", p.asked)
		}
	})
	t.Run("an old format, whose public half nobody knows", func(t *testing.T) {
		old := filepath.Join(t.TempDir(), "old")
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "secret", "-f", old).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		public, _ := os.ReadFile(old + ".pub")
		h.accept(t, "second", public)
		_ = os.Remove(old + ".pub")
		p := &person{answers: []string{"secret"}}
		cfg := h.config("second")
		cfg.IdentityFiles, cfg.Prompt = []string{old}, p.ask
		open(t, cfg)
	})
	t.Run("a cipher that we can't decrypt", func(t *testing.T) {
		odd := filepath.Join(t.TempDir(), "odd")
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-Z", "aes256-gcm@openssh.com", "-N", "secret", "-f", odd).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		public, _ := os.ReadFile(odd + ".pub")
		h.accept(t, "onlykeys", public)
		p := &person{answers: []string{"secret"}}
		cfg := h.config("onlykeys")
		cfg.IdentityFiles, cfg.Prompt = []string{odd}, p.ask
		fails(t, cfg, transport.Auth, "can't be decrypted here", "ssh-keygen -p -f", "ssh-add")
	})
}

// serveAgent is an ssh-agent with n keys; the last of them is h's key when with.
func serveAgent(t *testing.T, h *host, n int, with bool) (socket string, ring agent.Agent) {
	t.Helper()
	ring = agent.NewKeyring()
	for i := range n {
		file := filepath.Join(t.TempDir(), "k")
		if writeKey(t, file, ""); with && i == n-1 {
			file = h.key
		}
		content, _ := os.ReadFile(file)
		key, err := ssh.ParseRawPrivateKey(content)
		if err != nil {
			t.Fatal(err)
		}
		if err := ring.Add(agent.AddedKey{PrivateKey: key}); err != nil {
			t.Fatal(err)
		}
	}
	dir, err := os.MkdirTemp("", "agent")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket = filepath.Join(dir, "s")
	l, err := net.Listen("unix", socket)
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
			go func() { _ = agent.ServeAgent(ring, conn) }()
		}
	}()
	return socket, ring
}

func withAgent(t *testing.T, h *host) {
	via := func(t *testing.T, socket string, lines ...string) Config {
		return h.with(t, "127.0.0.1", append(lines, "User onlykeys", "Port "+h.portText(), "UserKnownHostsFile "+h.knownHosts, "IdentityAgent "+socket)...)
	}
	t.Run("its key", func(t *testing.T) {
		socket, _ := serveAgent(t, h, 2, true)
		open(t, via(t, socket))
	})
	t.Run("SSH_AUTH_SOCK", func(t *testing.T) {
		socket, _ := serveAgent(t, h, 1, true)
		t.Setenv("SSH_AUTH_SOCK", socket)
		open(t, via(t, "SSH_AUTH_SOCK"))
	})
	t.Run("a file's key comes before its many keys", func(t *testing.T) {
		socket, _ := serveAgent(t, h, 8, false)
		cfg := via(t, socket)
		fails(t, cfg, transport.Auth, "a key of the agent SHA256:")
		cfg.IdentityFiles = []string{h.key}
		open(t, cfg)
	})
	t.Run("IdentitiesOnly keeps its other keys out", func(t *testing.T) {
		socket, _ := serveAgent(t, h, 1, true)
		fails(t, via(t, socket, "IdentitiesOnly yes"), transport.Auth, "there was nothing to offer")
	})
	t.Run("a public half alone names its key", func(t *testing.T) {
		socket, ring := serveAgent(t, h, 8, true)
		held, _ := ring.List()
		file := filepath.Join(t.TempDir(), "only")
		write(t, file+".pub", held[7].String()+"\n")
		open(t, via(t, socket, "IdentitiesOnly yes", "IdentityFile "+file))
		open(t, via(t, socket, "IdentitiesOnly yes", "IdentityFile "+file+".pub"))
	})
	t.Run("an agent that is gone does not keep the files back", func(t *testing.T) {
		cfg := via(t, filepath.Join(t.TempDir(), "gone"))
		fails(t, cfg, transport.Auth, "not offered: the agent's keys")
		cfg.IdentityFiles = []string{h.key}
		open(t, cfg)
	})
	t.Run("it is never forwarded", func(t *testing.T) {
		socket, _ := serveAgent(t, h, 1, true)
		c := open(t, via(t, socket, "ForwardAgent yes"))
		if got := out(t, c, "echo x$SSH_AUTH_SOCK; ls -d /tmp/ssh-* 2>/dev/null"); got != "x" {
			t.Errorf("the host has an agent: %q", got)
		}
	})
}

// accept lets a user in with a key.
func (h *host) accept(t *testing.T, user string, line []byte) {
	t.Helper()
	h.run(t, line, "tee", "-a", "/etc/ssh/keys/"+user)
}

func (h *host) portText() string { return h.address()[strings.LastIndexByte(h.address(), ':')+1:] }
