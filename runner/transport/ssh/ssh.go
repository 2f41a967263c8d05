// Package ssh runs commands on a host over SSH.
//
// It reaches the host as OpenSSH would: by the user's ssh_config (package
// sshconfig), through jump hosts or a ProxyCommand, with the host's key checked
// against known_hosts (package hostkeys), and with the keys of ssh-agent and of
// files. It never forwards the agent, and sends no environment.
//
// All commands of a host share one connection, each in a session of its own.
// sshd gives a command to the login shell, which may be any; a command arrives
// byte for byte all the same (see bootstrap.go). Only what sshd says of a
// command's end counts as its exit code: when it says nothing, the command's
// fate is unknown.
package ssh

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/ssh/sshconfig"
)

// EnvPassword names the variable with the password that the host (not a jump
// host) may ask for, where no person can be asked.
const EnvPassword = "FLEETSPEC_SSH_PASSWORD"

// Config says which host, and what is known of the way there beforehand.
type Config struct {
	// Host is the name as it was written: ssh_config may know it as an alias.
	Host string
	// Port; 0 is what ssh_config says, else 22.
	Port int
	// User; empty is what ssh_config says, else the name of our own user.
	User string
	// ConfigFile is read instead of the user's and the system's, as ssh -F.
	ConfigFile string
	// Jump is the way there, as ssh -J; "none" is the direct one whatever
	// ssh_config says; empty is what ssh_config says.
	Jump string
	// KnownHosts, when given, are read instead of the known_hosts files of
	// ssh_config.
	KnownHosts []string
	// IdentityFiles are tried before those of ssh_config.
	IdentityFiles []string
	// ConnectTimeout bounds each connection and its handshake, but not the time
	// that a person needs to answer; 0 is what ssh_config says, else 30 seconds.
	ConnectTimeout time.Duration
	// Prompt asks a person for a password or a passphrase; question has no colon
	// at its end. Nil: there is nobody to ask.
	Prompt func(ctx context.Context, question string) (string, error)
}

// Defaults where ssh_config says nothing.
const (
	connectTimeout = 30 * time.Second
	aliveInterval  = 15 * time.Second
)

// Prepare reads ahead what ssh_config says of a host that will be opened once. It contacts nobody.
func Prepare(cfg Config) { sshconfig.Ahead(cfg.query()) }

func (cfg Config) query() sshconfig.Query {
	return sshconfig.Query{Host: cfg.Host, User: cfg.User, Port: cfg.Port, File: cfg.ConfigFile}
}

// Open connects to a host. Its errors are *transport.Error: Config when
// ssh_config or a key file can't be used, HostKey and Auth when one side does
// not trust the other, Unreachable for all on the way there.
func Open(ctx context.Context, cfg Config) (*Conn, error) {
	o := &opener{cfg: cfg}
	r, err := o.route(ctx, stop{Host: cfg.Host, User: cfg.User, Port: cfg.Port}, cfg.Jump)
	if err != nil {
		return nil, fault(ctx, "connect "+cfg.Host, err)
	}
	l, err := o.connect(ctx, r)
	if err != nil {
		return nil, fault(ctx, "connect "+cfg.Host, err)
	}
	c := newConn(cfg.Host, l.client, l.close, o.notes)
	interval := r.AliveInterval
	if interval == 0 {
		interval = aliveInterval
	}
	go c.watch(interval, max(1, r.AliveCountMax))
	return c, nil
}

// fault makes an *transport.Error of any error of connecting.
func fault(ctx context.Context, op string, err error) error {
	kind := transport.Unreachable
	var s *sorted
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		kind = transport.Timeout
	case ctx.Err() != nil:
		kind = transport.Canceled
	case errors.As(err, &s):
		kind = s.kind
	}
	if ctx.Err() != nil && !errors.Is(err, ctx.Err()) {
		err = fmt.Errorf("%w (%w)", ctx.Err(), err)
	}
	return &transport.Error{Kind: kind, Op: op, Err: err}
}

// sorted is an error of connecting whose kind is known.
type sorted struct {
	kind transport.Kind
	error
}

func (s *sorted) Unwrap() error { return s.error }

// as gives an error its kind; one that has a kind keeps it.
func as(kind transport.Kind, err error) error {
	var s *sorted
	if err == nil || errors.As(err, &s) {
		return err
	}
	return &sorted{kind, err}
}
