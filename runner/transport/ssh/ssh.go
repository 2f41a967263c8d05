// Package ssh runs commands on a host over SSH.
package ssh

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/transport"
)

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

// Open connects to a host. Its errors are *transport.Error.
func Open(ctx context.Context, cfg Config) (*Conn, error) {
	fail := func(kind transport.Kind, err error) (*Conn, error) {
		return nil, &transport.Error{Kind: kind, Op: "connect " + cfg.Host, Err: err}
	}
	var signers []ssh.Signer
	for _, f := range cfg.IdentityFiles {
		pem, err := os.ReadFile(f)
		if err != nil {
			return fail(transport.Config, err)
		}
		s, err := ssh.ParsePrivateKey(pem)
		if err != nil {
			return fail(transport.Config, fmt.Errorf("read key %s: %w", f, err))
		}
		signers = append(signers, s)
	}
	db, err := knownhosts.NewDB(cfg.KnownHosts...)
	if err != nil {
		return fail(transport.Config, err)
	}
	port := cfg.Port
	if port == 0 {
		port = 22
	}
	addr := net.JoinHostPort(cfg.Host, strconv.Itoa(port))
	client, err := ssh.Dial("tcp", addr, &ssh.ClientConfig{
		User: cfg.User, Auth: []ssh.AuthMethod{ssh.PublicKeys(signers...)},
		HostKeyCallback: db.HostKeyCallback(), HostKeyAlgorithms: db.HostKeyAlgorithms(addr), Timeout: 30 * time.Second,
	})
	if err != nil {
		return fail(transport.Unreachable, err)
	}
	c := newConn(cfg.Host, client, nil, nil)
	go c.watch(15*time.Second, 3)
	return c, nil
}
