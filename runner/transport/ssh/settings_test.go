package ssh

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/ssh/hostkeys"
	"github.com/fleetspec/fleetspec/runner/transport/ssh/sshconfig"
)

// CheckHostIP: another key that known_hosts has for the address stops us, on the
// direct way by a name.
func TestCheckHostIP(t *testing.T) {
	line, other := strings.TrimSpace(string(writeKey(t, filepath.Join(t.TempDir(), "a"), ""))), strings.TrimSpace(string(writeKey(t, filepath.Join(t.TempDir(), "b"), "")))
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		known  string
		change func(r *route)
		remote string
		want   string
		note   string
	}{
		"another key":              {"web " + line + "\n10.0.0.9 " + other, nil, "10.0.0.9", "CheckHostIP of ssh_config: the host key of 10.0.0.9 has CHANGED", ""},
		"the same key":             {"web " + line + "\n10.0.0.9 " + line, nil, "10.0.0.9", "", ""},
		"nothing of the address":   {"web " + line, nil, "10.0.0.9", "", ""},
		"revoked for the address":  {"web " + line + "\n@revoked 10.0.0.9 " + line, nil, "10.0.0.9", "REVOKED", ""},
		"CheckHostIP no":           {"web " + line + "\n10.0.0.9 " + other, func(r *route) { r.CheckHostIP = false }, "10.0.0.9", "", ""},
		"through a jump host":      {"web " + line + "\n10.0.0.9 " + other, func(r *route) { r.via = &route{} }, "10.0.0.9", "", ""},
		"through a ProxyCommand":   {"web " + line + "\n10.0.0.9 " + other, func(r *route) { r.ProxyCommand = "nc" }, "10.0.0.9", "", ""},
		"this machine":             {"web " + line + "\n127.0.0.1 " + other, nil, "127.0.0.1", "", ""},
		"StrictHostKeyChecking no": {"web " + line + "\n10.0.0.9 " + other, func(r *route) { r.Strict = sshconfig.StrictOff }, "10.0.0.9", "", "CheckHostIP of ssh_config does not count"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "known")
			write(t, file, c.known+"\n")
			r := &route{Settings: sshconfig.Settings{HostName: "web", Port: 22, CheckHostIP: true, Strict: sshconfig.StrictYes, UserKnownHosts: []string{file}}}
			if r.known, err = r.lookUp(); err != nil {
				t.Fatal(err)
			}
			if c.change != nil {
				c.change(r)
			}
			h := &handshake{o: &opener{}, r: r}
			err := h.checkKey("", &net.TCPAddr{IP: net.ParseIP(c.remote), Port: 22}, key)
			var p *hostkeys.Problem
			if (err == nil) != (c.want == "") || err != nil && (!strings.Contains(err.Error(), c.want) || !errors.As(err, &p)) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if notes := strings.Join(h.o.notes, "|"); !strings.Contains(notes, c.note) || c.note == "" && notes != "" || h.unverified != (c.note != "") {
				t.Errorf("notes %q, unverified %v", notes, h.unverified)
			}
		})
	}
}

// late listens at an address that a host was refused at before, and leads to the
// host.
func late(t *testing.T, h *host, after time.Duration) (port string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	time.AfterFunc(after, func() {
		l, err := net.Listen("tcp", address)
		if err != nil {
			return
		}
		t.Cleanup(func() { _ = l.Close() })
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			there, err := net.Dial("tcp", h.address())
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(there, conn) }()
			go func() { _, _ = io.Copy(conn, there) }()
		}
	})
	return address[strings.LastIndexByte(address, ':')+1:]
}

// TestSettings: options of ssh_config that have no counterpart in a comparison
// with ssh.
func TestSettings(t *testing.T) {
	t.Setenv(EnvPassword, "")
	h := start(t)
	with := func(t *testing.T, lines ...string) Config {
		return h.with(t, "127.0.0.1", append(lines, "Port "+h.portText(), "User bash", "UserKnownHostsFile "+h.knownHosts)...)
	}
	t.Run("ConnectionAttempts", func(t *testing.T) {
		lines := []string{"HostKeyAlias [127.0.0.1]:" + h.portText(), "IdentityFile " + h.key}
		fails(t, with(t, append(lines, "Port "+late(t, h, 300*time.Millisecond))...), transport.Unreachable, "refused")
		open(t, with(t, append(lines, "Port "+late(t, h, 300*time.Millisecond), "ConnectionAttempts 3")...))
	})
	t.Run("RekeyLimit", func(t *testing.T) {
		c := open(t, with(t, "IdentityFile "+h.key, "RekeyLimit 1M 1h"))
		if n := strings.Join(c.Notes(), "|"); !strings.Contains(n, "not every 1h0m0s as RekeyLimit of ssh_config says") {
			t.Errorf("notes %q", n)
		}
		if got := out(t, c, "head -c 5000000 /dev/zero | tr '\\0' x | wc -c"); got != "5000000" {
			t.Errorf("got %s", got)
		}
		if n := open(t, with(t, "IdentityFile "+h.key, "RekeyLimit 1M")).Notes(); len(n) != 0 {
			t.Errorf("notes %q", n)
		}
		r := &route{Settings: sshconfig.Settings{RekeyBytes: 1 << 20}, known: &hostkeys.Host{}}
		if cfg, err := (&handshake{r: r, login: &login{}}).config(); err != nil || cfg.RekeyThreshold != 1<<20 {
			t.Errorf("%v, threshold %d", err, cfg.RekeyThreshold)
		}
	})
	t.Run("NumberOfPasswordPrompts 0", func(t *testing.T) {
		t.Setenv(EnvPassword, password)
		open(t, with(t))
		fails(t, with(t, "NumberOfPasswordPrompts 0"), transport.Auth, "there was nothing to offer", "password: ssh_config does not allow it")
	})
	t.Run("a way that ssh_config does not allow is named", func(t *testing.T) {
		fails(t, with(t, "IdentityFile "+h.key, "PreferredAuthentications gssapi-with-mic"), transport.Auth, "publickey: ssh_config does not allow it")
	})
	t.Run("a way that we don't have is named", func(t *testing.T) {
		h.reload(t, "GSSAPIAuthentication yes\n")
		defer h.reload(t, "")
		fails(t, with(t), transport.Auth, "gssapi-with-mic: fleetspec does not have it")
	})
	t.Run("CertificateFile", func(t *testing.T) { certificateFiles(t, h) })
	t.Run("a jump host by another name is another connection", func(t *testing.T) {
		key := func(alias string) string {
			return (&route{Settings: sshconfig.Settings{Alias: alias, User: "u", HostName: "10.0.0.1", Port: 22}}).key()
		}
		if key("strict") == key("lax") {
			t.Error("what a lax name has verified serves a strict one")
		}
	})
}

// TestOldSignatures: a host that takes SHA-1 only gets it where ssh_config says
// so, as from ssh.
func TestOldSignatures(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "rsa")
	keygen(t, "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", key)
	hostKey := filepath.Join(dir, "host")
	public := writeKey(t, hostKey, "")
	content, _ := os.ReadFile(hostKey)
	signer, err := ssh.ParsePrivateKey(content)
	if err != nil {
		t.Fatal(err)
	}
	server := &ssh.ServerConfig{
		PublicKeyAuthAlgorithms: []string{ssh.KeyAlgoRSA},
		PublicKeyCallback:       func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) { return nil, nil },
	}
	server.AddHostKey(signer)
	cfg, _ := silent(t, func(_ int32, raw net.Conn) {
		if _, channels, requests, err := ssh.NewServerConn(raw, server); err == nil {
			go ssh.DiscardRequests(requests)
			for c := range channels {
				_ = c.Reject(ssh.Prohibited, "")
			}
		}
	})
	known := filepath.Join(dir, "known")
	write(t, known, fmt.Sprintf("[127.0.0.1]:%d %s", cfg.Port, public))
	for lines, want := range map[string]bool{"": false, "PubkeyAcceptedAlgorithms +ssh-rsa\n": true} {
		cfg.ConfigFile = filepath.Join(t.TempDir(), "config")
		write(t, cfg.ConfigFile, lines+"BatchMode yes\nUserKnownHostsFile "+known+"\nIdentityFile "+key+"\n"+nobody)
		said, _ := exec.Command("ssh", "-F", cfg.ConfigFile, "-p", fmt.Sprint(cfg.Port), cfg.Host, "true").CombinedOutput()
		if strings.Contains(string(said), "Permission denied") == want {
			t.Errorf("%q: ssh says %s", lines, said)
		}
		if want {
			open(t, cfg)
		} else {
			fails(t, cfg, transport.Auth, key+" SHA256:", "(to sign with rsa-sha2-512, rsa-sha2-256)")
		}
	}
}

// certificateFiles: a certificate is used with a key that only the agent has,
// and one that is of no use is named.
func certificateFiles(t *testing.T, h *host) {
	dir := t.TempDir()
	socket, ring := serveAgent(t, h, 1, false)
	held, err := ring.List()
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "agents.pub"), held[0].String()+"\n")
	keygen(t, "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(dir, "ca"))
	keygen(t, "-q", "-s", filepath.Join(dir, "ca"), "-I", "test", "-n", "onlykeys", filepath.Join(dir, "agents.pub"))
	ca, _ := os.ReadFile(filepath.Join(dir, "ca.pub"))
	h.accept(t, "onlykeys", []byte("cert-authority "+string(ca)))
	cert := filepath.Join(dir, "agents-cert.pub")
	with := func(lines ...string) Config {
		return h.with(t, "127.0.0.1", append(lines, "Port "+h.portText(), "User onlykeys", "UserKnownHostsFile "+h.knownHosts)...)
	}
	open(t, with("IdentityAgent "+socket, "CertificateFile "+cert))
	fails(t, with("IdentityAgent "+socket, "CertificateFile "+cert, "IdentitiesOnly yes"), transport.Auth, cert+": its key is in no file and not in the agent")
	fails(t, with("CertificateFile "+cert), transport.Auth, cert+": its key is in no file and not in the agent")
	fails(t, with("CertificateFile "+dir+"/missing"), transport.Auth, dir+"/missing: no such file")
	fails(t, with("CertificateFile "+dir+"/ca.pub"), transport.Auth, dir+"/ca.pub: it is no certificate")
}
