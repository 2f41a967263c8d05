package conf

import (
	"maps"
	"slices"
)

// DirectiveNames are the names of directives.txt.
func DirectiveNames() []string { return slices.Sorted(maps.Keys(rules())) }
