package phpweb

import (
	"github.com/fleetspec/fleetspec/specs"
	. "github.com/fleetspec/fleetspec/specs/match"
)

// git: who the deployer is to git.
func git(h *specs.Host) {
	h.Check(h.GitConfig("deploy"), HaveConfig("user.name", "Deploy"))
	h.Check(h.GitConfig("deploy"), HaveConfig("user.email", "deploy@example.com"))
}
