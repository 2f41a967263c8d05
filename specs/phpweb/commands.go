package phpweb

import (
	. "github.com/onsi/gomega"

	"github.com/fleetspec/fleetspec/specs"
	. "github.com/fleetspec/fleetspec/specs/match"
)

// commands: what the application's scripts call by name.
func commands(h *specs.Host) {
	for _, name := range []string{"convert", "identify", "jq", "curl", "git", "python3", "php", "sudo", "crontab"} {
		h.Check(h.InPath(name), BeInPath())
	}
	h.Check(h.InPath("telnet"), Not(BeInPath()))
	h.Check(h.Command("convert -version"), HaveExitStatus(0), HaveStdout(ContainSubstring("ImageMagick 6")),
		specs.Because("the thumbnail script reads version 6's output"))
}
