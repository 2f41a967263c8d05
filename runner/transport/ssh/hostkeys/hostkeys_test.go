package hostkeys

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// key is the same key for the same seed.
func key(t testing.TB, seed byte) ssh.PublicKey {
	t.Helper()
	private := ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+seed)), ed25519.SeedSize)))
	public, err := ssh.NewPublicKey(private.Public())
	if err != nil {
		t.Fatal(err)
	}
	return public
}

func text(k ssh.PublicKey) string {
	return k.Type() + " " + base64.StdEncoding.EncodeToString(k.Marshal())
}

func files(content string) *Files {
	f := &Files{Names: []string{"known"}}
	f.add("known", []byte(content))
	return f
}

// why is the problem with a key, or "".
func why(t *testing.T, content, host string, port int, k ssh.PublicKey) Why {
	t.Helper()
	h, err := files(content).Host(host, port, "")
	if err != nil {
		t.Fatal(err)
	}
	var p *Problem
	if errors.As(h.Check(k), &p) {
		return p.Why
	}
	return ""
}

func TestCheck(t *testing.T) {
	k, other := key(t, 0), key(t, 1)
	hash := hashed("[web]:2222", []byte(strings.Repeat("s", 20)))
	for name, c := range map[string]struct {
		content string
		port    int
		want    Why
	}{
		"known":                                {"web " + text(k), 22, ""},
		"in upper case":                        {"WEB " + text(k), 22, ""},
		"unknown":                              {"", 22, Unknown},
		"changed":                              {"web " + text(other), 22, Changed},
		"one of two":                           {"web " + text(other) + "\nweb " + text(k), 22, ""},
		"by its port":                          {"[web]:2222 " + text(k), 2222, ""},
		"by the name alone":                    {"web " + text(k), 2222, ""},
		"another by the name alone is unknown": {"web " + text(other), 2222, Unknown},
		"hashed":                               {hash + " " + text(k), 2222, ""},
		"hashed for another port":              {hash + " " + text(k), 2223, Unknown},
		"negated":                              {"*,!web " + text(k), 22, Unknown},
		"revoked":                              {"web " + text(k) + "\n@revoked * " + text(k), 22, Revoked},
		"an authority is no host key":          {"@cert-authority * " + text(k), 22, Unknown},
		"unreadable lines say nothing":         {"web ssh-ed25519 AAAA\nweb 1024 35 123\n@x web " + text(k), 22, Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			if got := why(t, c.content, "Web", c.port, k); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// What is known is asked for first; the rest follows, so that a host that has
// changed shows what it has.
func TestAlgorithms(t *testing.T) {
	offered := []string{ssh.CertAlgoED25519v01, ssh.KeyAlgoECDSA256, ssh.KeyAlgoED25519, ssh.KeyAlgoRSASHA512}
	for name, c := range map[string]struct{ content, first string }{
		"unknown":   {"", ssh.CertAlgoED25519v01},
		"a key":     {"web " + text(key(t, 0)), ssh.CertAlgoED25519v01},
		"an RSA":    {"web " + rsaLine, ssh.KeyAlgoRSASHA512},
		"authority": {"@cert-authority * " + text(key(t, 0)) + "\nweb " + rsaLine, ssh.CertAlgoED25519v01},
	} {
		t.Run(name, func(t *testing.T) {
			h, err := files(c.content).Host("web", 22, "")
			if err != nil {
				t.Fatal(err)
			}
			got := h.Algorithms(offered)
			if got[0] != c.first {
				t.Errorf("%q, want %s first", got, c.first)
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(offered))
			if !slices.Equal(got, want) {
				t.Errorf("%q, want all of %q", got, want)
			}
		})
	}
}

const rsaLine = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCFMytYWvrumoYoU5UMgTwZOHJo2s6d0nfkml2jAu/muWPBajh3pcp4Iyq4VPyRiF268C0VUeg2zcqm38VRR/Cy2B8x+rVYFmOXaxSyEsUQi2hmn3tTuN168FP/CiqpvaNaQc/juM1azGPlpUW8zIkNDhrK7riGShOWZXvVD0KEv57TjLiLFCG77pnrFSnNtCp0Z0A/BjeIOoUVPQxOUwhjUtFN5z2Rg4/ugbzijSIDhQVx5QACZiWP8YkFaElOCL9i5m1rPuYwPrYaYV/pHamo47zIahEr9x5bvI/EufWMbK5EljieubHt+vtXWKSf1n96ampcTkNP3QfZLFUc4N6V"

// Record adds one line, on a line of its own, once.
func TestRecord(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ssh", "known")
	h, _ := files("").Host("web", 2222, "")
	if err := h.Record(file, key(t, 0), false); err != nil {
		t.Fatal(err)
	}
	if err := h.Record(file, key(t, 0), false); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(file); string(got) != "[web]:2222 "+text(key(t, 0))+"\n" {
		t.Errorf("%q", got)
	}
	if info, _ := os.Stat(file); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if err := os.WriteFile(file, []byte("# no line feed"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := h.Record(file, key(t, 0), true); err != nil {
		t.Fatal(err)
	}
	got, _ := os.ReadFile(file)
	if !strings.HasPrefix(string(got), "# no line feed\n|1|") || why(t, string(got), "web", 2222, key(t, 0)) != "" {
		t.Errorf("%q", got)
	}
}

// FuzzFiles: whatever a file holds, a key passes only where a line has it.
func FuzzFiles(f *testing.F) {
	k := key(f, 0)
	for _, s := range []string{"web " + text(k), "@revoked * " + text(k), "|1|a|b x", "*,!web " + text(k), "@cert-authority web " + text(k), "web\n\x00", hashed("web", []byte(strings.Repeat("s", 20))) + " " + text(k)} {
		f.Add(s, "web", 22)
	}
	f.Fuzz(func(t *testing.T, content, host string, port int) {
		h, err := files(content).Host(host, port, "")
		if err != nil {
			return
		}
		if h.Check(k) == nil && !strings.Contains(content, base64.StdEncoding.EncodeToString(k.Marshal())) {
			t.Errorf("a key that is not there passes")
		}
		if h.Check(key(t, 1)) == nil && !strings.Contains(content, base64.StdEncoding.EncodeToString(key(t, 1).Marshal())) {
			t.Errorf("another key passes")
		}
		_ = h.Algorithms([]string{ssh.KeyAlgoED25519})
	})
}
