package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// underWay begins a long run on a target, and returns when its container, of the image, is asked.
func underWay(t *testing.T, ref, target string) *exec.Cmd {
	t.Helper()
	before := docker(t, "ps", "-q", "--filter", "ancestor="+ref)
	cmd := exec.Command("fleetspec", "check", spec(t, "command:\n  sleep 15: { exit-status: 0, timeout: 20000 }\n"), "-t", target)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(30 * time.Second); docker(t, "ps", "-q", "--filter", "ancestor="+ref) == before; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("no container was started")
		}
	}
	time.Sleep(2 * time.Second)
	return cmd
}

// composed writes a compose file with a service of the image, and what it keeps its data in.
func composed(t *testing.T, ref string, lines ...string) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "compose.yaml")
	text := "version: '3'\nservices:\n  app:\n    image: " + ref + "\n    volumes: [ 'data:/data' ]\n    " + strings.Join(lines, "\n    ") + "\nvolumes: { data: {} }\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// projectsOf are the compose projects of the image's containers.
func projectsOf(t *testing.T, ref string) []string {
	t.Helper()
	return strings.Fields(docker(t, "ps", "-a", "--filter", "ancestor="+ref, "--format", `{{.Label "com.docker.compose.project"}}`))
}

// wantNothingOf fails when a container, a network or a volume of one of the projects is left.
func wantNothingOf(t *testing.T, projects []string) {
	t.Helper()
	for _, project := range projects {
		for _, list := range [][]string{{"ps", "-aq"}, {"network", "ls", "-q"}, {"volume", "ls", "-q"}} {
			if left := docker(t, append(list, "--filter", "label=com.docker.compose.project="+project)...); left != "" {
				t.Errorf("%s of project %s: %q", list[0], project, left)
			}
		}
	}
}

// Who interrupts a run leaves nothing behind.
func TestAnImageIsRemovedAtAnInterrupt(t *testing.T) {
	ref := imageOf(t, fixture.SharedSplit(t).PHP)
	for _, target := range []string{"image:" + ref, "compose:" + composed(t, ref) + "#app"} {
		cmd := underWay(t, ref, target)
		project := projectsOf(t, ref)
		begin := time.Now()
		_ = cmd.Process.Signal(syscall.SIGINT)
		_ = cmd.Wait()
		if took := time.Since(begin); cmd.ProcessState.ExitCode() != 130 || took > 15*time.Second {
			t.Errorf("%s: it ended with %v after %v", target, cmd.ProcessState, took)
		}
		if left := docker(t, "ps", "-aq", "--filter", "ancestor="+ref); left != "" {
			t.Errorf("%s: containers %q are left", target, left)
		}
		wantNothingOf(t, project)
	}
}

// What a process that was killed has left is removed by the next start, and nothing of one that lives.
func TestAnImageOfAKilledProcessIsRemoved(t *testing.T) {
	ref := imageOf(t, fixture.SharedSplit(t).PHP)
	image, compose := "image:"+ref, "compose:"+composed(t, ref)+"#app"
	for killed, next := range map[string]string{image: compose, compose: image} {
		lives := underWay(t, ref, killed)
		_ = lives.Process.Signal(syscall.SIGSTOP) // however long the rest takes
		kept, project := docker(t, "ps", "-q", "--no-trunc", "--filter", "ancestor="+ref), projectsOf(t, ref)
		dies := underWay(t, ref, killed)
		dead := slices.DeleteFunc(projectsOf(t, ref), func(p string) bool { return slices.Contains(project, p) })
		_ = dies.Process.Kill()
		_ = dies.Wait()
		if c := judged(t, spec(t, "package:\n  bash: installed\n"), "-t", next); c.status != 0 {
			t.Errorf("%s: status %d\n%s", next, c.status, c.text)
		}
		if left := docker(t, "ps", "-aq", "--no-trunc", "--filter", "ancestor="+ref); left != kept {
			t.Errorf("%s: containers %q are left, of the living one is %q", killed, left, kept)
		}
		if killed == compose && len(dead) != 1 {
			t.Errorf("the killed one's projects: %q", dead)
		}
		wantNothingOf(t, dead)
		_ = lives.Process.Signal(syscall.SIGINT)
		_ = lives.Process.Signal(syscall.SIGCONT)
		_ = lives.Wait()
		wantNothingOf(t, project)
	}
}
