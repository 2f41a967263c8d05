package ssh

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
)

// login proves who we are: with one key after another, then with a password.
type login struct {
	ctx context.Context
	h   *handshake

	agent     net.Conn
	collected bool
	keys      []*identity
	passwords map[string]bool // methods that had their turn
	offered   []string
	withheld  []string // what could not be offered, and why
	allowed   []string // what the host takes, as it said last
	said      string   // its banner
}

func newLogin(ctx context.Context, h *handshake) *login {
	return &login{ctx: ctx, h: h, passwords: map[string]bool{}}
}

func (l *login) close() {
	if l.agent != nil {
		_ = l.agent.Close()
	}
}

var errNothingLeft = errors.New("nothing is left to offer")

// next gives what to try next of what the host takes. Each key is a method of
// its own: one that can't sign (a wrong passphrase, an agent gone) must not keep
// the others from their turn.
func (l *login) next(c *ssh.ClientAuthContext) (ssh.AuthMethod, error) {
	l.allowed = c.AllowedMethods
	for _, m := range l.h.r.Methods {
		if !slices.Contains(l.allowed, m) {
			continue
		}
		if m == "publickey" {
			if s := l.nextKey(); s != nil {
				return ssh.PublicKeys(s), nil
			}
			continue
		}
		if !l.passwords[m] && l.mayAsk() {
			l.passwords[m] = true
			if m == "password" {
				return ssh.PasswordCallback(func() (string, error) { return l.password(m) }), nil
			}
			return ssh.KeyboardInteractive(l.challenge), nil
		}
	}
	l.leftOut()
	return nil, errNothingLeft
}

// leftOut notes the ways that the host takes and nobody tried.
func (l *login) leftOut() {
	for _, m := range l.allowed {
		switch {
		case slices.Contains(l.h.r.Methods, m):
		case slices.Contains(ways, m):
			l.withhold("%s: ssh_config does not allow it", m)
		default:
			l.withhold("%s: fleetspec does not have it", oneLine(m))
		}
	}
}

// ways are the methods of RFC 4252 and 4256 that we have.
var ways = []string{"publickey", "password", "keyboard-interactive"}

// nextKey gives the next key that can be offered, or nil.
func (l *login) nextKey() ssh.Signer {
	if !l.collected {
		l.collected = true
		l.collect()
	}
	for len(l.keys) > 0 {
		k := l.keys[0]
		l.keys = l.keys[1:]
		s, err := k.signer()
		if err == nil {
			s, err = l.h.r.allowed(s)
		}
		if err != nil {
			l.withhold("%s: %w", k.name, err)
			continue
		}
		what := k.name + " " + ssh.FingerprintSHA256(s.PublicKey())
		if m, ok := s.(ssh.MultiAlgorithmSigner); ok && strings.HasPrefix(s.PublicKey().Type(), ssh.KeyAlgoRSA) {
			what += " (to sign with " + strings.Join(m.Algorithms(), ", ") + ")"
		}
		l.offered = append(l.offered, what)
		return s
	}
	return nil
}

func (l *login) withhold(format string, args ...any) {
	if s := fmt.Errorf(format, args...).Error(); !slices.Contains(l.withheld, s) {
		l.withheld = append(l.withheld, s)
	}
}

// mayAsk says whether a password may be given to this host, by anybody.
func (l *login) mayAsk() bool {
	switch {
	case l.h.unverified:
		l.withhold("a password: the host's key is not verified")
	case l.fromEnv() != "" || l.prompt() != nil:
		return true
	case !l.h.r.target:
		l.withhold("a password: there is no terminal to ask for it")
	case l.h.r.Batch && l.h.o.cfg.Prompt != nil:
		l.withhold("a password: BatchMode is on in ssh_config, and %s is not set", EnvPassword)
	default:
		l.withhold("a password: there is no terminal to ask for it, and %s is not set", EnvPassword)
	}
	return false
}

// fromEnv is the password of the environment, which is for the host alone.
func (l *login) fromEnv() string {
	if !l.h.r.target {
		return ""
	}
	return os.Getenv(EnvPassword)
}

// prompt asks a person, and stops the clock meanwhile; nil when there is nobody.
func (l *login) prompt() func(question string) (string, error) {
	ask := l.h.o.cfg.Prompt
	if ask == nil || l.h.r.Batch {
		return nil
	}
	return func(question string) (string, error) {
		resume := l.h.clock.pause()
		defer resume()
		return ask(l.ctx, question)
	}
}

// password answers for a method.
func (l *login) password(method string) (string, error) {
	if s := l.fromEnv(); s != "" {
		l.offered = append(l.offered, "the password of "+EnvPassword+" ("+method+")")
		return s, nil
	}
	s, err := l.prompt()("password of " + l.who())
	if err != nil {
		l.withhold("a password: %w", err)
		return "", err
	}
	l.offered = append(l.offered, "a password ("+method+")")
	return s, nil
}

func (l *login) who() string { return l.h.r.User + "@" + l.h.r.Alias }

// challenge answers what a host asks by keyboard-interactive. It may ask again
// with no question at all.
func (l *login) challenge(_, _ string, questions []string, _ []bool) ([]string, error) {
	answers := make([]string, len(questions))
	for i, q := range questions {
		var err error
		if strings.Contains(strings.ToLower(q), "password") {
			answers[i], err = l.password("keyboard-interactive")
		} else if ask := l.prompt(); ask != nil {
			answers[i], err = ask(l.who() + " asks: " + strings.TrimRight(oneLine(q), ": "))
			l.offered = append(l.offered, "an answer")
		} else {
			err = fmt.Errorf("there is no terminal to answer on: %s", oneLine(q))
			l.withhold("an answer: %w", err)
		}
		if err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// banner keeps what the host says before the login.
func (l *login) banner(text string) error {
	l.said = text
	return nil
}

// tried says whether the host was asked to take anything of ours.
func (l *login) tried() bool { return l.allowed != nil }

// refused says what was offered, what was not, and why.
func (l *login) refused(err error) error {
	parts := []string{"the host did not take " + strings.Join(l.offered, ", ")}
	if len(l.offered) == 0 {
		parts[0] = "there was nothing to offer"
	}
	if len(l.withheld) > 0 {
		parts = append(parts, "not offered: "+strings.Join(l.withheld, ", "))
	}
	parts = append(parts, "it takes "+oneLine(strings.Join(l.allowed, ", ")))
	if !errors.Is(err, errNothingLeft) {
		parts = append(parts, oneLine(strings.TrimPrefix(err.Error(), "ssh: handshake failed: ")))
	}
	if s := oneLine(l.said); s != "" {
		parts = append(parts, "it says: "+s)
	}
	return fmt.Errorf("log in as %s: %s", l.h.r.User, strings.Join(parts, "; "))
}
