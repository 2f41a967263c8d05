// Package imagesuite is a suite as a user writes it of an image, or a service of a compose file, and of what it serves.
package imagesuite

import (
	"testing"

	"github.com/fleetspec/fleetspec/e2e"
	. "github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/specs"
	"github.com/fleetspec/fleetspec/specs/match"
)

func TestApp(t *testing.T) { suite.Run(t, "app") }

var _ = specs.Describe("app", func(h *specs.Host) {
	h.Check(h.Package("php8.2-fpm"), match.BeInstalled())
	h.Check(h.Process("php"), match.BeRunning())
})

var _ = e2e.Describe("app", func(p *e2e.Endpoint) {
	p.Check(e2e.Get("/static/plain.css"), HaveStatus(200), HaveContentType("text/css"))
})
