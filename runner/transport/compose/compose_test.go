package compose

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/transport"
)

func TestMain(m *testing.M) { os.Exit(phpweb.Main(m)) }

// file writes a compose file whose services are of the image of PHP.
func file(t *testing.T, services ...string) string {
	t.Helper()
	image, err := exec.Command("docker", "inspect", "-f", "{{.Config.Image}}", phpweb.SharedSplit(t).PHP.ID).Output()
	if err != nil {
		t.Fatal(err)
	}
	text := "version: '3'\nvolumes: { data: {} }\nservices:\n"
	for _, s := range services {
		name, rest, _ := strings.Cut(s, " ")
		text += "  " + name + ": { image: '" + strings.TrimSpace(string(image)) + "', command: sleep 1000, volumes: [ 'data:/data' ], " + rest + " }\n"
	}
	path := filepath.Join(t.TempDir(), "compose.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// left are the containers, networks and volumes that compose made of a project.
func left(t *testing.T, project string) string {
	t.Helper()
	var all []string
	for _, list := range [][]string{{"ps", "-aq"}, {"network", "ls", "-q"}, {"volume", "ls", "-q"}} {
		out, err := exec.Command("docker", append(list, "--filter", "label=com.docker.compose.project="+project)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.Fields(string(out))...)
	}
	return strings.Join(all, " ")
}

// Two of one file stand beside each other, and each removes its own.
func TestAProjectIsItsOwn(t *testing.T) {
	path := file(t, "app")
	var both []*Project
	for range 2 {
		p, err := Up(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		both = append(both, p)
	}
	for i, p := range both {
		if id, err := p.Container(t.Context(), "app"); err != nil || len(id) != 64 {
			t.Errorf("%q, %v", id, err)
		}
		if n := len(strings.Fields(left(t, p.name))); n != 3 {
			t.Errorf("it has %d things: %q", n, left(t, p.name))
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if l := left(t, p.name); l != "" {
			t.Errorf("left: %q", l)
		}
		if i == 0 && left(t, both[1].name) == "" {
			t.Error("closing one closes the other")
		}
	}
}

// What can't be started says why, by its kind, and leaves nothing.
func TestAProjectThatDoesNotStart(t *testing.T) {
	scaled := file(t, "app scale: 2")
	if err := os.WriteFile(scaled, []byte(strings.Replace(read(t, scaled), "version: '3'", "version: '2.2'", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := Up(t.Context(), scaled)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	if _, err := p.Container(t.Context(), "app"); err == nil || !strings.Contains(err.Error(), "it has 2 containers, not one") {
		t.Errorf("two containers: %v", err)
	}
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("services: 7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	given, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		file string
		kind transport.Kind
		says string
	}{
		"no compose file":     {t.Context(), bad, transport.Config, "up: exit status"},
		"the run is given up": {given, scaled, transport.Canceled, ""},
	} {
		_, err := Up(c.ctx, c.file)
		wantFault(t, name, err, c.kind, c.says)
	}
}

func wantFault(t *testing.T, name string, err error, kind transport.Kind, says string) {
	t.Helper()
	var e *transport.Error
	if !errors.As(err, &e) || e.Kind != kind || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: %v", name, err)
	}
}

// ours are the projects of this process that something is left of.
func ours(t *testing.T) (projects []string) {
	t.Helper()
	for _, list := range [][]string{{"ps", "-a"}, {"network", "ls"}, {"volume", "ls"}} {
		out, err := exec.Command("docker", append(list, "--format", `{{.Label "com.docker.compose.project"}}`)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, project := range strings.Fields(string(out)) {
			if strings.HasPrefix(project, "fleetspec-") && strings.Contains(project, fmt.Sprintf("-%d-", os.Getpid())) {
				projects = append(projects, project)
			}
		}
	}
	return projects
}

// A start that is given up midway leaves nothing.
func TestAProjectThatIsGivenUpMidway(t *testing.T) {
	path := file(t, "app", "second depends_on: [app]", "third depends_on: [second]")
	for kind, cause := range map[transport.Kind]error{transport.Canceled: context.Canceled, transport.Timeout: context.DeadlineExceeded} {
		ctx, end := context.WithCancelCause(t.Context())
		done := make(chan error, 1)
		go func() { _, err := Up(ctx, path); done <- err }()
		for until := time.Now().Add(30 * time.Second); len(ours(t)) == 0 && time.Now().Before(until); {
			time.Sleep(10 * time.Millisecond)
		}
		end(cause)
		begin := time.Now()
		wantFault(t, string(kind), <-done, kind, "up: "+cause.Error())
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("%s: it took %v more", kind, took)
		}
		if l := ours(t); len(l) > 0 {
			t.Errorf("%s: left: %q", kind, l)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
