package coverage

import (
	"slices"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// traits are the headers that one location alone adds: an answer that carries one proves the location.
type traits map[*nginx.Location][]nginx.Header

// prove says whether the answer carries a trait of the location.
func (t traits) prove(l *nginx.Location, a *Answer) bool {
	return slices.ContainsFunc(t[l], func(h nginx.Header) bool { return slices.Contains(a.Header[h.Name], h.Value) })
}
