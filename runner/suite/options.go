package suite

import (
	"context"
	"time"

	"github.com/fleetspec/fleetspec/runner/inventory"
)

// Options say what a run is to do.
type Options struct {
	// Title names the suite in reports.
	Title string
	// Inventory holds the targets; nil is the one that $FLEETSPEC_CONFIG names, else that
	// found from the working folder upwards, else none.
	Inventory *inventory.Inventory
	// Targets are names, selectors and addresses, as -t takes them; none: all of the inventory.
	Targets []string
	// Endpoints are names and URLs, as -e takes them; none: all of the inventory. Reach is how to reach those
	// given by URL.
	Endpoints []string
	Reach     inventory.Reach
	// Besides are endpoints that the run has besides these, such as the URLs that a goss file names.
	Besides []inventory.Endpoint
	// Become overrides the targets' own: the user to become; nil leaves them.
	Become *string
	// SSHConfig is a file to read instead of the user's, as ssh -F.
	SSHConfig string
	// LabelFilter is in Ginkgo's label language.
	LabelFilter string
	// Concurrency is how many targets are asked at once; 0: the inventory's, else 32.
	Concurrency int
	// Deadline bounds the time of one target; 0: the target's own, else 2 minutes.
	Deadline time.Duration
	// Wait is how long to try again on targets that can't be reached yet.
	Wait time.Duration
	// Save is where the snapshots go: a file for one target, else a folder; empty: nowhere.
	Save string
	// Progress is told how collecting goes on; nil: nobody.
	Progress Progress
	// Prompt asks a person for a secret; nil: nobody is there.
	Prompt func(ctx context.Context, question string) (string, error)
	// Quiet keeps Ginkgo's own report off standard output.
	Quiet bool
}

// Progress is told how collecting goes on. Calls come from many goroutines.
type Progress interface {
	// Begin tells how many targets will be asked.
	Begin(total int)
	// Reached tells that a target was asked; why is empty when it answered.
	Reached(target, why string)
	// Done ends the display.
	Done()
}

type noProgress struct{}

func (noProgress) Begin(int)              {}
func (noProgress) Reached(string, string) {}
func (noProgress) Done()                  {}
