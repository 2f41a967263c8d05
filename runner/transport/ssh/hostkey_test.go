package ssh

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// TestHostKeyMessages: what is said, and what is kept.
func TestHostKeyMessages(t *testing.T) {
	h := start(t)
	k := readHostKeys(t, h)
	name := "[127.0.0.1]:" + k.port
	prints := func(line string) string {
		key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(line))
		if err != nil {
			t.Fatal(err)
		}
		return ssh.FingerprintSHA256(key)
	}
	with := func(t *testing.T, known string, lines ...string) (Config, string) {
		file := filepath.Join(t.TempDir(), "known")
		write(t, file, known)
		cfg := h.with(t, "127.0.0.1", append(lines, "Port "+k.port, "User bash", "UserKnownHostsFile "+file, "IdentityFile "+h.key)...)
		return cfg, file
	}
	t.Run("unknown", func(t *testing.T) {
		cfg, file := with(t, "")
		fails(t, cfg, transport.HostKey, name+" is not known in "+file, "ssh-ed25519 "+prints(k.ed25519), "ssh-keygen -lf")
	})
	t.Run("changed: both fingerprints, the place and the mend", func(t *testing.T) {
		cfg, file := with(t, "# x\n"+name+" "+k.other+"\n")
		fails(t, cfg, transport.HostKey, "CHANGED", "ssh-ed25519 "+prints(k.ed25519), "ssh-ed25519 "+prints(k.other), file+":2", "ssh-keygen -R '"+name+"' -f '"+file+"'")
	})
	t.Run("revoked", func(t *testing.T) {
		cfg, file := with(t, "@revoked * "+k.ed25519+"\n", "StrictHostKeyChecking no")
		fails(t, cfg, transport.HostKey, "REVOKED ("+file+":1)")
	})
	t.Run("a @revoked line that can't be read stops", func(t *testing.T) {
		cfg, file := with(t, name+" "+k.ed25519+"\n@revoked * ssh-ed25519 AAAA\n")
		fails(t, cfg, transport.Config, file+":2: a @revoked key that can't be read")
	})
	t.Run("a line that can't be read is named", func(t *testing.T) {
		cfg, file := with(t, name+" ssh-ed25519 AAAA\n")
		fails(t, cfg, transport.HostKey, "can't be read: "+file+":1")
	})
	t.Run("accept-new keeps the key that ssh would, and says so", func(t *testing.T) { acceptNew(t, h, k) })
	t.Run("accept-new does not take a changed key", func(t *testing.T) {
		cfg, _ := with(t, name+" "+k.other+"\n", "StrictHostKeyChecking accept-new")
		fails(t, cfg, transport.HostKey, "CHANGED")
	})
	t.Run("accept-new keeps a hash where names are hashed", func(t *testing.T) {
		cfg, file := with(t, name[:5]+" x", "StrictHostKeyChecking accept-new", "HashKnownHosts yes")
		open(t, cfg)
		content, _ := os.ReadFile(file)
		if !strings.Contains(string(content), "\n|1|") || strings.Contains(string(content), name) {
			t.Errorf("kept %q", content)
		}
		cfg.ConfigFile, _ = with2(t, h, file)
		open(t, cfg)
	})
	t.Run("no: not verified, and said so; no password for it", func(t *testing.T) {
		cfg, file := with(t, name+" "+k.other+"\n", "StrictHostKeyChecking no")
		c := open(t, cfg)
		if n := strings.Join(c.Notes(), "|"); !strings.Contains(n, "NOT verified") || !strings.Contains(n, prints(k.ed25519)) {
			t.Errorf("notes %q", n)
		}
		if content, _ := os.ReadFile(file); strings.Contains(string(content), k.ed25519) {
			t.Error("the key was kept")
		}
		t.Setenv(EnvPassword, password)
		cfg.ConfigFile, cfg.IdentityFiles = h.with(t, "", "Port "+k.port, "User bash", "UserKnownHostsFile "+file, "StrictHostKeyChecking no").ConfigFile, nil
		fails(t, cfg, transport.Auth, "a password: the host's key is not verified")
	})
	t.Run("a known key needs no note", func(t *testing.T) {
		cfg, _ := with(t, name+" "+k.ed25519+"\n", "StrictHostKeyChecking no")
		if n := open(t, cfg).Notes(); len(n) != 0 {
			t.Errorf("notes %q", n)
		}
	})
	t.Run("HostKeyAlias", func(t *testing.T) {
		cfg, _ := with(t, "Legacy-Web "+k.ed25519+"\n", "HostKeyAlias LEGACY-web")
		open(t, cfg)
		cfg, _ = with(t, name+" "+k.ed25519+"\n", "HostKeyAlias legacy-web")
		fails(t, cfg, transport.HostKey, "legacy-web is not known")
	})
	t.Run("a bad certificate in its own words", func(t *testing.T) {
		h.certify(t, k, "-n", "elsewhere")
		cfg, _ := with(t, "@cert-authority * "+k.ca+"\n")
		fails(t, cfg, transport.HostKey, "certificate", `principal`, "elsewhere")
		h.certify(t, k, "-n", "127.0.0.1", "-V", "20200101:20210101")
		fails(t, cfg, transport.HostKey, "certificate", "expired")
		h.reload(t, "")
	})
	t.Run("a known_hosts file that can't be read", func(t *testing.T) {
		cfg, _ := with(t, "")
		cfg.KnownHosts = []string{t.TempDir()}
		fails(t, cfg, transport.Config, "read known hosts")
	})
}

// with2 is a strict configuration with a known_hosts file.
func with2(t *testing.T, h *host, file string) (config, known string) {
	t.Helper()
	return h.with(t, "", "Port "+h.portText(), "User bash", "UserKnownHostsFile "+file, "IdentityFile "+h.key).ConfigFile, file
}

// acceptNew compares what is kept with what ssh keeps, with and without a
// certificate.
func acceptNew(t *testing.T, h *host, k hostKeys) {
	for _, certified := range []bool{false, true} {
		if certified {
			h.certify(t, k, "-n", "127.0.0.1")
			defer h.reload(t, "")
		}
		dir := t.TempDir()
		theirs, ours := filepath.Join(dir, "theirs"), filepath.Join(dir, "sub", "ours")
		if out, err := exec.Command("ssh", "-F", h.sshConfig, "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=accept-new", "-o", "UserKnownHostsFile="+theirs,
			"-o", "UpdateHostKeys=no", "-o", "IdentitiesOnly=yes", "-i", h.key, "-p", k.port, "bash@127.0.0.1", "true").CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		c := open(t, h.with(t, "127.0.0.1", "Port "+k.port, "User bash", "UserKnownHostsFile "+ours, "IdentityFile "+h.key, "StrictHostKeyChecking accept-new"))
		if n := strings.Join(c.Notes(), "|"); !strings.Contains(n, "accepted as new") || !strings.Contains(n, "SHA256:") || !strings.Contains(n, ours) {
			t.Errorf("notes %q", n)
		}
		a, _ := os.ReadFile(theirs)
		b, _ := os.ReadFile(ours)
		if string(a) != string(b) {
			t.Errorf("certified %v: ssh keeps %q, we keep %q", certified, a, b)
		}
	}
}
