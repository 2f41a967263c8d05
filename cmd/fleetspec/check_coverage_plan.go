package main

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/runner/inventory"
)

// A measured endpoint is one whose requests come to the NGINX that is measured.
type measured struct {
	inventory.Endpoint
	itself bool // what is dialled is the target's own address: NGINX sees it and its port
	note   string
}

// A relation is what the inventory says of an endpoint and the target.
type relation int

const (
	unsaid    relation = iota
	same               // the target serves it
	different          // others do
)

// cutEndpoint takes the name of an endpoint and "=" off the value of --coverage.
func cutEndpoint(all []inventory.Endpoint, text string) (name, target string) {
	for _, e := range all {
		if rest, ok := strings.CutPrefix(text, e.Name+"="); ok && len(e.Name) > len(name) {
			name, target = e.Name, rest
		}
	}
	if name == "" {
		target = text
	}
	return name, target
}

// plan decides whose requests count. Those of another server would cover locations that nothing reached, so where it is not
// certain it is an error: an endpoint counts that is named; else those that the target serves by their target or via; else
// the only one of the run, unless it says that another serves it.
func (g *gauge) plan(all []inventory.Endpoint, named string, inv *inventory.Inventory) error {
	g.served = map[string]measured{}
	if len(all) == 0 {
		return errors.New("--coverage measures what HTTP checks reach, and the run has no endpoint (-e, or endpoints: of the inventory)")
	}
	var unclear []inventory.Endpoint
	var others []string
	for _, e := range all {
		how, s, err := g.relate(e, inv)
		if err != nil {
			return err
		}
		switch {
		case named != "" && e.Name != named:
		case named != "" || how == same:
			g.served[e.Name] = s
		case how == unsaid:
			unclear = append(unclear, e)
		default:
			others = append(others, e.Name)
		}
	}
	switch {
	case len(g.served) > 0:
		return nil
	case len(all) == 1 && len(unclear) == 1:
		_, s, _ := g.relate(unclear[0], inv)
		g.served[s.Name] = s
		return nil
	case len(unclear) == 0:
		return fmt.Errorf("--coverage %s: by the inventory it is not what serves endpoint %s; if it is all the same: --coverage %s=%s", g.name, strings.Join(others, ", "), others[0], g.name)
	}
	return fmt.Errorf("--coverage %s: which of the run's %d endpoints does it serve? Say it by --coverage %s=%s, or by target: in the inventory, or choose the endpoint by -e",
		g.name, len(all), unclear[0].Name, g.name)
}

// relate finds what the inventory says of an endpoint.
func (g *gauge) relate(e inventory.Endpoint, inv *inventory.Inventory) (relation, measured, error) {
	s := measured{Endpoint: e}
	if g.target == nil {
		return unsaid, s, nil
	}
	how := unsaid
	if e.Via != "" {
		found, err := inv.Resolve([]string{e.Via})
		if err != nil {
			return how, s, err
		}
		switch own := itsOwn(e.Dial[inventory.HostPort(e.URL)]); {
		case own && g.is(found):
			how, s.itself = same, true
		case own, g.is(found) && len(e.Targets) == 0: // it leads on to another
			how = different
		}
	}
	if how == unsaid && len(e.Targets) > 0 {
		found, err := inv.Resolve(e.Targets)
		if err != nil {
			return how, s, err
		}
		how = different
		if i := slices.IndexFunc(found, g.isTarget); i >= 0 {
			how = same
			if found = slices.Delete(found, i, i+1); len(found) > 0 {
				s.note = fmt.Sprintf("Endpoint %s is served by %s too: what it answered counts for %s.", e.Name, namesOf(found), g.name)
			}
		}
	}
	return how, s, nil
}

func (g *gauge) is(found []inventory.Target) bool { return len(found) == 1 && g.isTarget(found[0]) }

func (g *gauge) isTarget(t inventory.Target) bool {
	return t.Name == g.target.Name || t.Address.String() == g.target.Address.String()
}

// itsOwn says whether a dial is that of the target which an endpoint is reached via: by its word, or by the loopback.
func itsOwn(dial string) bool {
	host, _, err := net.SplitHostPort(dial)
	if err != nil {
		return false
	}
	address, err := netip.ParseAddr(host)
	return host == inventory.Itself || err == nil && address.IsLoopback()
}

func namesOf(targets []inventory.Target) string {
	var names []string
	for _, t := range targets {
		names = append(names, t.Name)
	}
	return strings.Join(names, ", ")
}

// endpoints names those whose requests count.
func (g *gauge) endpoints() string {
	return "endpoint " + strings.Join(slices.Sorted(maps.Keys(g.served)), ", ")
}
