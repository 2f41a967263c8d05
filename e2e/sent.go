package e2e

import (
	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/runner/inventory"
)

// Sent is an exchange of a run, and for which check it was had.
type Sent struct {
	// Endpoint is where it was sent; in its Dial the word for the target that it is reached via is an address.
	Endpoint inventory.Endpoint
	// Check is the check's name, as results have it; of a step the name of its session or login before it.
	Check string
	// Place is where the check was written: file:line, in YAML file:line:column.
	Place string
	*httpcheck.Exchange
}

// Exchanges are all that were had in the run that is over, the tries of what is repeated among them: endpoint by endpoint,
// in the order in which they ended. One that is sent once for several checks is there for each of them.
func Exchanges() []Sent {
	var all []Sent
	for _, p := range run.endpoints {
		p.mu.Lock()
		for _, s := range p.had {
			s.Endpoint = p.conf
			all = append(all, s)
		}
		p.mu.Unlock()
	}
	return all
}

// keep notes what came of an exchange.
func (x *exchange) keep() {
	p := x.endpoint
	p.mu.Lock()
	defer p.mu.Unlock()
	p.had = append(p.had, Sent{Check: x.name, Place: x.place, Exchange: x.came})
}
