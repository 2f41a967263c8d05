package connect

import (
	"context"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/transport"
)

func openSSH(_ context.Context, t inventory.Target, _ Options) (transport.Transport, []string, error) {
	return nil, nil, unusable(t, "ssh: addresses are not supported yet")
}
