package phpweb

import (
	"github.com/fleetspec/fleetspec/specs"
	. "github.com/fleetspec/fleetspec/specs/match"
)

// git: who the deployer is to git.
func git(h *specs.Host) {
	deployed := onHost("an image is built: nobody deploys into a container")
	h.Check(h.GitConfig("deploy"), HaveConfig("user.name", "Deploy"), deployed)
	h.Check(h.GitConfig("deploy"), HaveConfig("user.email", "deploy@example.com"), deployed)
}
