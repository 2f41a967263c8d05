package suite

import (
	"context"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/outcome"
)

// Wing brings facts to the specs: package specs those of hosts, package e2e exchanges.
type Wing interface {
	// Begin is called before the tree is built: from now on the targets stand. Its errors
	// are usage errors.
	Begin(o Options, targets []inventory.Target) error
	// Collect brings what the selected specs ask for. It returns when all is there, or
	// ctx ended; what did not come is unknown.
	Collect(ctx context.Context, selected []Selected)
	// End closes all connections, saves what is to be saved, and tells of the
	// targets. An error is a problem of the run.
	End() ([]outcome.Target, error)
}

var wings []Wing

// Use makes a wing part of every run of the process. A wing's package calls it in init.
func Use(w Wing) { wings = append(wings, w) }
