// Package specs judges hosts: Ginkgo containers of hosts, and checks of their resources.
//
//	var _ = specs.Describe("web tier", specs.On("role=web"), func(h *specs.Host) {
//		h.Check(h.Service("php8.2-fpm"), BeEnabled(), BeRunning(), specs.Only("platform=ec2", "in a pod PHP-FPM is PID 1"))
//	})
//
// A spec asks nothing of a host by itself. While the tree is built resources are declared;
// each host is then asked once, by one script, for what the selected specs want; then
// the specs are judged in memory. What could not be told never passes.
package specs

import (
	"github.com/onsi/ginkgo/v2"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// Describe is a container of specs for each host that On selects (all hosts without one).
// body runs twice for each of them. Other args are Ginkgo's decorators.
func Describe(text string, args ...any) bool {
	var body func(*Host)
	var on []selection
	var rest []any
	for _, a := range args {
		switch a := a.(type) {
		case func(*Host):
			body = a
		case selection:
			on = append(on, a)
		default:
			rest = append(rest, a)
		}
	}
	return ginkgo.Describe(text, append(rest, ginkgo.Offset(1), func() {
		if body == nil {
			suite.Refuse("describe %q: it has no func(*specs.Host)", text)
			return
		}
		for i, h := range selectHosts(text, on) {
			ginkgo.Context(h.Name(), suite.Nth("target", i+1), func() { inHost(h, body) })
		}
	})...)
}

// inHost runs a body for a host; a panic in it would end the process inside of Ginkgo
// with nothing reported.
func inHost(h *Host, body func(*Host)) {
	defer func() {
		if p := recover(); p != nil {
			suite.Refuse("build the specs of %s: panic: %v", h.Name(), p)
		}
	}()
	suite.Tag("", suite.About{Target: h.Name()})
	places[suite.Here()] = h.Name()
	body(h)
}

// places tells for a host's container the host.
var places = map[string]string{}

func hostOf(s suite.Selected) string {
	for i := len(s.Place); i > 0; i-- {
		if name, ok := places[s.Place[:i]]; ok {
			return name
		}
	}
	return ""
}

// selection is what On gives.
type selection struct {
	text string
	sel  inventory.Selector
	err  error
}

// On selects hosts by their labels: "role=web,platform!=ec2". A host's name is its label "name".
func On(selector string) any {
	sel, err := inventory.ParseSelector(selector)
	return selection{selector, sel, err}
}

func selectHosts(text string, on []selection) []*Host {
	var out []*Host
	for _, s := range on {
		if s.err != nil {
			suite.Refuse("describe %q: %v", text, s.err)
			return nil
		}
	}
hosts:
	for _, h := range run.hosts {
		for _, s := range on {
			if !s.sel.Matches(h.target.Labels) {
				continue hosts
			}
		}
		out = append(out, h)
	}
	return out
}
