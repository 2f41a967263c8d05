package ssh

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport"
)

func passwords(t *testing.T, h *host) {
	without := func(user string) Config {
		cfg := h.config(user)
		cfg.IdentityFiles = nil
		return cfg
	}
	for _, user := range []string{"bash", "interactive"} {
		t.Run("from the environment, "+user, func(t *testing.T) {
			t.Setenv(EnvPassword, password)
			open(t, without(user))
		})
		t.Run("a wrong one from the environment, "+user, func(t *testing.T) {
			t.Setenv(EnvPassword, "wrong")
			fails(t, without(user), transport.Auth, "did not take the password of "+EnvPassword)
		})
		t.Run("from a person, "+user, func(t *testing.T) {
			p := &person{answers: []string{password}}
			cfg := without(user)
			cfg.Prompt = p.ask
			open(t, cfg)
			if len(p.asked) != 1 || p.asked[0] != "password of "+user+"@127.0.0.1" {
				t.Errorf("asked %q", p.asked)
			}
		})
		t.Run("nobody to ask, "+user, func(t *testing.T) {
			fails(t, without(user), transport.Auth, "there is no terminal to ask for it, and "+EnvPassword+" is not set")
		})
		t.Run("a person who goes away, "+user, func(t *testing.T) {
			cfg := without(user)
			cfg.Prompt = (&person{}).ask
			fails(t, cfg, transport.Auth, "the person went away")
		})
	}
	t.Run("a key and a password", func(t *testing.T) {
		t.Setenv(EnvPassword, password)
		open(t, h.config("both"))
	})
	t.Run("a key, and no password", func(t *testing.T) {
		fails(t, h.config("both"), transport.Auth, "not offered: a password")
	})
	t.Run("BatchMode asks nobody", func(t *testing.T) {
		cfg := h.with(t, "127.0.0.1", "BatchMode yes", "Port "+h.portText(), "User bash", "UserKnownHostsFile "+h.knownHosts)
		p := &person{answers: []string{password}}
		cfg.Prompt = p.ask
		fails(t, cfg, transport.Auth, "BatchMode is on")
		if len(p.asked) != 0 {
			t.Errorf("asked %q", p.asked)
		}
	})
	t.Run("PasswordAuthentication no", func(t *testing.T) {
		t.Setenv(EnvPassword, password)
		fails(t, h.with(t, "127.0.0.1", "PasswordAuthentication no", "Port "+h.portText(), "User bash", "UserKnownHostsFile "+h.knownHosts), transport.Auth, "there was nothing to offer")
	})
}

// certificates: a user's certificate is used before the plain key.
func certificates(t *testing.T, h *host) {
	dir := t.TempDir()
	writeKey(t, filepath.Join(dir, "key"), "")
	keygen := func(args ...string) {
		t.Helper()
		if out, err := exec.Command("ssh-keygen", args...).CombinedOutput(); err != nil {
			t.Fatalf("ssh-keygen %q: %v %s", args, err, out)
		}
	}
	keygen("-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(dir, "ca"))
	public, err := exec.Command("ssh-keygen", "-y", "-f", filepath.Join(dir, "key")).Output()
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "key.pub"), string(public))
	keygen("-q", "-s", filepath.Join(dir, "ca"), "-I", "test", "-n", "onlykeys", filepath.Join(dir, "key.pub"))
	ca, _ := os.ReadFile(filepath.Join(dir, "ca.pub"))
	h.accept(t, "onlykeys", []byte("cert-authority "+string(ca)))
	cfg := h.config("onlykeys")
	cfg.IdentityFiles = []string{filepath.Join(dir, "key")}
	open(t, cfg)
	moved := filepath.Join(dir, "elsewhere.pub")
	if err := os.Rename(filepath.Join(dir, "key-cert.pub"), moved); err != nil {
		t.Fatal(err)
	}
	fails(t, cfg, transport.Auth, "did not take")
	cfg = h.with(t, "127.0.0.1", "Port "+h.portText(), "User onlykeys", "UserKnownHostsFile "+h.knownHosts, "CertificateFile "+moved, "IdentityFile "+filepath.Join(dir, "key"))
	open(t, cfg)
}
