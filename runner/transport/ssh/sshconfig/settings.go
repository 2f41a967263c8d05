// Package sshconfig tells how OpenSSH would reach a host: what its ssh_config
// files say, as ssh reads them.
//
// Where the ssh command is there, it is asked (`ssh -G`): nobody reads these
// files more truly. Elsewhere a small reader of our own does it. It covers what
// is common, and refuses by name what it does not cover: nothing that changes
// where, as whom, or how safely we connect is passed over in silence.
//
// The rules are those of ssh_config(5) and of OpenSSH's readconf.c.
package sshconfig

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Query is what the command line would say.
type Query struct {
	// Host is the name as a person writes it; Host lines match on it.
	Host string
	// User and Port win over the files; empty and 0 leave it to them.
	User string
	Port int
	// File is read instead of the user's and the system's files, as ssh -F.
	File string
}

// Settings is how to reach a host. Paths are expanded.
type Settings struct {
	// Alias is the name that was asked for.
	Alias string
	// HostName is the name or address to connect to, in lower case.
	HostName string
	User     string
	Port     int
	// HostKeyAlias, when not empty, stands in known_hosts instead of the name.
	HostKeyAlias string

	// IdentityFiles are tried in this order; they may be missing.
	IdentityFiles    []string
	CertificateFiles []string
	// IdentitiesOnly leaves the agent's other keys out.
	IdentitiesOnly bool
	// IdentityAgent is the agent's socket; empty when there is none.
	IdentityAgent string

	// ProxyJump is the hosts on the way, as ssh -J takes them; empty is none.
	ProxyJump string
	// ProxyCommand is a line for the user's shell whose input and output are the
	// connection; its tokens are expanded. Empty is none.
	ProxyCommand string

	UserKnownHosts, GlobalKnownHosts []string
	HashKnownHosts                   bool
	Strict                           Strictness

	// Network is tcp, tcp4 or tcp6; BindAddress is the local address, or empty.
	Network, BindAddress string
	// ConnectTimeout and AliveInterval are 0 when nothing is said.
	ConnectTimeout, AliveInterval time.Duration
	AliveCountMax                 int

	// Batch: nobody may be asked anything.
	Batch bool
	// Methods are the ways of authentication that are allowed, in order: publickey,
	// password, keyboard-interactive.
	Methods []string

	// Ciphers, MACs, KeyExchanges and HostKeyAlgorithms are OpenSSH's names in
	// order; empty is our own default.
	Ciphers, MACs, KeyExchanges, HostKeyAlgorithms []string
}

// Strictness is StrictHostKeyChecking.
type Strictness string

// The values. OpenSSH's default, "ask", is StrictYes here: there may be nobody
// to ask, and a "yes" that nobody thought about is worth nothing.
const (
	StrictYes Strictness = "yes"
	AcceptNew Strictness = "accept-new"
	StrictOff Strictness = "no"
)

// values is what `ssh -G` prints: keyword in lower case, one entry a line.
type values map[string][]string

// Resolve gives the settings of a host. Errors name the file and the line where
// they can.
func Resolve(ctx context.Context, q Query) (Settings, error) {
	if err := q.check(); err != nil {
		return Settings{}, err
	}
	var v values
	ssh, err := exec.LookPath("ssh")
	if err == nil {
		v, err = ask(ctx, ssh, q)
	} else {
		v, err = read(q)
	}
	if err != nil {
		return Settings{}, err
	}
	return settle(q, v)
}

// unsafe are the characters that OpenSSH (9.6) allows in no host and no user of
// a command line, as they may end up in a shell's hands through ProxyCommand.
const unsafe = "'`\"$\\;&<>|(){}"

func (q Query) check() error {
	for what, s := range map[string]string{"host": q.Host, "user": q.User} {
		bad := strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune(unsafe, r) })
		if what == "user" && s == "" {
			continue
		}
		if s == "" || s[0] == '-' || bad || what == "host" && strings.ContainsAny(s, "@/") {
			return fmt.Errorf("%q can't be a %s", s, what)
		}
	}
	if q.Port < 0 || q.Port > 65535 {
		return fmt.Errorf("%d can't be a port", q.Port)
	}
	return nil
}

func (v values) last(key string) string {
	if all := v[key]; len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}

// given is a value that may be "none".
func (v values) given(key string) string {
	if s := v.last(key); !strings.EqualFold(s, "none") {
		return s
	}
	return ""
}

func (v values) flag(key string, otherwise bool) bool {
	switch v.last(key) {
	case "":
		return otherwise
	case "yes", "true":
		return true
	}
	return false
}

func (v values) number(key string) (int, error) {
	s := v.given(key)
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("%s %q is no number", key, s)
	}
	return n, nil
}

func (v values) list(key string) []string {
	if s := v.last(key); s != "" {
		return strings.Split(s, ",")
	}
	return nil
}

// settle makes settings of the values.
func settle(q Query, v values) (Settings, error) {
	if err := uncovered(v); err != nil {
		return Settings{}, err
	}
	s := Settings{
		Alias: q.Host, HostName: v.last("hostname"), User: v.last("user"), HostKeyAlias: v.last("hostkeyalias"),
		IdentitiesOnly: v.flag("identitiesonly", false), HashKnownHosts: v.flag("hashknownhosts", false),
		Batch: v.flag("batchmode", false), ProxyJump: v.given("proxyjump"), BindAddress: v.last("bindaddress"),
		Strict: strictness(v.last("stricthostkeychecking")), Network: network(v.last("addressfamily")), Methods: methods(v),
		Ciphers: v.list("ciphers"), MACs: v.list("macs"), KeyExchanges: v.list("kexalgorithms"), HostKeyAlgorithms: v.list("hostkeyalgorithms"),
	}
	var errs []error
	number := func(key string) int {
		n, err := v.number(key)
		errs = append(errs, err)
		return n
	}
	s.Port, s.AliveCountMax = number("port"), number("serveralivecountmax")
	s.ConnectTimeout = time.Duration(number("connecttimeout")) * time.Second
	s.AliveInterval = time.Duration(number("serveraliveinterval")) * time.Second
	if s.Port < 1 || s.Port > 65535 {
		errs = append(errs, fmt.Errorf("port %d is no port", s.Port))
	}
	errs = append(errs, Query{Host: s.HostName, User: s.User}.check(), s.circle())
	if err := errors.Join(errs...); err != nil {
		return Settings{}, err
	}
	return s, s.expand(v)
}

// circle refuses a jump through the host itself.
func (s *Settings) circle() error {
	hops, err := Jump(s.ProxyJump)
	if err != nil || len(hops) == 0 {
		return err
	}
	last := hops[len(hops)-1]
	if last.Host == s.HostName && (last.Port == s.Port || last.Port == 0 && s.Port == 22) && (last.User == "" || last.User == s.User) {
		return fmt.Errorf("the jump goes in a circle through %s", last)
	}
	return nil
}

// uncovered refuses what fleetspec can't do, whoever read it.
func uncovered(v values) error {
	for _, key := range []string{"revokedhostkeys", "knownhostscommand", "bindinterface"} {
		if s := v.given(key); s != "" {
			return &Uncovered{Keyword: key, Value: s}
		}
	}
	if v.flag("proxyusefdpass", false) && v.given("proxycommand") != "" {
		return &Uncovered{Keyword: "proxyusefdpass", Value: "yes"}
	}
	return nil
}

// Uncovered says that ssh_config has something that fleetspec can't do.
type Uncovered struct {
	// Where is file:line, or empty where ssh told us the value.
	Where          string
	Keyword, Value string
}

func (u *Uncovered) Error() string {
	s := fmt.Sprintf("ssh_config says %s %s, which fleetspec does not cover", u.Keyword, u.Value)
	if u.Where != "" {
		return fmt.Sprintf("%s: %s without the ssh command (install it)", u.Where, s)
	}
	return s
}

func strictness(s string) Strictness {
	switch s {
	case "no", "off", "false":
		return StrictOff
	case "accept-new":
		return AcceptNew
	}
	return StrictYes
}

func network(family string) string {
	switch family {
	case "inet":
		return "tcp4"
	case "inet6":
		return "tcp6"
	}
	return "tcp"
}

// methods are ours among those that are preferred, without those that are off.
func methods(v values) []string {
	off := map[string]string{"publickey": "pubkeyauthentication", "password": "passwordauthentication", "keyboard-interactive": "kbdinteractiveauthentication"}
	preferred := v.list("preferredauthentications")
	if preferred == nil {
		preferred = []string{"publickey", "keyboard-interactive", "password"}
	}
	var out []string
	for _, m := range preferred {
		key, ours := off[m]
		value := v.last(key)
		if ours && value != "no" && value != "false" {
			out = append(out, m)
		}
	}
	return out
}
