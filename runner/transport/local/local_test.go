package local_test

import (
	"context"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/local"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

func TestConformance(t *testing.T) {
	transporttest.Conformance(t, func(*testing.T) transport.Transport { return local.Open() }, transporttest.Options{
		InheritsEnv: true,
		NeverAlone:  "the target is the machine of the test itself",
	})
}

// TestChildThatPrintsForGood: the command has ended, so has Run.
func TestChildThatPrintsForGood(t *testing.T) {
	group := make(chan string, 1)
	for name, out := range map[string]func([]byte) (int, error){
		"and somebody reads it": func(p []byte) (int, error) { return len(p), nil },
		"and nobody reads it":   func([]byte) (int, error) { select {} },
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			done := make(chan error, 1)
			go func() {
				r, err := local.Open().Run(ctx, transport.Command{
					Argv:   []string{"sh", "-c", "echo $$ >&2; yes & exit 3"},
					Stdout: writer(out),
					Stderr: writer(func(p []byte) (int, error) { group <- string(p); return len(p), nil }),
				})
				if err == nil && r.ExitCode != 3 {
					t.Errorf("exit code %d", r.ExitCode)
				}
				done <- err
			}()
			pid, err := strconv.Atoi(strings.TrimSpace(<-group))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = syscall.Kill(-pid, syscall.SIGKILL) }()
			select {
			case err := <-done:
				if wantError := name == "and nobody reads it"; (err != nil) != wantError {
					t.Errorf("error %v", err)
				}
			case <-time.After(10 * time.Second):
				t.Error("Run has not returned")
			}
		})
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }
