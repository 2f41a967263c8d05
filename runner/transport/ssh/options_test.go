package ssh

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// optionCase is a configuration, what sshd has besides, and how it ends: with
// words, or in a connection. ssh itself is asked for the same, and must agree.
type optionCase struct {
	sshd  string
	lines []string
	kind  transport.Kind
	words []string
}

// TestOptions: options that are about keys have the effect that they have in
// ssh.
func TestOptions(t *testing.T) {
	t.Setenv(EnvPassword, "")
	h := start(t)
	k := readHostKeys(t, h)
	dir := t.TempDir()
	rsaKey, certified, ca := filepath.Join(dir, "rsa"), filepath.Join(dir, "certified"), filepath.Join(dir, "ca")
	for _, f := range []string{rsaKey, certified, ca} {
		keygen(t, "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", f)
	}
	keygen(t, "-q", "-s", ca, "-t", "rsa-sha2-512", "-I", "test", "-n", "onlykeys", certified+".pub")
	plain, _ := os.ReadFile(rsaKey + ".pub")
	authority, _ := os.ReadFile(ca + ".pub")
	h.accept(t, "onlykeys", plain)
	h.accept(t, "onlykeys", []byte("cert-authority "+string(authority)))
	h.certify(t, k, "-n", "127.0.0.1")
	byAuthority := filepath.Join(dir, "authority")
	write(t, byAuthority, "@cert-authority * "+k.ca+"\n")

	sshd := "HostCertificate /etc/ssh/host-cert.pub\n"
	rsa, cert := "IdentityFile "+rsaKey, "IdentityFile "+certified
	known := "UserKnownHostsFile " + byAuthority
	old := sshd + "PubkeyAcceptedAlgorithms ssh-rsa\n"
	only512 := sshd + "PubkeyAcceptedAlgorithms rsa-sha2-512,rsa-sha2-512-cert-v01@openssh.com\n"
	for name, c := range map[string]optionCase{
		"an authority that may sign":      {sshd, []string{rsa, known, "CASignatureAlgorithms ssh-ed25519,rsa-sha2-512"}, "", nil},
		"an authority that may not":       {sshd, []string{rsa, known, "CASignatureAlgorithms rsa-sha2-512"}, transport.HostKey, []string{"signed with ssh-ed25519, which CASignatureAlgorithms"}},
		"a long host key":                 {sshd, []string{"IdentityFile " + h.key, "HostKeyAlgorithms rsa-sha2-512", "RequiredRSASize 3072"}, "", nil},
		"a short host key":                {sshd, []string{"IdentityFile " + h.key, "HostKeyAlgorithms rsa-sha2-512", "RequiredRSASize 3073", "StrictHostKeyChecking no"}, transport.HostKey, []string{"RSA key of 3072 bits", "RequiredRSASize of ssh_config is 3073"}},
		"a short key of ours":             {sshd, []string{rsa, "RequiredRSASize 2049"}, transport.Auth, []string{rsaKey + ": it is an RSA key of 2048 bits, and RequiredRSASize of ssh_config is 2049"}},
		"a short certified key":           {sshd, []string{cert, "RequiredRSASize 2049"}, transport.Auth, []string{certified + "-cert.pub: it is an RSA key of 2048 bits"}},
		"a key that is long enough":       {sshd, []string{rsa, "RequiredRSASize 2048"}, "", nil},
		"a certificate":                   {sshd, []string{cert}, "", nil},
		"no certificate is accepted":      {sshd, []string{cert, "PubkeyAcceptedAlgorithms rsa-sha2-512,ssh-ed25519-cert-v01@openssh.com"}, transport.Auth, []string{certified + "-cert.pub: PubkeyAcceptedAlgorithms of ssh_config has none for ssh-rsa-cert-v01"}},
		"no RSA key is accepted":          {sshd, []string{rsa, "PubkeyAcceptedAlgorithms ssh-ed25519"}, transport.Auth, []string{rsaKey + ": PubkeyAcceptedAlgorithms of ssh_config has none for ssh-rsa"}},
		"the way that both accept":        {only512, []string{rsa, "PubkeyAcceptedAlgorithms rsa-sha2-512"}, "", nil},
		"a certificate, both accept":      {only512, []string{cert, "PubkeyAcceptedAlgorithms rsa-sha2-512-cert-v01@openssh.com"}, "", nil},
		"no way that both accept":         {only512, []string{rsa, "PubkeyAcceptedAlgorithms rsa-sha2-256"}, transport.Auth, []string{"did not take " + rsaKey}},
		"SHA-1 is not tried unasked":      {old, []string{rsa}, transport.Auth, []string{"did not take " + rsaKey}},
		"SHA-1 where ssh_config says so":  {old, []string{rsa, "PubkeyAcceptedAlgorithms ssh-rsa"}, "", nil},
		"another host key than the known": {sshd, []string{"IdentityFile " + h.key, "HostKeyAlgorithms ecdsa-sha2-nistp256", "UserKnownHostsFile " + h.onlyEd25519(t, k)}, transport.HostKey, []string{"CHANGED"}},
	} {
		t.Run(name, func(t *testing.T) { h.tryOption(t, c) })
	}
	h.reload(t, "")
}

// onlyEd25519 is a known_hosts file with one key.
func (h *host) onlyEd25519(t *testing.T, k hostKeys) string {
	file := filepath.Join(t.TempDir(), "known")
	write(t, file, "[127.0.0.1]:"+k.port+" "+k.ed25519+"\n")
	return file
}

func keygen(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("ssh-keygen", args...).CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen %q: %v %s", args, err, out)
	}
}

// tryOption connects as ssh_config says, by ssh and by ourselves.
func (h *host) tryOption(t *testing.T, c optionCase) {
	h.reload(t, c.sshd)
	cfg := h.with(t, "127.0.0.1", append(c.lines, "Port "+h.portText(), "User onlykeys", "UserKnownHostsFile "+h.knownHosts, "BatchMode yes")...)
	said, theirs := exec.Command("ssh", "-F", cfg.ConfigFile, cfg.Host, "true").CombinedOutput()
	if (theirs == nil) != (c.kind == "") {
		t.Errorf("ssh says %v: %s", theirs, said)
	}
	if c.kind == "" {
		open(t, cfg)
		return
	}
	fails(t, cfg, c.kind, c.words...)
}

// What the user's ssh_config can't have of us is refused before a byte is sent.
func TestRefusedBeforeAnythingIsSent(t *testing.T) {
	cfg, accepted := silent(t, func(int32, net.Conn) {})
	for _, line := range []string{"RevokedHostKeys /r", "KnownHostsCommand /k", "PKCS11Provider /p", "BindInterface lo"} {
		file := filepath.Join(t.TempDir(), "config")
		write(t, file, line+"\n"+nobody)
		cfg.ConfigFile = file
		key, value, _ := strings.Cut(line, " ")
		fails(t, cfg, transport.Config, "ssh_config says "+strings.ToLower(key)+" "+value+", which fleetspec does not cover")
	}
	if n := accepted.Load(); n != 0 {
		t.Errorf("the host was dialled %d times", n)
	}
}
