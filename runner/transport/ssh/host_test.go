package ssh

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

// TestMain keeps the secrets of who runs the tests out of them.
func TestMain(m *testing.M) {
	_ = os.Unsetenv(EnvPassword)
	_ = os.Unsetenv("SSH_AUTH_SOCK")
	os.Exit(m.Run())
}

// host is a container with sshd and the users of testdata/sshd/users.sh.
type host struct {
	id         string
	port       int
	key        string // a private key that all users accept
	knownHosts string
	sshConfig  string
}

// image builds the container's image once for each content.
func image(t *testing.T) string {
	t.Helper()
	h := sha256.New()
	for _, f := range []string{"Dockerfile", "sshd_config", "users.sh"} {
		b, err := os.ReadFile(filepath.Join("testdata/sshd", f))
		if err != nil {
			t.Fatal(err)
		}
		h.Write(b)
	}
	tag := fmt.Sprintf("fleetspec-c-sshd:%.12x", h.Sum(nil))
	if exec.Command("docker", "image", "inspect", tag).Run() != nil {
		transporttest.Docker(t, nil, "build", "--build-arg", "BASE="+transporttest.Base(t), "-t", tag, "testdata/sshd")
	}
	return tag
}

// start starts a host that serves when it returns.
func start(t *testing.T, options ...string) *host {
	t.Helper()
	phpweb.RequireDocker(t)
	args := append([]string{"run", "-d", "--init", "--label", "fleetspec-c=" + t.Name(), "-p", "127.0.0.1::22"}, options...)
	id := transporttest.Docker(t, nil, append(args, image(t))...)
	t.Cleanup(func() { _ = exec.Command("docker", "rm", "-f", "-v", id).Run() })
	dir := t.TempDir()
	h := &host{id: id, key: filepath.Join(dir, "id"), knownHosts: filepath.Join(dir, "known_hosts"), sshConfig: filepath.Join(dir, "config")}
	write(t, h.sshConfig, nobody)
	h.run(t, writeKey(t, h.key, ""), "tee", "/etc/ssh/keys/all")
	address := transporttest.Docker(t, nil, "port", id, "22")
	_, port, _ := net.SplitHostPort(strings.Fields(address)[0])
	h.port, _ = strconv.Atoi(port)
	var known strings.Builder
	for line := range strings.Lines(h.run(t, nil, "sh", "-c", "cat /etc/ssh/ssh_host_*_key.pub") + "\n") {
		known.WriteString("[127.0.0.1]:" + port + " " + line)
	}
	write(t, h.knownHosts, known.String())
	h.await(t)
	return h
}

// run runs a command as root in the container.
func (h *host) run(t *testing.T, stdin []byte, argv ...string) string {
	t.Helper()
	return transporttest.Docker(t, stdin, append([]string{"exec", "-i", h.id}, argv...)...)
}

// reload gives sshd more configuration, and waits until it has read it.
func (h *host) reload(t *testing.T, config string) {
	t.Helper()
	before := h.count(t, "Server listening on 0.0.0.0")
	h.run(t, []byte(config), "tee", "/etc/ssh/extra.conf")
	h.run(t, nil, "sh", "-c", "/usr/sbin/sshd -t && kill -HUP $(cat /run/sshd.pid)")
	for until := time.Now().Add(20 * time.Second); h.count(t, "Server listening on 0.0.0.0") == before; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("sshd has not read its configuration again")
		}
	}
	h.await(t)
}

// count gives how often sshd has logged something.
func (h *host) count(t *testing.T, what string) int {
	t.Helper()
	log, err := exec.Command("docker", "logs", h.id).CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(log), what)
}

// await waits until sshd greets.
func (h *host) await(t *testing.T) {
	t.Helper()
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		conn, err := net.Dial("tcp", h.address())
		if err != nil {
			continue
		}
		greeting := make([]byte, 4)
		_ = conn.SetDeadline(time.Now().Add(time.Second))
		_, err = conn.Read(greeting)
		_ = conn.Close()
		if err == nil && string(greeting) == "SSH-" {
			return
		}
	}
	t.Fatal("sshd does not greet")
}

func (h *host) address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(h.port)) }

// config is what reaches the host as user, whatever this machine's files say.
func (h *host) config(user string) Config {
	return Config{Host: "127.0.0.1", Port: h.port, User: user, ConfigFile: h.sshConfig, KnownHosts: []string{h.knownHosts}, IdentityFiles: []string{h.key}}
}

// with is config with lines of ssh_config, and with nothing else that would help.
func (h *host) with(t *testing.T, alias string, lines ...string) Config {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config")
	write(t, file, strings.Join(lines, "\n")+"\nHost *\n"+nobody)
	return Config{Host: alias, ConfigFile: file}
}

// nobody keeps this machine's own keys and agent out.
const nobody = "IdentityFile none\nIdentityAgent none\nUserKnownHostsFile none\nGlobalKnownHostsFile none\n"

// open connects with cfg, which must work.
func open(t *testing.T, cfg Config) *Conn {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, err := Open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// writeKey makes a key in OpenSSH's format, encrypted when there is a
// passphrase, and gives its public line.
func writeKey(t *testing.T, file, passphrase string) []byte {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "test")
	if passphrase != "" {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(private, "test", []byte(passphrase))
	}
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, string(pem.EncodeToMemory(block)))
	public, err := ssh.NewPublicKey(private.Public())
	if err != nil {
		t.Fatal(err)
	}
	return ssh.MarshalAuthorizedKey(public)
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// fails opens cfg, which must fail with a kind and all of the words.
func fails(t *testing.T, cfg Config, kind transport.Kind, words ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, err := Open(ctx, cfg)
	if err == nil {
		_ = c.Close()
		t.Fatal("it connects")
	}
	wantFault(t, err, kind, words...)
	return err.Error()
}

func wantFault(t *testing.T, err error, kind transport.Kind, words ...string) {
	t.Helper()
	var te *transport.Error
	if !errors.As(err, &te) || te.Kind != kind {
		t.Fatalf("error %v, want kind %q", err, kind)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("error %q is on more than one line", err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
}

// out runs a shell line and gives its output.
func out(t *testing.T, c *Conn, line string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	r, err := c.Run(ctx, transport.Command{Argv: []string{"sh", "-c", line}})
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(r.Stdout))
}

func textOf(k ssh.PublicKey) string { return string(ssh.MarshalAuthorizedKey(k)) }

// shell runs a line by this machine's sh.
func shell(t *testing.T, line, stdin string) string {
	t.Helper()
	in, err := os.Open(stdin)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	cmd := exec.Command("sh", "-c", line)
	cmd.Stdin = in
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// pause stops the host where it stands, until the test ends. An engine on a busy machine can fail to freeze a container
// at once, and takes it back.
func (h *host) pause(t *testing.T) {
	t.Helper()
	t.Cleanup(func() { _ = exec.Command("docker", "unpause", h.id).Run() })
	var said []byte
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(time.Second) {
		var err error
		if said, err = exec.Command("docker", "pause", h.id).CombinedOutput(); err == nil {
			return
		}
	}
	t.Fatalf("docker pause: %s", said)
}
