package sshconfig

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
)

// expand fills in what has tokens (%h), variables (${HOME}) or a tilde:
// ssh_config(5), TOKENS and ENVIRONMENT VARIABLES.
func (s *Settings) expand(v values) error {
	me, err := account()
	if err != nil {
		return err
	}
	t := s.tokens(me)
	s.UserKnownHosts, s.GlobalKnownHosts = knownHosts(v.last("userknownhostsfile")), knownHosts(v.last("globalknownhostsfile"))
	for key, to := range map[string]*[]string{"identityfile": &s.IdentityFiles, "certificatefile": &s.CertificateFiles, rawKnownHosts: &s.UserKnownHosts} {
		if v[key] == nil {
			continue
		}
		if *to, err = t.paths(v[key]); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	if s.IdentityAgent, err = t.agent(v["identityagent"]); err != nil {
		return fmt.Errorf("identityagent: %w", err)
	}
	if command := v.given("proxycommand"); command != "" {
		if s.ProxyCommand, err = t.only("hnpr").expand(command); err != nil {
			return fmt.Errorf("proxycommand: %w", err)
		}
	}
	return nil
}

// paths expands all but "none".
func (t tokens) paths(all []string) ([]string, error) {
	var out []string
	for _, p := range all {
		if strings.EqualFold(p, "none") {
			continue
		}
		full, err := t.path(p)
		if err != nil {
			return nil, err
		}
		out = append(out, full)
	}
	return out, nil
}

// rawKnownHosts holds UserKnownHostsFile as our own reader found it; ssh prints
// it expanded.
const rawKnownHosts = "userknownhostsfile, not expanded"

// knownHosts takes a list of files apart. ssh prints it with blanks between,
// also where a name has one: a part that begins no path belongs to the one
// before. Our own reader puts NUL bytes between.
func knownHosts(line string) []string {
	var out []string
	for _, part := range strings.Split(line, "\x00") {
		n := len(out)
		for _, p := range strings.Split(part, " ") {
			if len(out) > n && !strings.HasPrefix(p, "/") && !strings.HasPrefix(p, "~") {
				out[len(out)-1] += " " + p
				continue
			}
			out = append(out, p)
		}
	}
	if len(out) == 1 && (out[0] == "" || strings.EqualFold(out[0], "none")) {
		return nil
	}
	return out
}

// account is our own user; like OpenSSH it does not ask $HOME.
func account() (*user.User, error) {
	me, err := user.Current()
	if err != nil {
		return nil, fmt.Errorf("find our own user: %w", err)
	}
	if entry, err := user.LookupId(me.Uid); err == nil {
		return entry, nil
	}
	return me, nil
}

// tokens are what stands for %x.
type tokens map[byte]string

func (s *Settings) tokens(me *user.User) tokens {
	local, _ := os.Hostname()
	short, _, _ := strings.Cut(local, ".")
	port, alias := strconv.Itoa(s.Port), s.HostKeyAlias
	if alias == "" {
		alias = s.Alias
	}
	hash := sha1.Sum([]byte(local + s.HostName + port + s.User + s.ProxyJump)) // as OpenSSH does, for a name only
	return tokens{
		'%': "%", 'h': s.HostName, 'n': s.Alias, 'p': port, 'r': s.User, 'd': me.HomeDir, 'i': me.Uid, 'u': me.Username,
		'l': local, 'L': short, 'k': alias, 'j': s.ProxyJump, 'C': hex.EncodeToString(hash[:]),
	}
}

// only leaves %% and the named tokens.
func (t tokens) only(names string) tokens {
	out := tokens{'%': "%"}
	for i := range len(names) {
		out[names[i]] = t[names[i]]
	}
	return out
}

func (t tokens) expand(s string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b.WriteByte(s[i])
			continue
		}
		i++
		if i == len(s) {
			return "", fmt.Errorf("a %% stands at the end of %q", s)
		}
		value, ok := t[s[i]]
		if !ok {
			return "", fmt.Errorf("%%%c in %q is no token that ssh_config(5) allows there", s[i], s)
		}
		b.WriteString(value)
	}
	return b.String(), nil
}

// path expands the tilde, the tokens and the variables of a file name.
func (t tokens) path(s string) (string, error) {
	if s == "~" || strings.HasPrefix(s, "~/") {
		s = filepath.Join(strings.ReplaceAll(t['d'], "%", "%%"), s[1:])
	} else if strings.HasPrefix(s, "~") {
		name, rest, _ := strings.Cut(s[1:], "/")
		u, err := user.Lookup(name)
		if err != nil {
			return "", err
		}
		s = filepath.Join(strings.ReplaceAll(u.HomeDir, "%", "%%"), rest)
	}
	return t.dollars(s)
}

// dollars expands tokens and ${VARIABLES}; one that is not set is an error.
func (t tokens) dollars(s string) (string, error) {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "${")
		plain, err := t.expand(before)
		if err != nil {
			return "", err
		}
		b.WriteString(plain)
		if !ok {
			return b.String(), nil
		}
		name, rest, ok := strings.Cut(after, "}")
		if !ok {
			return "", fmt.Errorf("a } is missing in %q", s)
		}
		value, ok := os.LookupEnv(name)
		if !ok {
			return "", fmt.Errorf("the variable %s is not set", name)
		}
		b.WriteString(value)
		s = rest
	}
}

// agent is the socket: IdentityAgent, else $SSH_AUTH_SOCK.
func (t tokens) agent(said []string) (string, error) {
	name := "SSH_AUTH_SOCK"
	if n := len(said); n > 0 {
		s := said[n-1]
		switch {
		case strings.EqualFold(s, "none"):
			return "", nil
		case s == name:
		case strings.HasPrefix(s, "$") && !strings.HasPrefix(s, "${"):
			name = s[1:]
		default:
			return t.path(s)
		}
	}
	return os.Getenv(name), nil
}
