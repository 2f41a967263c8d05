package become_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/become"
	"github.com/fleetspec/fleetspec/runner/transport/docker"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

func wrong(context.Context) (string, error) { return "not the password", nil }

func broken(context.Context) (string, error) { return "", errors.New("the terminal is closed") }

func twoLines(context.Context) (string, error) { return "a\nid", nil }

// TestRefusals: each has kind Become, and says what sudo said.
func TestRefusals(t *testing.T) {
	id := transporttest.Start(t, transporttest.Debian)
	for name, c := range map[string]struct {
		from string
		o    become.Options
		says string
	}{
		"a wrong password":              {transporttest.AsksPassword, become.Options{Password: wrong}, "become root: sudo refused the password (Sorry, try again.; "},
		"no password":                   {transporttest.AsksPassword, become.Options{}, "become root: sudo: a password is required; give fleetspec the password, or the user NOPASSWD"},
		"a password nobody can read":    {transporttest.AsksPassword, become.Options{Password: broken}, "the password could not be read: the terminal is closed"},
		"a password of two lines":       {transporttest.AsksPassword, become.Options{Password: twoLines}, "the password holds a line feed"},
		"not in sudoers":                {transporttest.NoSudo, become.Options{Password: password}, "nosudo is not in the sudoers file"},
		"not in sudoers, no password":   {transporttest.NoSudo, become.Options{}, "sudo: a password is required"},
		"requiretty":                    {transporttest.NeedsTerminal, become.Options{}, "you must have a tty"},
		"another command allowed":       {transporttest.OnlyTrue, become.Options{Password: password}, "not allowed to execute '/bin/sh"},
		"an expired password":           {transporttest.Expired, become.Options{Password: password}, "password is expired"},
		"no such user":                  {transporttest.NoPassword, become.Options{User: "nosuch"}, "become nosuch: sudo: unknown user nosuch"},
		"no such user with bad letters": {transporttest.NoPassword, become.Options{User: "a\nb\x1b"}, `become a\nb\x1b: `},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := open(t, id, c.from, c.o).Run(t.Context(), transport.Command{Argv: []string{"id"}, Stdin: strings.NewReader("id\n")})
			wantRefusal(t, err, c.says)
		})
	}
	t.Run("no sudo", func(t *testing.T) {
		d, err := docker.Open(t.Context(), docker.Config{Container: transporttest.Start(t, transporttest.Busybox)})
		if err != nil {
			t.Fatal(err)
		}
		_, err = become.Wrap(d, become.Options{}).Run(t.Context(), transport.Command{Argv: []string{"id"}})
		wantRefusal(t, err, "become root: sudo can't be run (sh: exec: line 0: sudo: not found)")
	})
	t.Run("a command's exit 1 is no refusal", func(t *testing.T) {
		r, err := open(t, id, transporttest.NoPassword, become.Options{}).Run(t.Context(),
			transport.Command{Argv: []string{"sh", "-c", "echo 'sudo: a password is required' >&2; exit 1"}})
		if err != nil || r.ExitCode != 1 || string(r.Stderr) != "sudo: a password is required\n" {
			t.Errorf("got %d, %q, %v", r.ExitCode, r.Stderr, err)
		}
	})
	t.Run("the cause of an unread password is kept", func(t *testing.T) {
		cause := errors.New("cause")
		_, err := open(t, id, transporttest.AsksPassword, become.Options{Password: func(context.Context) (string, error) { return "", cause }}).
			Run(t.Context(), transport.Command{Argv: []string{"id"}})
		if !errors.Is(err, cause) {
			t.Errorf("error %v does not hold its cause", err)
		}
	})
}

func wantRefusal(t *testing.T, err error, says string) {
	t.Helper()
	var te *transport.Error
	if !errors.As(err, &te) || te.Kind != transport.Become {
		t.Fatalf("error %T (%v), want one of kind Become", err, err)
	}
	if !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %q, want it on one line and to say %q", err, says)
	}
	if strings.Contains(err.Error(), transporttest.Password) {
		t.Errorf("error %q holds the password", err)
	}
}

// TestSecret: the password is in no command line, no output and no input of
// the command.
func TestSecret(t *testing.T) {
	id := transporttest.Start(t, transporttest.Debian)
	for _, from := range []string{transporttest.AsksPassword, transporttest.NoPassword} {
		t.Run(from, func(t *testing.T) {
			r, err := open(t, id, from, become.Options{Password: password}).Run(t.Context(), transport.Command{
				Argv:  []string{"sh", "-c", "cat; cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null; echo end >&2"},
				Stdin: strings.NewReader("input\n"),
			})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(string(r.Stdout), "input\n") || string(r.Stderr) != "end\n" {
				t.Errorf("stdout %.100q, stderr %q", r.Stdout, r.Stderr)
			}
			if strings.Contains(string(r.Stdout), "sesame") || !strings.Contains(string(r.Stdout), "sudo\x00-S") {
				t.Error("the password is in the process list, or the list was not seen")
			}
		})
	}
	t.Run("sudo asks once for each command, and not where it need not", func(t *testing.T) {
		for from, want := range map[string]int{transporttest.AsksPassword: 1, transporttest.NoPassword: 0, "root": 0} {
			asked := 0
			_, err := open(t, id, from, become.Options{Password: func(ctx context.Context) (string, error) {
				asked++
				return password(ctx)
			}}).Run(t.Context(), transport.Command{Argv: []string{"true"}})
			if err != nil || asked != want {
				t.Errorf("%s: asked %d times, want %d; %v", from, asked, want, err)
			}
		}
	})
}
