package ssh

import (
	"os/exec"
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
	for _, user := range []string{"dash", "tcsh", "csh", "zsh", "mksh", "fish", "ksh", "yash", "rc", "noisy", "noisytcsh", "noisyzsh", "noisyfish", "reads", "functions"} {
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
