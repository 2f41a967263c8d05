package sshconfig

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// readText reads text as a file for host.
func readText(t *testing.T, host, text string) (Settings, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config")
	write(t, file, text)
	q := Query{Host: host, File: file}
	v, err := read(q)
	if err != nil {
		return Settings{}, err
	}
	return settle(q, v)
}

// What is not covered is refused by name and place, where it applies.
func TestRefusedByName(t *testing.T) {
	for text, want := range map[string]string{
		"Ciphers +3des-cbc":                    "ciphers +3des-cbc",
		"HostKeyAlgorithms ssh-rsa":            "hostkeyalgorithms ssh-rsa",
		"KexAlgorithms +x":                     "kexalgorithms +x",
		"CanonicalizeHostname yes":             "canonicalizehostname yes",
		"Match user deploy":                    "match user deploy",
		"Match exec \"test -e /x\"":            "match exec",
		"Match final":                          "match final",
		"KnownHostsCommand /bin/x %H":          "knownhostscommand /bin/x %H",
		"RevokedHostKeys /etc/ssh/krl":         "revokedhostkeys /etc/ssh/krl",
		"ProxyCommand x\nProxyUseFdpass yes":   "proxyusefdpass yes",
		"PKCS11Provider /usr/lib/opensc.so":    "pkcs11provider",
		"Include /etc/ssh/conf.d/[a-z]*.conf":  "include",
		"BindInterface eth0":                   "bindinterface eth0",
		"CASignatureAlgorithms ssh-ed25519":    "casignaturealgorithms",
		"Host other\nHost web\nMACs hmac-sha1": "macs hmac-sha1",
		"ProxyJump none # directly":            "proxyjump none # directly",
		"RekeyLimit 1G 1h":                     "rekeylimit 1G 1h",
		"PubkeyAcceptedAlgorithms +ssh-rsa":    "pubkeyacceptedalgorithms +ssh-rsa",
		"RefuseConnection not here":            "refuseconnection not here",
	} {
		_, err := readText(t, "web", text+"\n")
		var u *Uncovered
		if !errors.As(err, &u) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "config:") {
			t.Errorf("%q: %v, want it refused with %q and its place", text, err, want)
		}
	}
	if _, err := readText(t, "web", "Host other\nCiphers x\nCanonicalizeHostname yes\nMatch all\nPort 3\n"); err != nil {
		t.Errorf("what does not apply is no problem: %v", err)
	}
}

// What ssh told us but fleetspec can't do is refused as well.
func TestRefusedFromSSH(t *testing.T) {
	for _, line := range []string{"revokedhostkeys /x", "knownhostscommand /x", "bindinterface eth0", "proxycommand x\nproxyusefdpass yes"} {
		v := parse("hostname web\nuser u\nport 22\nserveralivecountmax 3\nconnectionattempts 1\n" + line + "\n")
		var u *Uncovered
		if _, err := settle(Query{Host: "web"}, v); !errors.As(err, &u) {
			t.Errorf("%q: %v, want it refused", line, err)
		}
	}
}

func TestSettings(t *testing.T) {
	t.Setenv("SSH_AUTH_SOCK", "/agent.sock")
	t.Setenv("KEYS", "/k")
	s, err := readText(t, "web", `Host web
HostName %h.example.com
User deploy
Port 2222
IdentityFile ${KEYS}/%r@%n:%p
UserKnownHostsFile "/kh/a b" /kh/%k
StrictHostKeyChecking accept-new
ProxyCommand aws ssm start-session --target %h --parameters 'portNumber=%p' %r %n %%
ConnectTimeout 1m30
ServerAliveInterval 10
PreferredAuthentications gssapi-with-mic,password,publickey
AddressFamily inet6
`)
	if err != nil {
		t.Fatal(err)
	}
	for what, got := range map[string][2]any{
		"hostname": {s.HostName, "web.example.com"}, "user": {s.User, "deploy"}, "port": {s.Port, 2222}, "key": {s.IdentityFiles[0], "/k/deploy@web:2222"},
		"known hosts":  {strings.Join(s.UserKnownHosts, "|"), "/kh/a b|/kh/web"},
		"command":      {s.ProxyCommand, "aws ssm start-session --target web.example.com --parameters 'portNumber=2222' deploy web %"},
		"strict":       {s.Strict, AcceptNew},
		"timeout":      {s.ConnectTimeout, 90 * time.Second},
		"alive":        {s.AliveInterval, 10 * time.Second},
		"network":      {s.Network, "tcp6"},
		"methods":      {strings.Join(s.Methods, ","), "password,publickey"},
		"agent":        {s.IdentityAgent, "/agent.sock"},
		"global files": {s.GlobalKnownHosts[0], "/etc/ssh/ssh_known_hosts"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %v, want %v", what, got[0], got[1])
		}
	}
}

// A name that a shell could take for more is refused, from wherever it comes.
func TestNames(t *testing.T) {
	for _, q := range []Query{
		{Host: ""}, {Host: "-oProxyCommand=x"}, {Host: "a b"}, {Host: "$(id)"}, {Host: "a;b"}, {Host: "u@h"}, {Host: "a\nb"},
		{Host: "h", User: "-l"}, {Host: "h", User: "a'b"}, {Host: "h", Port: 65536}, {Host: "h", Port: -1},
	} {
		if _, err := Resolve(context.Background(), q); err == nil {
			t.Errorf("%+v is taken", q)
		}
	}
	if _, err := readText(t, "web", "HostName $(id)\n"); err == nil {
		t.Error("a HostName for the shell is taken")
	}
}

// What ssh lets stand beside each other.
func TestSideBySide(t *testing.T) {
	if s, err := readText(t, "web", "ProxyJump None\nProxyJump b\nProxyCommand nc %h %p\n"); err != nil || s.ProxyCommand != "nc web 22" || s.ProxyJump != "" {
		t.Errorf("a ProxyCommand after ProxyJump none: %+v %v", s, err)
	}
	if _, err := readText(t, "web", "IgnoreUnknown NoSuch*\nNoSuchKeyword x\n"); err != nil {
		t.Errorf("an ignored keyword in upper case: %v", err)
	}
}

func TestMistakesNameTheirPlace(t *testing.T) {
	for text, want := range map[string]string{
		"\nPort abc\n":                      `config:2: port: "abc" is no port`,
		"Prot 22\n":                         "config:1: prot is no keyword",
		"User\n":                            "config:1: user has no value",
		"User a b\n":                        "config:1: user has more than one value",
		"IdentityFile \"a\n":                "config:1: identityfile: a quote is not closed",
		"Host x\nStrictHostKeyChecking ?\n": "config:2: stricthostkeychecking:",
		"ProxyJump a:b\n":                   "config:1: proxyjump:",
		"Include\n":                         "config:1: include has no value",
	} {
		if _, err := readText(t, "web", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestIncludes(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "config")
	write(t, file, "Include "+file+"\n")
	if _, err := read(Query{Host: "web", File: file}); err == nil || !strings.Contains(err.Error(), "include each other") {
		t.Errorf("a circle: %v", err)
	}
	write(t, filepath.Join(dir, "more"), "User included\n")
	write(t, file, "Include "+dir+"/more\n")
	if err := os.Chmod(filepath.Join(dir, "more"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := read(Query{Host: "web", File: file}); err == nil || !strings.Contains(err.Error(), "bad owner or permissions") {
		t.Errorf("a file that all can write: %v", err)
	}
	if _, err := read(Query{Host: "web", File: filepath.Join(dir, "missing")}); err == nil {
		t.Error("a missing -F file is taken")
	}
}

func TestJump(t *testing.T) {
	for in, want := range map[string][]Hop{
		"": nil, "none": nil, "a": {{Host: "a"}}, "u@a:22,b": {{User: "u", Host: "a", Port: 22}, {Host: "b"}},
		"[::1]:33": {{Host: "::1", Port: 33}}, "ssh://u@h:1/": {{User: "u", Host: "h", Port: 1}}, "u@[fe80::1]": {{User: "u", Host: "fe80::1"}},
	} {
		got, err := Jump(in)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v %v, want %v", in, got, err, want)
		}
	}
	for _, in := range []string{",", "a,", "a:0", "a:b", "@a", "-o", "a b", "[::1", "[::1]x", "$(id)"} {
		if got, err := Jump(in); err == nil {
			t.Errorf("%q is taken as %v", in, got)
		}
	}
}

// FuzzRead: any file gives settings or an error, in bounded time, and what
// stands for a shell never has a name with a shell's characters in it.
func FuzzRead(f *testing.F) {
	for seed := range uint64(20) {
		g := newGenerator(f.TempDir(), seed)
		f.Add(g.file(2))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(strings.ToLower(text), "include") {
			return // would read this machine's files
		}
		s, err := readText(t, "web-01", text)
		if err != nil {
			return
		}
		if s.HostName == "" || s.User == "" || s.Port < 1 || s.Port > 65535 || strings.ContainsAny(s.HostName+s.User, unsafe) {
			t.Errorf("settings %+v", s)
		}
	})
}
