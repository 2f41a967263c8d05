package ssh

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// hostKeys of a host by type, without comments, and keys of somebody else.
type hostKeys struct {
	ed25519, ecdsa, rsa string
	other, otherRSA     string
	ca, caFile          string
	port                string
}

func readHostKeys(t *testing.T, h *host) hostKeys {
	t.Helper()
	dir := t.TempDir()
	make := func(name, kind string) string {
		file := filepath.Join(dir, name)
		if out, err := exec.Command("ssh-keygen", "-q", "-t", kind, "-N", "", "-f", file).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		public, _ := os.ReadFile(file + ".pub")
		return twoWords(string(public))
	}
	of := func(kind string) string {
		return twoWords(h.run(t, nil, "cat", "/etc/ssh/ssh_host_"+kind+"_key.pub"))
	}
	return hostKeys{ed25519: of("ed25519"), ecdsa: of("ecdsa"), rsa: of("rsa"), other: make("other", "ed25519"), otherRSA: make("rsa", "rsa"),
		ca: make("ca", "ed25519"), caFile: filepath.Join(dir, "ca"), port: h.portText()}
}

func twoWords(s string) string {
	f := strings.Fields(s)
	return f[0] + " " + f[1]
}

// knownHostsCases: what known_hosts says, N standing for the host's name there,
// and whether to connect. ssh itself is asked for the same.
func knownHostsCases(k hostKeys) map[string][]string {
	return map[string][]string{
		"nothing":                            {},
		"the key":                            {"N " + k.ed25519},
		"the ECDSA key only":                 {"N " + k.ecdsa},
		"the RSA key only":                   {"N " + k.rsa},
		"all keys":                           {"N " + k.rsa, "N " + k.ecdsa, "N " + k.ed25519},
		"another key":                        {"N " + k.other},
		"another key, then the right one":    {"N " + k.other, "N " + k.ed25519},
		"another key of another type":        {"N " + k.otherRSA},
		"another, and a right of its type":   {"N " + k.otherRSA, "N " + k.rsa},
		"another host's line":                {"elsewhere " + k.ed25519},
		"a list":                             {"elsewhere,N,third " + k.ed25519},
		"a wildcard":                         {"* " + k.ed25519},
		"a wildcard of the address":          {"*27.0.0.? " + k.ed25519},
		"a negation after":                   {"*,!N " + k.ed25519},
		"a negation alone":                   {"!elsewhere " + k.ed25519},
		"a comment and blanks":               {"# x", "", "  \t N \t " + k.ed25519 + " a comment here"},
		"CRLF":                               {"N " + k.ed25519 + "\r"},
		"no line feed at the end":            {"N " + k.ed25519 + "\x00"},
		"an unknown marker":                  {"@strange N " + k.other, "N " + k.ed25519},
		"two markers":                        {"@cert-authority @revoked N " + k.other, "N " + k.ed25519},
		"SSH1":                               {"N 1024 35 1234567890", "N " + k.ed25519},
		"an unknown type":                    {"N ssh-strange AAAA", "N " + k.ed25519},
		"broken base64":                      {"N ssh-ed25519 !!!!", "N " + k.ed25519},
		"broken base64 alone":                {"N ssh-ed25519 !!!!"},
		"a type that is not the key's":       {"N ssh-rsa " + strings.Fields(k.ed25519)[1]},
		"no key":                             {"N", "N ssh-ed25519", "N " + k.ed25519},
		"only the name without the port":     {"127.0.0.1 " + k.ed25519},
		"another key without the port":       {"127.0.0.1 " + k.other},
		"the wrong one with, right without":  {"N " + k.other, "127.0.0.1 " + k.ed25519},
		"an authority of nobody":             {"@cert-authority N " + k.ca},
		"an authority that is the key":       {"@cert-authority N " + k.ed25519},
		"an authority and the key":           {"@cert-authority * " + k.ca, "N " + k.ed25519},
		"an authority and another key":       {"@cert-authority * " + k.ca, "N " + k.other},
		"revoked":                            {"N " + k.ed25519, "@revoked * " + k.ed25519},
		"revoked first":                      {"@revoked N " + k.ed25519, "N " + k.ed25519},
		"revoked for another host":           {"@revoked elsewhere " + k.ed25519, "N " + k.ed25519},
		"another key revoked":                {"@revoked * " + k.other, "N " + k.ed25519},
		"revoked with the port":              {"@revoked [127.0.0.1]:" + k.port + " " + k.ed25519, "N " + k.ed25519},
		"upper case":                         {strings.ToUpper("[127.0.0.1]:") + k.port + " " + k.ed25519},
		"another port":                       {"[127.0.0.1]:1 " + k.ed25519},
		"any port by a wildcard":             {"[127.0.0.1]:* " + k.ed25519},
		"a NUL":                              {"N \x00" + k.ed25519},
		"a bracket without a port":           {"[127.0.0.1] " + k.ed25519},
		"a hash of something else":           {"|1|AAAAAAAAAAAAAAAAAAAAAAAAAAA=|AAAAAAAAAAAAAAAAAAAAAAAAAAA= " + k.ed25519},
		"a broken hash":                      {"|1|x " + k.ed25519, "|2|a|b " + k.ed25519, "N " + k.ed25519},
		"an unreadable authority":            {"@cert-authority N ssh-ed25519 !!", "N " + k.ed25519},
		"an authority by a wildcard, no key": {"@cert-authority *.0.0.1 " + k.ca},
	}
}

// TestKnownHosts: we connect exactly where ssh does.
func TestKnownHosts(t *testing.T) {
	h := start(t)
	k := readHostKeys(t, h)
	compare := func(t *testing.T, cases map[string][]string) {
		for name, lines := range cases {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				agrees(t, h, k, lines, false)
			})
		}
	}
	t.Run("as it stands", func(t *testing.T) { compare(t, knownHostsCases(k)) })
	t.Run("hashed", func(t *testing.T) {
		all := knownHostsCases(k)
		for _, name := range []string{"the key", "the RSA key only", "another key", "a list", "only the name without the port", "another key without the port", "an authority of nobody", "revoked with the port", "upper case"} {
			agrees(t, h, k, all[name], true)
		}
	})
	t.Run("a host with certificates", func(t *testing.T) {
		cases := knownHostsCases(k)
		for name := range cases {
			if !strings.Contains(name, "authority") && !strings.Contains(name, "revoked") && !strings.Contains(name, "without") && name != "the key" && name != "nothing" {
				delete(cases, name)
			}
		}
		for kind, sign := range map[string][]string{
			"good":              {"-n", "127.0.0.1"},
			"a wildcard":        {"-n", "*.0.0.1"},
			"another principal": {"-n", "elsewhere"},
			"expired":           {"-n", "127.0.0.1", "-V", "20200101:20210101"},
			"not yet valid":     {"-n", "127.0.0.1", "-V", "20400101:20410101"},
		} {
			t.Run(kind, func(t *testing.T) {
				h.certify(t, k, sign...) // before the parallel ones below
				if kind == "good" {
					compare(t, cases)
					return
				}
				compare(t, map[string][]string{
					"an authority":         {"@cert-authority N " + k.ca},
					"an authority and key": {"@cert-authority N " + k.ca, "N " + k.ed25519},
				})
			})
		}
	})
}

// certify gives the host a certificate for its ed25519 key.
func (h *host) certify(t *testing.T, k hostKeys, sign ...string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "host.pub")
	write(t, file, k.ed25519+"\n")
	args := append([]string{"-q", "-s", k.caFile, "-I", "test", "-h"}, sign...)
	if out, err := exec.Command("ssh-keygen", append(args, file)...).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	cert, err := os.ReadFile(strings.TrimSuffix(file, ".pub") + "-cert.pub")
	if err != nil {
		t.Fatal(err)
	}
	h.run(t, cert, "tee", "/etc/ssh/host-cert.pub")
	h.reload(t, "HostCertificate /etc/ssh/host-cert.pub\n")
}

// agrees asks ssh and us to connect with a known_hosts file.
func agrees(t *testing.T, h *host, k hostKeys, lines []string, hash bool) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "known_hosts")
	text := strings.Join(lines, "\n") + "\n"
	if strings.HasSuffix(text, "\x00\n") {
		text = text[:len(text)-2]
	}
	text = strings.ReplaceAll(text, "N", "\x01")
	text = restore(text, k)
	write(t, file, text)
	if hash {
		if err := exec.Command("ssh-keygen", "-q", "-H", "-f", file).Run(); err != nil {
			return // ssh-keygen does not hash a file with bad lines
		}
	}
	before, _ := os.ReadFile(file)
	cmd := exec.Command("ssh", "-F", h.sshConfig, "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile="+file,
		"-o", "IdentitiesOnly=yes", "-i", h.key, "-p", k.port, "bash@127.0.0.1", "echo in")
	said, theirs := cmd.CombinedOutput()
	cfg := h.config("bash")
	cfg.KnownHosts = []string{file}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, ours := Open(ctx, cfg)
	if ours == nil {
		_ = c.Close()
	} else if k := transport.HostKey; !strings.Contains(ours.Error(), "@revoked") {
		wantFault(t, ours, k)
	}
	if (theirs == nil) != (ours == nil) {
		t.Errorf("hashed %v: ssh says %v %s, we say %v\n%s", hash, theirs, said, ours, text)
	}
	if after, _ := os.ReadFile(file); string(after) != string(before) {
		t.Errorf("known_hosts was written to: %q", after)
	}
}

// restore puts the host's name where N stands alone, and N back elsewhere (in
// base64).
func restore(text string, k hostKeys) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\x01' {
			out.WriteByte(text[i])
			continue
		}
		before, after := byte('\n'), byte('\n')
		if i > 0 {
			before = text[i-1]
		}
		if i+1 < len(text) {
			after = text[i+1]
		}
		if strings.IndexByte("\n ,!\t", before) >= 0 && strings.IndexByte("\n ,\t\r", after) >= 0 {
			out.WriteString("[127.0.0.1]:" + k.port)
		} else {
			out.WriteByte('N')
		}
	}
	return out.String()
}

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
