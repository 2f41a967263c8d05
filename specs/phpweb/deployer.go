package phpweb

import (
	. "github.com/onsi/gomega"

	"github.com/fleetspec/fleetspec/specs"
	. "github.com/fleetspec/fleetspec/specs/match"
)

// deployer: the SSH user for capistrano.
func deployer(h *specs.Host) {
	deployed := onHost("an image is built: nobody deploys into a container")
	user := h.User("deploy")
	h.Check(user, BePresent(), deployed)
	h.Check(user, HaveShell("/bin/bash"), HaveHome("/home/deploy"), deployed, specs.Because("capistrano runs commands by a login shell"))
	h.Check(user, HaveGroups(ContainElement("www-data")), deployed, specs.Because("it writes into what PHP-FPM made"))
	h.Check(h.Group("www-data"), BePresent(), HaveMembers(ContainElement("deploy")), deployed)
	h.Check(h.File("/home/deploy/.ssh"), BeDirectory(), HaveMode("0700"), BeOwnedBy("deploy"), deployed)
	h.Check(h.File("/home/deploy/.ssh/authorized_keys"), HaveModeAtMost("0600"), BeOwnedBy("deploy"), deployed)
}
