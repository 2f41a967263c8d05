package ssh

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
	t.Parallel()
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
	text = strings.TrimSuffix(text, "\x00\n")
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
