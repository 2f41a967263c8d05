package sshconfig

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
)

// seedVariable makes a failing seed run again, alone.
const seedVariable = "FLEETSPEC_SSHCONFIG_SEED"

// hosts are asked of every generated file.
var hosts = []string{"web-01", "web-02.example.internal", "DB1", "10.0.0.7", "bastion", "x"}

// TestReferee: for 500 generated files our own reader agrees with ssh -G, or
// refuses by name what it does not cover.
func TestReferee(t *testing.T) {
	ssh, err := exec.LookPath("ssh")
	if err != nil {
		t.Fatal("the ssh command is needed: ", err)
	}
	first, n := uint64(1), 500 // the same files everywhere; "new" tries others
	if s := os.Getenv(seedVariable); s == "new" {
		first = uint64(time.Now().UnixNano())
	} else if s != "" {
		if first, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
		n = 1
	}
	t.Logf("first seed %d", first)
	var c tally
	for i := range n {
		seed := first + uint64(i)
		if !c.try(t, ssh, seed) {
			t.Fatalf("seed %d: run it again with %s=%d", seed, seedVariable, seed)
		}
	}
	t.Logf("%d files × %d hosts: %d settings agree, %d errors agree, %d refused by name", n, len(hosts), c.agree, c.errors, c.refused)
	if n == 500 && c.agree < 1000 {
		t.Errorf("only %d settings were compared: the generator says too little", c.agree)
	}
}

type tally struct{ agree, errors, refused int }

// try compares both readers on the file of a seed.
func (c *tally) try(t *testing.T, ssh string, seed uint64) bool {
	g := newGenerator(t.TempDir(), seed)
	content := g.file(0)
	file := filepath.Join(g.dir, "config")
	write(t, file, content)
	for _, h := range hosts {
		q := Query{Host: h, File: file}
		if seed%3 == 0 {
			q.User, q.Port = "someone", 2200
		}
		theirs, theirErr := resolve(q, func() (values, error) { return ask(context.Background(), ssh, q) })
		ours, ourErr := resolve(q, func() (values, error) { return read(q) })
		var uncovered *Uncovered
		switch {
		case errors.As(ourErr, &uncovered):
			c.refused++
			if uncovered.Keyword == "" || !strings.Contains(strings.ToLower(content+g.included), uncovered.Keyword) {
				t.Errorf("host %s: refused %q, which is not in the file\n%s", h, uncovered.Keyword, content)
				return false
			}
		case (theirErr == nil) != (ourErr == nil):
			t.Errorf("host %s: ssh -G says %v, we say %v\n%s\nincluded:\n%s", h, theirErr, ourErr, content, g.included)
			return false
		case theirErr != nil:
			c.errors++
		case !reflect.DeepEqual(theirs, ours):
			t.Errorf("host %s: ssh -G and we differ\n%+v\n%+v\n%s\nincluded:\n%s", h, theirs, ours, content, g.included)
			return false
		default:
			c.agree++
		}
	}
	return true
}

// resolve is Resolve without the lists of algorithms, which our own reader
// refuses, and without what strangers says.
func resolve(q Query, source func() (values, error)) (Settings, error) {
	v, err := source()
	if err != nil {
		return Settings{}, err
	}
	s, err := settle(q, v)
	s.Algorithms = Algorithms{}
	if s.Batch && s.AliveInterval == 5*time.Minute {
		s.AliveInterval = 0 // Debian's ssh has a default of its own there
	}
	return s, err
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// generator writes ssh_config files as people do, and a little worse.
type generator struct {
	*rand.Rand
	dir      string
	n        int
	included string
}

func newGenerator(dir string, seed uint64) *generator {
	return &generator{Rand: rand.New(rand.NewPCG(seed, 7)), dir: dir}
}

func (g *generator) pick(of ...string) string { return of[g.IntN(len(of))] }

func (g *generator) one(in int) bool { return g.IntN(in) == 0 }

// file is the text of a file; deep ones include no more.
func (g *generator) file(depth int) string {
	var b strings.Builder
	for range 3 + g.IntN(12) {
		switch g.IntN(8) {
		case 0, 1:
			b.WriteString(g.line("Host", g.patterns()))
		case 2:
			b.WriteString(g.odd())
		case 3:
			if depth < 2 && g.one(3) {
				b.WriteString(g.include(depth))
				continue
			}
			fallthrough
		default:
			k := g.pick(keywords...)
			b.WriteString(g.line(k, g.value(k)))
		}
	}
	return b.String()
}

// keywords are the ones with values worth comparing.
var keywords = []string{
	"HostName", "HostName", "User", "User", "Port", "Port", "IdentityFile", "IdentityFile", "IdentitiesOnly", "ProxyJump", "ProxyJump", "ProxyCommand",
	"UserKnownHostsFile", "GlobalKnownHostsFile", "StrictHostKeyChecking", "StrictHostKeyChecking", "HostKeyAlias", "ConnectTimeout",
	"ServerAliveInterval", "ServerAliveCountMax", "BatchMode", "AddressFamily", "BindAddress", "IdentityAgent", "CertificateFile",
	"PubkeyAuthentication", "PasswordAuthentication", "KbdInteractiveAuthentication", "ChallengeResponseAuthentication",
	"PreferredAuthentications", "HashKnownHosts", "ForwardAgent", "LogLevel", "SendEnv", "Compression",
	"RequiredRSASize", "CheckHostIP", "ConnectionAttempts", "NumberOfPasswordPrompts", "ControlPath", "VerifyHostKeyDNS",
}

// line writes a keyword and a value in one of the ways that ssh reads.
func (g *generator) line(keyword, value string) string {
	switch g.IntN(6) {
	case 0:
		keyword = strings.ToLower(keyword)
	case 1:
		keyword = strings.ToUpper(keyword)
	}
	indent := g.pick("", "", "    ", "\t", " \t ")
	between := g.pick(" ", " ", " ", "=", " = ", "\t", "  ", "= ", " =")
	end := g.pick("", "", "", "", " ", "\t", "\r", " # a comment", "  #x")
	if keyword == "ProxyCommand" || strings.EqualFold(keyword, "proxycommand") {
		end = g.pick("", "", "\r")
	}
	return indent + keyword + between + value + end + "\n"
}

// odd is a line that says nothing, or something wrong.
func (g *generator) odd() string {
	switch g.IntN(40) {
	case 0:
		return "NoSuchKeyword yes\n"
	case 1:
		return "Port\n"
	case 2:
		return "Port " + g.pick("0", "65536", "abc", "22x", "-1") + "\n"
	case 3:
		return "User a b\n"
	case 4:
		return "IdentityFile \"unclosed\n"
	case 5:
		return "StrictHostKeyChecking perhaps\n"
	case 6:
		return "ConnectTimeout " + g.pick("5x", "m", "1mm", "-3") + "\n"
	case 7:
		return g.pick("Ciphers +3des-cbc", "KexAlgorithms ^curve25519-sha256", "CanonicalizeHostname yes", "HostKeyAlgorithms ssh-ed25519",
			"PubkeyAcceptedAlgorithms ssh-rsa", "CASignatureAlgorithms ssh-ed25519", "RekeyLimit 1G 1h", "RevokedHostKeys /r", "KnownHostsCommand /k", "BindInterface lo") + "\n"
	case 8:
		return "Match " + g.pick("user root", "host web-*", "originalhost x", "final", "!all", "exec true") + "\n"
	case 9, 10, 11, 12:
		return g.line("Match", g.pick("all", "ALL"))
	case 13:
		return "IgnoreUnknown " + g.pick("NoSuch*", "nosuchkeyword", "Other") + "\n"
	case 14:
		return g.pick("\"User\" quoted\n", "User=\n", "Host\n", "ProxyJump ,\n", "ProxyJump a:0\n", "UserKnownHostsFile none /x\n", "Protocol 2\n")
	}
	return g.pick("\n", "   \n", "# a comment\n", "\t# Host x\n", "#\n")
}

func (g *generator) include(depth int) string {
	g.n++
	name := filepath.Join(g.dir, fmt.Sprintf("included %d", g.n), "a.conf")
	content := g.file(depth + 1)
	g.included += content
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		panic(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		panic(err)
	}
	if g.one(2) {
		name = filepath.Join(filepath.Dir(name), "*.conf")
	}
	return g.line("Include", `"`+name+`"`+g.pick("", "", " /no/such/*.conf"))
}

func (g *generator) patterns() string {
	all := make([]string, 1+g.IntN(3))
	for i := range all {
		all[i] = g.pick("", "", "", "!") + g.pick("*", "web-*", "web-0?", "web-01", "*.internal", "*.example.*", "db1", "DB?", "10.0.0.*", "bastion", `"x"`, "'x'", "?", "*x*", "w*b-*1", "10.0.0.7,x")
	}
	return strings.Join(all, g.pick(" ", "  ", "\t"))
}

func (g *generator) value(keyword string) string {
	switch keyword {
	case "HostName":
		return g.pick("real.example.com", "%h.example.com", "REAL.example.com", "10.1.2.3", "::1", `"quoted.example.com"`, "a%%b", "%x.bad")
	case "User", "HostKeyAlias":
		return g.pick("deploy", "Root", "a#b", `"deploy"`, "'deploy'", "d-e_f.g", `de\ploy`, "%h")
	case "Port":
		return g.pick("22", "2222", "65535", "1", "022", "ssh")
	case "RequiredRSASize":
		return g.pick("2048", "0", "1024", "4096")
	case "ControlPath":
		return g.pick("none", "/c/%C", "~/.ssh/%r@%h:%p")
	case "ServerAliveCountMax", "ConnectionAttempts", "NumberOfPasswordPrompts":
		return g.pick("1", "5", "0", "007")
	case "ConnectTimeout", "ServerAliveInterval":
		return g.pick("5", "1m", "1h30m", "90s", "none", "0", "2M5")
	case "IdentityFile", "CertificateFile":
		return g.pick("~/.ssh/id_work", "/keys/a b", `"/keys/a b"`, `/keys/a\ b`, `'/keys/c'`, "/keys/%h", "/keys/%r@%n", "/keys/%d%u", "none", "relative/key", `"/k/\"q\""`, "${HOME}/key", "/keys/%%")
	case "UserKnownHostsFile", "GlobalKnownHostsFile":
		return g.pick("/dev/null", "~/.ssh/kh", "/kh/a /kh/b", `"/kh/a b"`, "none", "/kh/%h", "/kh/a /kh/b /kh/c", "~/x /y")
	case "StrictHostKeyChecking":
		return g.pick("yes", "no", "off", "ask", "accept-new", "Yes", "NO", "Accept-New", "true", "false")
	case "AddressFamily":
		return g.pick("any", "inet", "inet6", "INET")
	case "PubkeyAuthentication":
		return g.pick("yes", "no", "unbound", "host-bound", "TRUE")
	case "ProxyJump":
		return g.pick("bastion", "a,b", "user@bastion:2222", "none", "ssh://u@h:22", "u@[::1]:22", "a,u@b:1,c", "NONE", "a, b", "[::1]", "fe80::1", "a@b@c")
	case "ProxyCommand":
		return g.pick("nc %h %p", "none", "ssh -W %h:%p bastion", `sh -c "nc %h %p"`, "aws ssm start-session --target %h --parameters 'portNumber=%p'", "= nc %n", "nc a # b", "nc 'a")
	case "IdentityAgent":
		return g.pick("none", "/run/agent.sock", "SSH_AUTH_SOCK", "$SSH_AUTH_SOCK", "~/agent", "/a/%u")
	case "BindAddress":
		return g.pick("127.0.0.1", "::1", "localhost")
	case "PreferredAuthentications":
		return g.pick("publickey", "password,publickey", "keyboard-interactive,password", "gssapi-with-mic,publickey")
	case "SendEnv":
		return g.pick("LANG LC_*", "FOO")
	case "LogLevel":
		return g.pick("INFO", "ERROR", "quiet")
	}
	return g.pick("yes", "no", "Yes", "NO", "true", "false")
}
