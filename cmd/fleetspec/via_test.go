package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/phpweb"
	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// docker runs a docker command.
func docker(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("docker", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("docker %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// waysInventory has both forms of the stack by each way into them.
const waysInventory = `targets:
  host: { address: "ssh://%[1]s" }
  legacy: { address: "docker://%[1]s" }
  nginx: { address: "docker://%[2]s" }
endpoints:
  legacy-published: { url: https://www.example.com, ca: %[3]s, dial: { www.example.com:443: %[4]s, example.com:443: %[4]s, api.example.com:443: %[4]s, www.example.com:80: %[5]s }, writes: allowed }
  split-published: { url: https://www.example.com, ca: %[3]s, dial: { www.example.com:443: %[6]s, example.com:443: %[6]s, api.example.com:443: %[6]s, www.example.com:80: %[7]s }, writes: allowed }
  legacy-network: { url: https://www.example.com, ca: %[3]s, via: legacy, dial: { www.example.com:443: target:443, example.com:443: target:443, api.example.com:443: target:443, www.example.com:80: target:80 }, writes: allowed }
  split-network: { url: https://www.example.com, ca: %[3]s, via: nginx, dial: { www.example.com:443: target:443, example.com:443: target:443, api.example.com:443: target:443, www.example.com:80: target:80 }, writes: allowed }
  legacy-ssh: { url: https://www.example.com, ca: %[3]s, via: host, dial: { www.example.com:443: 127.0.0.1:443, example.com:443: 127.0.0.1:443, api.example.com:443: 127.0.0.1:443, www.example.com:80: target:80 }, writes: allowed }
  split-ssh: { url: https://www.example.com, ca: %[3]s, via: host, dial: { www.example.com:443: %[8]s:443, example.com:443: %[8]s:443, api.example.com:443: %[8]s:443, www.example.com:80: %[8]s:80 }, writes: allowed }
`

// ways writes the inventory; the legacy host is put into the split form's network.
func ways(t *testing.T) (dir string, h *fixture.Legacy) {
	t.Helper()
	h, s := fixture.Shared(t), fixture.SharedSplit(t)
	network := docker(t, "inspect", "-f", "{{range $n, $c := .NetworkSettings.Networks}}{{$n}}{{end}}", s.NGINX.ID)
	docker(t, "network", "connect", network, h.ID)
	t.Cleanup(func() { docker(t, "network", "disconnect", network, h.ID) })
	address, err := s.NGINX.Inside(t.Context(), 443)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	text := fmt.Sprintf(waysInventory, h.Name, s.NGINX.Name, h.CAFile, h.HTTPS, h.HTTP, s.HTTPS, s.HTTP, strings.TrimSuffix(address, ":443"))
	for name, text := range map[string]string{"fleetspec.yaml": text, "checks.yaml": string(phpweb.YAML)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, h
}

// The same checks pass by each way, under the real name, with TLS verified.
func TestTheReferenceChecksPassByEveryWay(t *testing.T) {
	dir, h := ways(t)
	t.Setenv("SMOKE_PASSWORD", fixture.AppPassword)
	for _, name := range []string{"legacy-published", "split-published", "legacy-network", "split-network", "legacy-ssh", "split-ssh"} {
		c := judged(t, filepath.Join(dir, "checks.yaml"), "-c", filepath.Join(dir, "fleetspec.yaml"), "-F", h.SSH.ConfigFile, "-e", name)
		if c.status != 0 || len(c.Results) < 30 {
			t.Errorf("%s: status %d, %d results, %q\n%s", name, c.status, len(c.Results), c.not(), c.text)
		}
		if told := strings.Contains(c.Targets[0].Address, " via "); told == strings.HasSuffix(name, "published") {
			t.Errorf("%s: the report says %q", name, c.Targets[0].Address)
		}
	}
}

// one writes a file with one check.
func one(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "check.yaml")
	if err := os.WriteFile(file, []byte("checks:\n  - "+text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A host whose specs and whose application are judged is logged in to once.
func TestOneConnectionForAHostAndWhatItServes(t *testing.T) {
	h := fixture.Shared(t)
	logins := func() string {
		out, err := h.Shell(t.Context(), "journalctl -u ssh -o cat | grep -c '^Accepted '")
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(out)
	}
	before := logins()
	c := check(t, h, "package:\n  bash: installed\n", one(t, "{ get: /healthz, expect: { status: 200 } }"),
		"-e", "http://www.example.com", "--via", "ssh://"+h.Name, "--dial", "target:80")
	if len(c.Results) != 2 {
		t.Errorf("status %d, %q\n%s", c.status, c.not(), c.text)
	}
	if n, m := number(t, before), number(t, logins()); m != n+1 {
		t.Errorf("%d logins", m-n)
	}
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A refusal is one only when the endpoint refused, never when the way there did.
func TestARefusalIsTheEndpointsOwn(t *testing.T) {
	h, s := fixture.Shared(t), fixture.SharedSplit(t)
	refused := one(t, "{ get: /, expect: { refused: true } }")
	for name, c := range map[string]struct {
		via, dial string
		status    int
		says      string
	}{
		"the host's port":           {"ssh://" + h.Name, "127.0.0.1:9", 0, ""},
		"the container's port":      {"docker://" + s.PHP.Name, "target:9", 0, ""},
		"nothing listens: the host": {"ssh://127.0.0.1:1", "127.0.0.1:80", 3, "go through ssh://127.0.0.1:1"},
		"no such container":         {"docker://fleetspec-nobody", "target:80", 3, "go through docker://fleetspec-nobody"},
		"the container's loopback":  {"docker://" + s.PHP.Name, "127.0.0.1:9", 3, "the container's own loopback"},
		"not of its networks":       {"docker://" + s.PHP.Name, "192.0.2.77:9", 3, "in none of its networks"},
	} {
		got := judged(t, refused, "-F", h.SSH.ConfigFile, "-e", "http://www.example.com", "--via", c.via, "--dial", c.dial)
		if got.status != c.status || !strings.Contains(got.text, c.says) {
			t.Errorf("%s: status %d, want %d and %q\n%s", name, got.status, c.status, c.says, got.text)
		}
	}
}

// The command that a failure shows gets what the check got, also through SSH.
func TestTheCurlCommandGoesTheSameWay(t *testing.T) {
	dir, h := ways(t)
	file := one(t, "{ get: /healthz, expect: { status: 418 } }")
	for _, name := range []string{"legacy-network", "legacy-ssh", "split-ssh"} {
		c := judged(t, file, "-c", filepath.Join(dir, "fleetspec.yaml"), "-F", h.SSH.ConfigFile, "-e", name)
		if c.status != 1 || len(c.Results) != 1 || c.Results[0].Evidence == "" {
			t.Errorf("%s: status %d, %+v", name, c.status, c.Results)
			continue
		}
		command := c.Results[0].Evidence
		out, err := exec.Command("sh", "-c", command).CombinedOutput()
		if form, _, _ := strings.Cut(name, "-"); err != nil || !strings.Contains(string(out), "HTTP/2 200") || !strings.Contains(string(out), "x-backend: "+form) {
			t.Errorf("%s: %v\n%s\n%s", name, err, command, out)
		}
	}
}
