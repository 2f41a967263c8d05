package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/specs/phpweb"
)

// suiteOn judges one target by the reference suite, in Go and in YAML.
func suiteOn(t *testing.T, address, labels string, args ...string) checked {
	t.Helper()
	dir := t.TempDir()
	inventory := fmt.Sprintf("targets:\n  web: { address: %q, labels: {%s} }\n", address, labels)
	for name, text := range map[string]string{"web.yaml": string(phpweb.YAML), "fleetspec.yaml": inventory} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return judged(t, append([]string{filepath.Join(dir, "web.yaml"), "--suite", "phpweb", "-c", filepath.Join(dir, "fleetspec.yaml")}, args...)...)
}

// The suite of the old host holds on both forms of the stack, through the docker transport: what does
// not apply to a container is left out, and says why.
func TestBothFormsPassTheReferenceSuite(t *testing.T) {
	h, s := fixture.Shared(t), fixture.SharedSplit(t)
	for name, c := range map[string]struct {
		address, labels string
		args            []string
		passed, skipped int // at least
	}{
		"legacy over SSH": {"ssh://" + h.Name, "role: web, platform: ec2", []string{"-F", h.SSH.ConfigFile, "--become"}, 120, 0},
		"legacy":          {"docker://" + h.Name, "role: web, platform: ec2", nil, 120, 0},
		"split, NGINX":    {"docker://" + s.NGINX.Name, "role: web, platform: container, part: nginx", nil, 10, 150},
		"split, PHP-FPM":  {"docker://" + s.PHP.Name, "role: web, platform: container, part: php", nil, 50, 100},
	} {
		got := suiteOn(t, c.address, c.labels, c.args...)
		count := map[string]int{}
		for _, r := range got.Results {
			count[r.Outcome]++
			if r.Outcome == "skipped" && r.Message == "" {
				t.Errorf("%s: %s %s is skipped without a reason", name, r.Resource, r.Name)
			}
			if r.Outcome != "passed" && r.Outcome != "skipped" {
				t.Errorf("%s: %s: %s: %s", name, r.Outcome, r.Spec, strings.ReplaceAll(r.Message, "\n", " "))
			}
		}
		if got.status != 0 || count["passed"] < c.passed || count["skipped"] < c.skipped {
			t.Errorf("%s: status %d, %v, want %d passed and %d skipped at least", name, got.status, count, c.passed, c.skipped)
		}
		t.Logf("%s: %v", name, count)
	}
}
