package fact

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// lintless are shellcheck's rules that the collecting shell breaks on purpose: words are split
// where lists of words are meant, single quotes hold awk and sed, variables are read by a
// later table's words; -ef is in every sh that was tried.
const lintless = "SC2086,SC2016,SC2034,SC2013,SC2030,SC2031,SC2046,SC2155,SC2317,SC2329,SC3043,SC1007,SC2209,SC3013,SC2254"

func wholeScript(t *testing.T) string {
	t.Helper()
	var asks []Ask
	for _, k := range Tables() {
		asks = append(asks, k.ExampleAsks()...)
	}
	groups, err := groupsOf(asks)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "collect.sh")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script(strings.Repeat("0", 32), groups)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// tool finds a program of the linters; CI installs it, where it may.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "" {
		t.Skipf("%s is missing: install it to check the collecting shell", name)
	}
	if out, err := exec.Command("sh", "-c", "apt-get update && apt-get install -y --no-install-recommends "+name).CombinedOutput(); err != nil {
		t.Fatalf("install %s: %v: %s", name, err, out)
	}
	return name
}

func TestTheCollectingShellPassesShellcheck(t *testing.T) {
	out, err := exec.Command(tool(t, "shellcheck"), "-s", "sh", "-S", "warning", "-e", lintless, wholeScript(t)).CombinedOutput()
	if err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
}

func TestTheCollectingShellIsPOSIX(t *testing.T) {
	path := wholeScript(t)
	for _, shell := range [][]string{{"dash", "-n"}, {"bash", "--posix", "-n"}} {
		if _, err := exec.LookPath(shell[0]); err != nil {
			t.Logf("%s is not here", shell[0])
			continue
		}
		if out, err := exec.Command(shell[0], append(shell[1:], path)...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", shell[0], err, out)
		}
	}
}
