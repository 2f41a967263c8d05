package coverage

import (
	"net/http"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// traits are the headers that one location alone adds with a value of its own: an answer that carries it proves the
// location.
type traits map[*nginx.Location][]trait

type trait struct{ name, value string }

func findTraits(m *nginx.Model) traits {
	owners := map[trait][]*nginx.Location{}
	found := traits{}
	for _, s := range m.Servers {
		s.Each(func(l *nginx.Location) {
			for _, args := range l.Directives("add_header") {
				if len(args) < 2 || strings.Contains(args[1], "$") {
					continue
				}
				t := trait{http.CanonicalHeaderKey(args[0]), args[1]}
				owners[t] = append(owners[t], l)
			}
		})
	}
	for t, by := range owners {
		if len(by) == 1 && len(by[0].Nested()) == 0 { // a nested one could inherit it
			found[by[0]] = append(found[by[0]], t)
		}
	}
	return found
}

// prove says whether the answer carries a trait of the location.
func (t traits) prove(l *nginx.Location, a *Answer) bool {
	for _, one := range t[l] {
		if slices.Contains(a.Header[one.name], one.value) {
			return true
		}
	}
	return false
}
