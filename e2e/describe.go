package e2e

import (
	"slices"

	"github.com/onsi/ginkgo/v2"

	"github.com/fleetspec/fleetspec/runner/suite"
)

// Describe is a container of checks for each endpoint that At names (all endpoints without one). body runs
// twice for each of them. Other args are Ginkgo's decorators.
func Describe(text string, args ...any) bool {
	var body func(*Endpoint)
	var names []string
	var rest []any
	for _, a := range args {
		switch a := a.(type) {
		case func(*Endpoint):
			body = a
		case at:
			names = append(names, a...)
		default:
			rest = append(rest, a)
		}
	}
	return ginkgo.Describe(text, append(rest, ginkgo.Offset(1), func() {
		if body == nil {
			suite.Refuse("describe %q: it has no func(*e2e.Endpoint)", text)
			return
		}
		for i, p := range run.endpoints {
			if names == nil && !p.conf.Apart || slices.Contains(names, p.Name()) {
				ginkgo.Context(p.Name(), suite.Nth("endpoint", i+1), func() { inEndpoint(p, body) })
			}
		}
	})...)
}

// inEndpoint runs a body for an endpoint; a panic in it would end the process inside of Ginkgo with
// nothing reported.
func inEndpoint(p *Endpoint, body func(*Endpoint)) {
	defer func() {
		if r := recover(); r != nil {
			suite.Refuse("build the checks of %s: panic: %v", p.Name(), r)
		}
	}()
	suite.Tag("", suite.About{Target: p.Name()})
	body(p)
}

type at []string

// At names the endpoints that a container is for.
func At(names ...string) any { return at(names) }
