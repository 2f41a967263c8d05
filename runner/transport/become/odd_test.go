package become_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/become"
	"github.com/fleetspec/fleetspec/runner/transport/local"
)

// options skips sudo's own options; $p is the prompt. Then $@ is what to run.
const options = `p=; while [ "$1" != -- ]; do [ "$1" = -p ] && p=$2; shift; done; shift; `

// TestOddSudo tries what no sudo at hand does, by a sudo of our own making.
func TestOddSudo(t *testing.T) {
	for name, c := range map[string]struct {
		sudo   string
		result string // standard output of cat, when there is a result
		says   string // a part of the error, when there is one
	}{
		"asks, but reads nothing: the password is not run, nor fed": {`printf %s "$p" >&2; exec "$@"`, "input", ""},
		"asks, and accepts without a line end":                      {`printf %s "$p" >&2; read -r l; exec "$@"`, "input", ""},
		"lectures first":                                            {`printf 'We trust you…\n\n%s' "$p" >&2; read -r l; echo >&2; exec "$@"`, "input", ""},
		"warns without a line end":                                  {`printf 'sudo: unable to resolve host' >&2; exec "$@"`, "input", ""},
		"prints a megabyte first":                                   {`dd if=/dev/zero bs=65536 count=16 2>/dev/null | tr '\0' 'w' >&2; echo >&2; exec "$@"`, "input", ""},
		"prompts byte by byte":                                      {`for c in $(printf %s "$p" | sed 's/ /_/g; s/./& /g'); do printf %s "$c" | tr _ ' ' >&2; sleep 0.01; done; read -r l; exec "$@"`, "input", ""},
		"asks twice":                                                {`printf %s "$p" >&2; read -r l; printf 'no\n%s' "$p" >&2; read -r l || exit 1; exec "$@"`, "", "sudo refused the password (no)"},
		"asks twice at once":                                        {`printf '%s\n%s' "$p" "$p" >&2; read -r l; read -r l || exit 1; exec "$@"`, "", "sudo refused the password"},
		"asks something else":                                       {`printf 'Verification code: ' >&2; read -r l || exit 1; exec "$@"`, "", "become root: Verification code:"},
		"asks something else after the password":                    {`printf %s "$p" >&2; read -r l; printf 'Token: ' >&2; read -r l || exit 1; exec "$@"`, "", "Token:"},
		"asks something else and goes on without":                   {`printf 'Code: ' >&2; sleep 4; exec "$@"`, "", "before the command was let go (Code:)"},
		"echoes the password":                                       {`printf %s "$p" >&2; read -r l; echo "you said $l" >&2; exit 1`, "", "you said ***"},
		"says nothing and succeeds":                                 {`exit 0`, "", "sudo ended with exit code 0 and said nothing"},
		"runs something else":                                       {`echo hello; exit 0`, "", "said nothing"},
		"can't be executed":                                         {`exit 126`, "", "sudo can't be run"},
		"says escape sequences":                                     {`printf '\033[31mno\n' >&2; exit 1`, "", `become root: \x1b[31mno`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("PATH", fake(t, c.sudo)+":"+os.Getenv("PATH"))
			tr := become.Wrap(local.Open(), become.Options{Password: password})
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			begin := time.Now()
			r, err := tr.Run(ctx, transport.Command{Argv: []string{"sh", "-c", "cat; echo err >&2"}, Stdin: strings.NewReader("input")})
			if took := time.Since(begin); took > 8*time.Second && !strings.HasPrefix(name, "asks something else") {
				t.Errorf("took %v", took)
			}
			switch {
			case c.says != "":
				if len(r.Stdout) != 0 {
					t.Errorf("stdout %q beside an error", r.Stdout)
				}
				wantRefusal(t, err, c.says)
			case err != nil:
				t.Error(err)
			case string(r.Stdout) != c.result || string(r.Stderr) != "err\n":
				t.Errorf("stdout %q, stderr %q", r.Stdout, r.Stderr)
			}
		})
	}
	t.Run("hangs: the error says what it said", func(t *testing.T) {
		t.Setenv("PATH", fake(t, `echo 'sudo: no name service' >&2; sleep 20`)+":"+os.Getenv("PATH"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := become.Wrap(local.Open(), become.Options{}).Run(ctx, transport.Command{Argv: []string{"id"}})
		var te *transport.Error
		if !errors.As(err, &te) || te.Kind != transport.Timeout || !strings.Contains(err.Error(), "sudo had not started it, and said: sudo: no name service") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("starts after the end of the context: the command does not", func(t *testing.T) {
		mark := filepath.Join(t.TempDir(), "mark")
		t.Setenv("PATH", fake(t, `setsid sh -c 'sleep 2; exec "$@"' sh "$@" & sleep 20`)+":"+os.Getenv("PATH"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := become.Wrap(stubborn{local.Open()}, become.Options{}).Run(ctx, transport.Command{Argv: []string{"touch", mark}})
		if err == nil {
			t.Error("got a result")
		}
		time.Sleep(2 * time.Second)
		if _, err := os.Stat(mark); err == nil {
			t.Error("the command ran")
		}
	})
}

// stubborn can't end commands, as a user can't end sudo.
type stubborn struct{ transport.Transport }

func (s stubborn) Run(ctx context.Context, cmd transport.Command) (transport.Result, error) {
	type outcome struct {
		r   transport.Result
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		r, err := s.Transport.Run(context.WithoutCancel(ctx), cmd)
		done <- outcome{r, err}
	}()
	select {
	case o := <-done:
		return o.r, o.err
	case <-ctx.Done():
		return transport.Result{}, &transport.Error{Kind: transport.Canceled, Op: "run it", Err: ctx.Err()}
	}
}

// fake puts a sudo into a directory of its own.
func fake(t *testing.T, script string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sudo"), []byte("#!/bin/sh\n"+options+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}
