package docker_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/docker"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

// TestWithoutShell: commands run directly where there is no sh.
func TestWithoutShell(t *testing.T) {
	id := transporttest.Start(t, transporttest.Bare)
	for name, c := range map[string]struct {
		cmd            transport.Command
		code           int
		stdout, stderr string // stderr: a part of it
	}{
		"its exit code":       {command("busybox", "false"), 1, "", ""},
		"its input is whole":  {transport.Command{Argv: []string{"busybox", "cat"}, Stdin: strings.NewReader("all of it")}, 0, "all of it", ""},
		"a missing program":   {command("nosuch"), 127, "", "executable file not found"},
		"a missing path":      {command("/bin/nosuch"), 127, "", "no such file"},
		"no program":          {command("/etc/passwd"), 126, "", "permission denied"},
		"a directory":         {command("/etc"), 126, "", ""},
		"its own 126":         {script("exit 126"), 126, "", ""},
		"its own 127":         {script("exit 127"), 127, "", ""},
		"a signal":            {script("kill -9 $$"), 137, "", ""},
		"words of the engine": {script("printf 'OCI runtime exec failed: no such file'; exit 127"), 127, "OCI runtime exec failed: no such file", ""},
		"the first of them":   {script("printf 'OCI run'; sleep 1; printf ner"), 0, "OCI runner", ""},
		"bytes as arguments":  {command("busybox", "printf", "%s", "a'b\n$HOME*"), 0, "a'b\n$HOME*", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := open(t, docker.Config{Container: id}).Run(t.Context(), c.cmd)
			if err != nil {
				t.Fatal(err)
			}
			if r.ExitCode != c.code || string(r.Stdout) != c.stdout || !strings.Contains(string(r.Stderr), c.stderr) {
				t.Errorf("got %d, %q, %q; want %d, %q, %q", r.ExitCode, r.Stdout, r.Stderr, c.code, c.stdout, c.stderr)
			}
		})
	}
	t.Run("an argument that is not UTF-8 can't be sent", func(t *testing.T) {
		_, err := open(t, docker.Config{Container: id}).Run(t.Context(), command("busybox", "echo", "caf\xe9"))
		wantError(t, err, transport.Config, "not UTF-8")
	})
	t.Run("the error says that the command can't be ended", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := open(t, docker.Config{Container: id}).Run(ctx, command("busybox", "sleep", "20"))
		wantError(t, err, transport.Timeout, "may still run: the container has no /bin/sh")
	})
}

// command is argv; script is run by busybox, which needs no sh file.
func command(argv ...string) transport.Command { return transport.Command{Argv: argv} }

func script(s string) transport.Command { return command("/bin/busybox", "sh", "-c", s) }

func wantError(t *testing.T, err error, kind transport.Kind, part string) {
	t.Helper()
	var te *transport.Error
	if !errors.As(err, &te) {
		t.Fatalf("error is %T (%v), want *transport.Error", err, err)
	}
	if te.Kind != kind || !strings.Contains(te.Error(), part) {
		t.Errorf("error of kind %q: %v\nwant kind %q and %q", te.Kind, te, kind, part)
	}
}
