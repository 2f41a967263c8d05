package ssh

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

// sessionEnv is what sshd, PAM and some login shells set for every command.
var sessionEnv = []string{"USER", "LOGNAME", "SHELL", "MAIL", "MOTD_SHOWN", "SSH_CLIENT", "SSH_CONNECTION", "LANG", "LC_ALL", "HOSTTYPE", "VENDOR", "OSTYPE", "MACHTYPE", "GROUP", "HOST"}

func TestConformance(t *testing.T) {
	h := start(t)
	as := func(user string) func(t *testing.T) transport.Transport {
		return func(t *testing.T) transport.Transport { return open(t, h.config(user)) }
	}
	variants := map[string]func(t *testing.T) transport.Transport{}
	users := []string{"dash", "tcsh", "csh", "zsh", "mksh", "fish", "ksh", "yash", "rc", "noisy", "noisytcsh", "noisyzsh", "noisyfish", "functions"}
	if testing.Short() {
		users = []string{"tcsh", "fish", "noisy"}
	}
	for _, user := range users {
		variants[user] = as(user)
	}
	transporttest.Conformance(t, as("bash"), transporttest.Options{
		Env: sessionEnv,
		Doomed: func(t *testing.T) (transport.Transport, func()) {
			h := start(t)
			return open(t, h.config("bash")), func() { _ = exec.Command("docker", "kill", h.id).Run() }
		},
		Variants: variants,
	})
}

// A startup file that reads standard input gets an empty line, and nothing of
// the command's.
func TestLoginThatReads(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := open(t, h.config("reads"))
	for name, in := range map[string]string{"nothing": "", "a line": "one\n", "no line feed": "\nx"} {
		t.Run(name, func(t *testing.T) {
			r, err := c.Run(t.Context(), transport.Command{Argv: []string{"sh", "-c", `cat; printf %s "$1" >&2; exit 3`, "sh", "a 'b'\n"}, Stdin: strings.NewReader(in)})
			if err != nil || r.ExitCode != 3 || string(r.Stdout) != in || string(r.Stderr) != "a 'b'\n" {
				t.Errorf("%d %q %q %v", r.ExitCode, r.Stdout, r.Stderr, err)
			}
		})
	}
}
