package connect

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/become"
	"github.com/fleetspec/fleetspec/runner/transport/docker"
	"github.com/fleetspec/fleetspec/runner/transport/local"
	"github.com/fleetspec/fleetspec/runner/transport/ssh"
)

// Options are the same for all targets of a run.
type Options struct {
	// SSHConfig is a file to read instead of the user's ssh_config, as ssh -F.
	SSHConfig string
	// Prompt asks a person for passwords and passphrases; see Once. Nil: nobody is
	// asked, and what needs an answer is an error that says so.
	Prompt Prompt
}

// Prepare reads ahead what is needed here to open a target soon. It contacts nobody.
func Prepare(t inventory.Target, o Options) {
	if t.Address.Scheme == inventory.SSH {
		ssh.Prepare(sshConfig(t, o))
	}
}

// Open connects to a target. The notes are what a report should say of the
// connection, such as a host key that was accepted as new. Its errors are
// *transport.Error; kind Config when there is nothing to connect to, as with a
// snapshot.
func Open(ctx context.Context, t inventory.Target, o Options) (transport.Transport, []string, error) {
	switch a := t.Address; a.Scheme {
	case inventory.SSH:
		return openSSH(ctx, t, o)
	case inventory.Docker:
		return openDocker(ctx, t, o)
	case inventory.Image, inventory.Compose:
		conn, err := openBox(ctx, t, t.Become)
		if err != nil {
			return nil, nil, err
		}
		return conn, conn.box.Published(ctx), nil
	case inventory.Local:
		return openLocal(t, o)
	case inventory.Snapshot:
		return nil, nil, unusable(t, "a snapshot is loaded, not connected to")
	default:
		return nil, nil, unusable(t, fmt.Sprintf("%s: addresses are not supported yet", a.Scheme))
	}
}

func unusable(t inventory.Target, why string) error {
	return &transport.Error{Kind: transport.Config, Op: "connect " + t.Name, Err: errors.New(why)}
}

// openDocker lets the engine become the user, unless the address says as whom
// to log in: then sudo has to.
func openDocker(ctx context.Context, t inventory.Target, o Options) (transport.Transport, []string, error) {
	cfg := docker.Config{Container: t.Address.Container, Label: t.Address.Label, User: t.Address.User}
	sudo := t.Become
	if cfg.User == "" && t.Become != "" {
		cfg.User, sudo = t.Become, ""
	}
	conn, err := docker.Open(ctx, cfg)
	if err != nil {
		return nil, nil, err
	}
	return as(conn, sudo, cfg.User, o), nil, nil
}

func openLocal(t inventory.Target, o Options) (transport.Transport, []string, error) {
	login := ""
	if me, err := user.Current(); err == nil {
		login = me.Username
	}
	if t.Become == "root" && os.Geteuid() == 0 {
		login = "root" // whatever this machine calls it
	}
	return as(local.Open(), t.Become, login, o), nil, nil
}

// as gives conn as the user to become; login is who it logs in as, or "" when
// only the target knows.
func as(conn transport.Transport, target, login string, o Options) transport.Transport {
	if target == "" || target == login {
		return conn
	}
	return become.Wrap(conn, become.Options{User: target, Password: becomePassword(login, o.Prompt)})
}
