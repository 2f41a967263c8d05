package suite

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/report"
)

// EnvTargets holds what -t would say, separated by blanks, for a suite under go test.
const EnvTargets = "FLEETSPEC_TARGETS"

// Run runs the package's tree under go test or ginkgo, and fails t unless all
// passed:
//
//	func TestWeb(t *testing.T) { suite.Run(t, "web tier") }
//
// The inventory is $FLEETSPEC_CONFIG, else the fleetspec.yaml found upwards; $FLEETSPEC_TARGETS
// chooses among its targets, or names addresses.
func Run(t *testing.T, title string) {
	t.Helper()
	run, err := Execute(context.Background(), Options{Title: title, Targets: strings.Fields(os.Getenv(EnvTargets)), Quiet: !testing.Verbose()})
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Console(os.Stdout, run, report.ConsoleOptions{}); err != nil {
		t.Error(err)
	}
	if run.Verdict() != outcome.Passed {
		t.Errorf("%s: %s", title, run.Verdict())
	}
}
