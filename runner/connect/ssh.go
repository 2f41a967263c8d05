package connect

import (
	"context"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/ssh"
)

// openSSH connects over SSH; what the address leaves open is ssh_config's. Who
// we are logged in as says the connection: an address without a user leaves that
// to ssh_config too, and sudo is for another user only.
func openSSH(ctx context.Context, t inventory.Target, o Options) (transport.Transport, []string, error) {
	conn, err := ssh.Open(ctx, ssh.Config{
		Host:       t.Address.Host,
		Port:       t.Address.Port,
		User:       t.Address.User,
		ConfigFile: o.SSHConfig,
		Jump:       t.Jump,
		Prompt:     o.Prompt,
	})
	if err != nil {
		return nil, nil, err
	}
	return as(conn, t.Become, conn.User(), o), conn.Notes(), nil
}
