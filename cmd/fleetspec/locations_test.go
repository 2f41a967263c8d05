package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// The configuration of a host is read there, and so are the files that a request hangs on: what it says of a request is
// certain then, but for what PHP answers.
func TestLocationsOfAHostAndItsFiles(t *testing.T) {
	h := fixture.Shared(t)
	list := filepath.Join(t.TempDir(), "urls")
	if err := os.WriteFile(list, []byte("GET https://www.example.com/robots.txt\nGET https://www.example.com/old/css/app.0a1b2c3d.css\nGET https://www.example.com/no/such.css\n"+
		"GET http://www.example.com/x\nGET https://www.example.com/protected/a\nGET https://www.example.com/.git/config\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"docker":       {"docker://" + h.Name},
		"ssh, by sudo": {"ssh://" + h.Name, "-F", h.SSH.ConfigFile, "--become"},
	} {
		out, err := exec.Command("fleetspec", append([]string{"locations", "--requests", list, "--report", "json=-"}, args...)...).Output()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		for i, want := range [][]string{
			{`"entered":{"modifier":"=","pattern":"/robots.txt"`, `"status":200,"certainty":"modelled"`},
			{`"pattern":"/old/"`, `"status":200,"certainty":"modelled"`}, // break: it stays
			{`"entered":{"modifier":"","pattern":"/"`, `"kind":"try_files"`, `"final":{"modifier":"~","pattern":"\\.php$"`},
			{`http.conf:1"`, `"status":301,"location":"https://www.example.com/x","certainty":"modelled"`},
			{`"pattern":"/protected/"`, `"kind":"error_page"`, `"pattern":"/errors/"`, `"status":404,"certainty":"modelled"`},
			{`"pattern":"/\\.(?!well-known/)"`, `"status":403,"certainty":"modelled"`},
		} {
			for _, text := range want {
				if i >= len(lines) || !strings.Contains(lines[i], text) {
					t.Errorf("%s: line %d has no %s:\n%s", name, i+1, text, out)
				}
			}
		}
	}
}

// Without the rights to read a key, nginx -T says nothing: it could not be told.
func TestLocationsThatCannotBeReadAreUnknown(t *testing.T) {
	h := fixture.Shared(t)
	var said strings.Builder
	c := exec.Command("fleetspec", "locations", "ssh://"+h.Name, "-F", h.SSH.ConfigFile)
	c.Stderr = &said
	out, err := c.Output()
	if c.ProcessState.ExitCode() != 3 || len(out) != 0 || !strings.Contains(said.String(), "could not tell: run nginx -T") || !strings.Contains(said.String(), "--become") {
		t.Errorf("%v %q %s", err, out, said.String())
	}
}

// The lines of an access log that hang on files are settled by the host: without it they are possible.
func TestAnAccessLogIsSettledByTheHost(t *testing.T) {
	h := fixture.Shared(t)
	log := filepath.Join(t.TempDir(), "access.log")
	if err := os.WriteFile(log, []byte(strings.Repeat(`https www.example.com "GET /no/such.css HTTP/1.1"`+"\n", 3)), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("fleetspec", "locations", "docker://"+h.Name, "--access-log", log, "--log-format", `$scheme $host "$request"`, "--report", "coverage=-").Output()
	if err != nil {
		t.Fatal(err)
	}
	var r coverage.Report
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Servers {
		for _, l := range s.Locations {
			if l.Pattern == `\.php$` && strings.HasSuffix(l.File, "www.conf") {
				if l.State != coverage.Reached || l.Hits != 3 || l.By[0] != log+":1" {
					t.Errorf("%+v", l)
				}
				return
			}
		}
	}
	t.Errorf("no such location in %s", out)
}
