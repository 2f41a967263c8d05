package conf

import (
	"maps"
	"slices"
)

// DirectiveNames are the names of directives.txt.
func DirectiveNames() []string { return slices.Sorted(maps.Keys(rules())) }

// A Usage is how a directive may be used in a context.
type Usage struct {
	Name        string
	Least, Most int
	Block       bool
	Kind        string
	Values      []string
}

// Usages are the directives of a context.
func Usages(name string) []Usage {
	var all []Usage
	for _, n := range DirectiveNames() {
		if r, ok, _ := find(n, contexts[name]); ok {
			all = append(all, Usage{n, r.least, r.most, r.block, r.kind, r.values})
		}
	}
	return all
}
