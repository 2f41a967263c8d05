package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/phpweb"
	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// checksOf writes the reference checks, and an inventory with the form of the stack as their endpoint.
func checksOf(t *testing.T, w *fixture.Web) []string {
	t.Helper()
	t.Setenv("SMOKE_PASSWORD", fixture.AppPassword)
	dir := t.TempDir()
	inventory := fmt.Sprintf("endpoints:\n  %[1]s: { url: https://%[2]s, dial: { %[2]s:443: %[3]s, %[6]s:443: %[3]s, %[7]s:443: %[3]s, %[2]s:80: %[4]s }, ca: %[5]s, writes: allowed }\n",
		w.Form, fixture.WWW, w.HTTPS, w.HTTP, w.CAFile, fixture.Apex, fixture.API)
	for name, text := range map[string]string{"checks.yaml": string(phpweb.YAML), "fleetspec.yaml": inventory} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []string{filepath.Join(dir, "checks.yaml"), "-c", filepath.Join(dir, "fleetspec.yaml")}
}

// The same checks pass on both forms of the stack.
func TestBothFormsPassTheReferenceChecks(t *testing.T) {
	for _, w := range []*fixture.Web{&fixture.Shared(t).Web, &fixture.SharedSplit(t).Web} {
		c := judged(t, checksOf(t, w)...)
		if c.status != 0 || len(c.Results) < 90 {
			t.Errorf("%s: status %d, %d results, %q\n%s", w.Form, c.status, len(c.Results), c.not(), c.text)
		}
	}
}
