package suite

import (
	"context"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/outcome"
)

// Wing brings facts to the specs: package specs those of hosts, package e2e exchanges.
type Wing interface {
	// Begin is called before the tree is built: from now on targets and endpoints stand. Its errors
	// are usage errors.
	Begin(o Options, found Found) error
	// Collect brings what the selected specs ask for. It returns when all is there, or
	// ctx ended; what did not come is unknown.
	Collect(ctx context.Context, selected []Selected)
	// End closes all connections, saves what is to be saved, and tells of the
	// targets. An error is a problem of the run.
	End() ([]outcome.Target, error)
}

// Found is what a run is about.
type Found struct {
	Targets   []inventory.Target
	Endpoints []inventory.Endpoint
}

var wings []Wing

// Use makes a wing part of every run of the process. A wing's package calls it in init.
func Use(w Wing) { wings = append(wings, w) }
