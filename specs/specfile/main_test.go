package specfile

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// Ginkgo runs one tree in a process, so a run is a child process: this test binary
// again, with the run in its environment.
const runEnv = "FLEETSPEC_SPECFILE_RUN"

// run is what a child does.
type run struct {
	Inventory   string // text of a fleetspec.yaml
	Files, Vars []string
	Filter      string
}

// answer is what it prints.
type answer struct {
	Run   *outcome.Run
	Error string
}

func TestMain(m *testing.M) {
	given := os.Getenv(runEnv)
	if given == "" {
		os.Exit(phpweb.Main(m))
	}
	var r run
	if err := json.Unmarshal([]byte(given), &r); err != nil {
		panic(err)
	}
	out := os.Stdout
	os.Args = os.Args[:1]
	a := r.child()
	if err := json.NewEncoder(out).Encode(a); err != nil {
		panic(err)
	}
	os.Exit(0)
}

func (r run) child() (a answer) {
	inv, err := inventory.Parse("fleetspec.yaml", []byte(r.Inventory))
	if err != nil {
		return answer{Error: err.Error()}
	}
	s, err := Load(r.Files, r.Vars)
	if err == nil {
		err = s.Check(inv.Targets)
	}
	if err != nil {
		return answer{Error: err.Error()}
	}
	s.Declare()
	a.Run, err = suite.Execute(context.Background(), suite.Options{Title: "specfile", Inventory: inv, Quiet: true, LabelFilter: r.Filter})
	if err != nil {
		a.Error = err.Error()
	}
	return a
}

// play runs it in a child, in a folder with these files.
func (r run) play(t *testing.T, in map[string]string) answer {
	t.Helper()
	dir := t.TempDir()
	for name, text := range in {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	asked, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), runEnv+"="+string(asked))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, stderr.String())
	}
	var a answer
	if err := json.Unmarshal(out, &a); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return a
}

// lines gives a line for each result: outcome, place, target, spec.
func (a answer) lines(t *testing.T) []string {
	t.Helper()
	if a.Run == nil {
		t.Fatalf("nothing was run: %s", a.Error)
	}
	var out []string
	for _, r := range a.Run.Results {
		out = append(out, string(r.Outcome)+" "+r.Location+" "+r.Target+": "+r.Spec)
	}
	return out
}
