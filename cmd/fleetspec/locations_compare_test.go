package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// A host is the same as itself by whatever way it is asked; of its dump alone the files are not known, and what was changed
// in that is told.
func TestCompareAHostWithItsDump(t *testing.T) {
	h := fixture.Shared(t)
	dir := t.TempDir()
	list, same, changed := filepath.Join(dir, "urls"), filepath.Join(dir, "same"), filepath.Join(dir, "changed")
	dump, err := exec.Command("docker", "exec", h.Name, "nginx", "-T").Output()
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(string(dump), "/protected/ {", "/guarded/ {", 1)
	if other == string(dump) {
		t.Fatal("the host has no /protected/ any more")
	}
	for file, text := range map[string]string{same: string(dump), changed: other, list: "GET https://www.example.com/robots.txt\nGET https://www.example.com/no/such.css\n" +
		"GET http://www.example.com/x\nGET https://www.example.com/protected/a\nGET https://www.example.com/.git/config\nGET https://www.example.com/login\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		status   int
		new      string
		has, not string
	}{
		"itself, by SSH": {0, "ssh://" + h.Name, "of 6 requests 6 go the same way, 0 change, 0 can't be told\n", "✗"},
		"its dump":       {3, "dump:" + same, " 0 change, ", "✗"},
		"another":        {1, changed, "old: location ^~ /protected/ at ", "robots.txt"},
	} {
		command := exec.Command("fleetspec", "locations", "--compare", "docker://"+h.Name, c.new, "--requests", list, "-F", h.SSH.ConfigFile, "--become")
		if name != "itself, by SSH" {
			command.Args = command.Args[:len(command.Args)-1] // a container's user is root
		}
		out, err := command.Output()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if got := command.ProcessState.ExitCode(); got != c.status || !strings.Contains(string(out), c.has) || strings.Contains(string(out), c.not) {
			t.Errorf("%s: exit status %d, want %d with %q and without %q:\n%s", name, got, c.status, c.has, c.not, out)
		}
	}
}
