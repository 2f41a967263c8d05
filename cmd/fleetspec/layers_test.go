package main

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/fleetspec/fleetspec/"

// TestImportsRunDown holds the house together: cmd → specs | e2e → runner, and nothing up
// or across. Tests may use the fixtures; of the rest only the roof may, for demo.
func TestImportsRunDown(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	packages := 0
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		words := strings.Fields(line)
		from := floor(words[0])
		if strings.HasSuffix(words[0], "test") { // what only tests import
			from = "cmd"
		}
		packages++
		for _, to := range words[1:] {
			if strings.HasPrefix(to, module) && !allowed(from, floor(to)) {
				t.Errorf("%s imports %s", words[0], to)
			}
		}
	}
	if packages < 10 {
		t.Errorf("only %d packages seen", packages)
	}
}

func floor(path string) string {
	top, _, _ := strings.Cut(strings.TrimPrefix(path, module), "/")
	return top
}

func allowed(from, to string) bool {
	down := map[string]string{
		"cmd":      "cmd specs e2e runner fixtures",
		"specs":    "specs runner",
		"e2e":      "e2e runner",
		"runner":   "runner",
		"fixtures": "fixtures runner",
	}
	for _, ok := range strings.Fields(down[from]) {
		if ok == to {
			return true
		}
	}
	return false
}

func TestTheRuleOfImportsBites(t *testing.T) {
	for _, bad := range [][2]string{{"runner", "specs"}, {"specs", "e2e"}, {"e2e", "specs"}, {"runner", "cmd"}, {"specs", "fixtures"}} {
		if allowed(bad[0], bad[1]) {
			t.Errorf("%s may import %s", bad[0], bad[1])
		}
	}
}
