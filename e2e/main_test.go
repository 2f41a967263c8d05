package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// Ginkgo runs one tree in a process, so each case is a child process: this test
// binary again, with the case's name in its environment.
const caseEnv = "FLEETSPEC_TEST_CASE"

// answer is what a child prints.
type answer struct {
	Run   *outcome.Run
	Error string
	Usage bool
	// Asked counts the requests that the scenario's server saw, by "METHOD TARGET".
	Asked map[string]int
	// Between are the times from one of these requests to the next.
	Between []time.Duration
	// Sent are "CHECK > METHOD TARGET" of the hops that Exchanges tells and that were answered.
	Sent []string
}

func TestMain(m *testing.M) {
	name := os.Getenv(caseEnv)
	if name == "" {
		os.Exit(m.Run())
	}
	s, ok := scenarios[name]
	if !ok {
		panic("no scenario " + name)
	}
	server := newServer()
	out := os.Stdout
	o := s(server)
	o.Title, o.Quiet = name, true
	run, err := suite.Execute(context.Background(), o)
	a := answer{Run: run, Asked: server.asked}
	for i := 1; i < len(server.came); i++ {
		a.Between = append(a.Between, server.came[i].Sub(server.came[i-1]))
	}
	for _, s := range Exchanges() {
		for _, h := range s.Hops {
			if h.Status > 0 {
				a.Sent = append(a.Sent, s.Check+" > "+h.Method+" "+h.Target)
			}
		}
	}
	if err != nil {
		var u *suite.Usage
		a.Error, a.Usage = err.Error(), errors.As(err, &u)
	}
	if err := json.NewEncoder(out).Encode(a); err != nil {
		panic(err)
	}
	os.Exit(0)
}

// play runs a scenario in a child and gives its answer.
func play(t *testing.T, name string) answer {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
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
