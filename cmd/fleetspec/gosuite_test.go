package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// goTest runs the suite of testdata/gosuite in a process of its own, on this machine.
func goTest(t *testing.T, args ...string) (string, error) {
	t.Helper()
	inventory := filepath.Join(t.TempDir(), "fleetspec.yaml")
	if err := os.WriteFile(inventory, []byte("targets:\n  here: { address: \"local:\", labels: {role: web} }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "FLEETSPEC_CONFIG="+inventory, "GOFLAGS=")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

const gosuite = "./testdata/gosuite"

func TestASuiteUnderGoTest(t *testing.T) {
	for name, c := range map[string]struct {
		args   []string
		passes bool
		says   string
	}{
		"all but what is broken":     {[]string{"test", "-count=1", "-v", gosuite, "-ginkgo.label-filter=!broken"}, true, "PASSED: 3 passed, 1 skipped on 1 target"},
		"what is broken":             {[]string{"test", "-count=1", "-v", gosuite}, false, "FAILED: 1 failed"},
		"a cached result":            {[]string{"test", gosuite}, false, "-count=1"},
		"a filter that fits nothing": {[]string{"test", "-count=1", gosuite, "-ginkgo.label-filter=nobody"}, false, "nothing is selected"},
		"a dry run":                  {[]string{"test", "-count=1", gosuite, "-ginkgo.dry-run"}, false, "a dry run has no verdict"},
		"under ginkgo":               {[]string{"run", "github.com/onsi/ginkgo/v2/ginkgo", "--label-filter=!broken", gosuite}, true, "PASSED: 3 passed"},
		"in parallel":                {[]string{"run", "github.com/onsi/ginkgo/v2/ginkgo", "-p", "--procs=2", gosuite}, false, "parallel processes"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := goTest(t, c.args...)
			if (err == nil) != c.passes || !strings.Contains(out, c.says) {
				t.Errorf("%v, want it to say %q:\n%s", err, c.says, out)
			}
		})
	}
}
