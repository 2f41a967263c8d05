// Package sshconfig tells how OpenSSH would reach a host: what its ssh_config
// files say, as ssh reads them.
//
// Where the ssh command is there, it is asked (`ssh -G`): nobody reads these
// files more truly. Elsewhere a small reader of our own does it. It covers what
// is common, and refuses by name what it does not cover: nothing that changes
// where, as whom, or how safely we connect is passed over in silence. The table
// in option.go says of each option what is done with it.
//
// The rules are those of ssh_config(5) and of OpenSSH's readconf.c.
package sshconfig

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
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

	// CheckHostIP: a key that known_hosts has for the address must not be another.
	CheckHostIP bool

	// Network is tcp, tcp4 or tcp6; BindAddress is the local address, or empty.
	Network, BindAddress string
	// Attempts is how often to dial, one second between.
	Attempts int
	// ConnectTimeout and AliveInterval are 0 when nothing is said.
	ConnectTimeout, AliveInterval time.Duration
	AliveCountMax                 int

	// Batch: nobody may be asked anything.
	Batch bool
	// Methods are the ways of authentication that are allowed, in order: publickey,
	// password, keyboard-interactive.
	Methods []string

	// Algorithms, OpenSSH's names in order; empty is our own default.
	Algorithms
	// RSABits is how long an RSA key must be at least, the host's and ours.
	RSABits int
	// RekeyBytes and RekeyTime are when the connection needs new keys; 0 is when
	// the cipher does.
	RekeyBytes uint64
	RekeyTime  time.Duration
}

// Algorithms are the lists of names that may be used.
type Algorithms struct {
	Ciphers, MACs, KeyExchanges []string
	// HostKeys are the host's, PublicKeys ours, Authorities those that sign a
	// host's certificate.
	HostKeys, PublicKeys, Authorities []string
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

// Resolve gives the settings of a host. Errors name the file and the line where
// they can.
func Resolve(ctx context.Context, q Query) (Settings, error) {
	if a, ok := begun.LoadAndDelete(q); ok {
		return a.(*ahead).wait(ctx)
	}
	return find(ctx, q)
}

func find(ctx context.Context, q Query) (Settings, error) {
	if err := q.check(); err != nil {
		return Settings{}, err
	}
	var v values
	ssh, err := exec.LookPath("ssh")
	if err == nil {
		v, err = told(ctx, ssh, q)
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
		CheckHostIP: v.flag("checkhostip", false),
		Algorithms: Algorithms{
			Ciphers: v.list("ciphers"), MACs: v.list("macs"), KeyExchanges: v.list("kexalgorithms"),
			HostKeys: v.list("hostkeyalgorithms"), PublicKeys: v.list("pubkeyacceptedalgorithms"), Authorities: v.list("casignaturealgorithms"),
		},
	}
	if err := errors.Join(s.numbers(v), Query{Host: s.HostName, User: s.User}.check(), s.circle()); err != nil {
		return Settings{}, err
	}
	return s, s.expand(v)
}

// numbers fills in the numbers and times.
func (s *Settings) numbers(v values) error {
	var errs []error
	number := func(key string) int {
		n, err := v.number(key)
		errs = append(errs, err)
		return n
	}
	s.Port, s.AliveCountMax = number("port"), number("serveralivecountmax")
	s.ConnectTimeout = time.Duration(number("connecttimeout")) * time.Second
	s.AliveInterval = time.Duration(number("serveraliveinterval")) * time.Second
	s.Attempts, s.RSABits = number("connectionattempts"), max(number("requiredrsasize"), leastRSABits)
	if s.Port < 1 || s.Port > 65535 {
		errs = append(errs, fmt.Errorf("port %d is no port", s.Port))
	}
	if s.Attempts < 1 {
		errs = append(errs, fmt.Errorf("connectionattempts %d: there must be one", s.Attempts))
	}
	if limit := v.last("rekeylimit"); limit != "" {
		var seconds uint64
		if n, err := fmt.Sscanf(limit, "%d %d", &s.RekeyBytes, &seconds); n != 2 || seconds > 1<<31 {
			errs = append(errs, fmt.Errorf("rekeylimit %q is no number of bytes and of seconds: %w", limit, err))
		}
		s.RekeyTime = time.Duration(seconds) * time.Second
	}
	return errors.Join(errs...)
}

// leastRSABits is what OpenSSH asks of an RSA key whatever RequiredRSASize says
// (sshkey.h, SSH_RSA_MINIMUM_MODULUS_SIZE).
const leastRSABits = 1024

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
	off := map[string][]string{
		"publickey": {"pubkeyauthentication"}, "password": {"passwordauthentication"},
		"keyboard-interactive": {"kbdinteractiveauthentication", "challengeresponseauthentication"},
	}
	preferred := v.list("preferredauthentications")
	if preferred == nil {
		preferred = []string{"publickey", "keyboard-interactive", "password"}
	}
	var out []string
	for _, m := range preferred {
		keys, ours := off[m]
		asks := m != "publickey"
		if ours && !slices.ContainsFunc(keys, v.off) && (!asks || v.last("numberofpasswordprompts") != "0") {
			out = append(out, m)
		}
	}
	return out
}
