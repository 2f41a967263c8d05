package phpweb

import (
	. "github.com/onsi/gomega"

	"github.com/fleetspec/fleetspec/specs"
	. "github.com/fleetspec/fleetspec/specs/match"
)

// commands: what the application's scripts call by name.
func commands(h *specs.Host) {
	scripts := onHost("scripts run on the host; a container has none")
	for _, name := range []string{"convert", "identify", "jq", "curl", "git", "python3", "sudo", "crontab"} {
		h.Check(h.InPath(name), BeInPath(), scripts)
	}
	h.Check(h.InPath("php"), BeInPath(), withPHP)
	h.Check(h.InPath("telnet"), Not(BeInPath()))
	h.Check(h.Command("convert -version"), HaveExitStatus(0), HaveStdout(ContainSubstring("ImageMagick 6")), scripts,
		specs.Because("the thumbnail script reads version 6's output"))
}
