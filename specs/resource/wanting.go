package resource

import (
	"slices"

	"github.com/fleetspec/fleetspec/specs/fact"
)

// Wanter is a resource with columns that are collected only when asked for, as a file's
// content. A check asks for what its matchers judge (match.Matcher.Column) while it is declared, so
// that it is collected with all the rest.
type Wanter interface {
	Resource
	// Wanting is the same resource, which also asks for the column.
	Wanting(column string) Resource
}

// with gives the asks of b, and those of the columns of its first ask's row.
func (b base) with(columns []string) base {
	b.asks = slices.Clone(b.asks)
	for _, c := range columns {
		ask := fact.Ask{Table: b.asks[0].Table, Key: b.asks[0].Key, Want: c}
		if !slices.Contains(b.asks, ask) {
			b.asks = append(b.asks, ask)
		}
	}
	return b
}
