package specs

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/connect"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// Ginkgo runs one tree in a process, so each case is a child process: this test
// binary again, with the case's name in its environment.
const caseEnv = "FLEETSPEC_TEST_CASE"

// scenario is one tree and the way it is run.
type scenario struct {
	declare func()
	options func(o *suite.Options)
	open    func(ctx context.Context, t inventory.Target, o connect.Options) (transport.Transport, []string, error)
}

// answer is what a child prints.
type answer struct {
	Run   *outcome.Run
	Error string
	Usage bool
	Execs int
}

func TestMain(m *testing.M) {
	name := os.Getenv(caseEnv)
	if name == "" {
		os.Exit(phpweb.Main(m))
	}
	s, ok := scenarios[name]
	if !ok {
		panic("no scenario " + name)
	}
	flag.Parse()
	out := os.Stdout
	if s.open != nil {
		opener = s.open
	}
	s.declare()
	o := suite.Options{Title: name, Inventory: &inventory.Inventory{}, Targets: []string{"local:"}, Quiet: true}
	if s.options != nil {
		s.options(&o)
	}
	run, err := suite.Execute(context.Background(), o)
	a := answer{Run: run, Execs: int(execs.Load())}
	if err != nil {
		var u *suite.Usage
		a.Error, a.Usage = err.Error(), errors.As(err, &u)
	}
	if err := json.NewEncoder(out).Encode(a); err != nil {
		panic(err)
	}
	os.Exit(0)
}

// play runs a scenario in a child with args and gives its answer.
func play(t *testing.T, name string, args ...string) answer {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), caseEnv+"="+name)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out, stderr.String())
	}
	var a answer
	if err := json.Unmarshal(out, &a); err != nil {
		t.Fatalf("%s: %v in %s", name, err, out)
	}
	return a
}

// outcomes gives the outcome of each spec by "target: text".
func (a answer) outcomes(t *testing.T) map[string]outcome.Result {
	t.Helper()
	if a.Run == nil {
		t.Fatalf("nothing was run: %s", a.Error)
	}
	out := map[string]outcome.Result{}
	for _, r := range a.Run.Results {
		out[r.Target+": "+r.Spec] = r
	}
	return out
}
