package inventory

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// Itself stands in a dial, in the place of the host, for the target that the endpoint is reached via: a container's own
// address in its network, else the target's loopback.
const Itself = "target"

// through checks that an endpoint can be reached from its via, which stands for the targets found, and completes its
// Dial. A name would be resolved where nobody here looks, so the addresses have to be said; a container serves what it
// is asked for unless they are. The error's Part is not empty when it is about dial.
func (e *Endpoint) through(found []Target) *AddressError {
	name := strict.Quote(e.Via)
	if len(found) != 1 {
		return badAddress("", "name one of them", "via %s stands for %d targets", name, len(found))
	}
	scheme := found[0].Address.Scheme
	switch {
	case scheme == Local:
		return nil // names are resolved here, as without via
	case scheme != SSH && !scheme.Container():
		return badAddress("", "", "target %s is %s, which can't be connected through", name, found[0].Address)
	case e.URL == nil:
		return nil
	case len(e.Dial) == 0 && !scheme.Container():
		return badAddress("", fmt.Sprintf("such as dial: %s for what it serves itself", e.itself()),
			"an endpoint via an %s target needs dial: the target would resolve the name, where nobody here looks", scheme)
	case len(e.Dial) == 0:
		e.Dial = map[string]string{HostPort(e.URL): e.itself()}
	}
	for _, of := range slices.Sorted(maps.Keys(e.Dial)) {
		host, _, err := net.SplitHostPort(e.Dial[of])
		if _, notIP := netip.ParseAddr(host); err != nil || notIP != nil && host != Itself {
			return badAddress(e.Dial[of], "give an IP address, or "+e.itself()+" for what it serves itself",
				"via %s the name in dial %s would be resolved on the far side, where nobody here looks", name, strict.Quote(e.Dial[of]))
		}
	}
	return nil
}

// itself is the dial of an endpoint that its via serves itself, on the URL's port.
func (e *Endpoint) itself() string {
	_, port, _ := net.SplitHostPort(HostPort(e.URL)) // HostPort has a port
	return net.JoinHostPort(Itself, port)
}
