package nginx

import (
	"sort"
	"strings"
)

// A level holds the locations of one block, ready to be searched: of a server, or nested in a location.
type level struct {
	all      []*Location // in the order of the file
	exact    map[string]*Location
	prefixes []prefix // sorted by name
	regexes  []*Location
	named    map[string]*Location
}

// A prefix is a prefix location; up is the place of the longest other prefix that it begins with, or -1.
type prefix struct {
	*Location
	up int
}

// index sorts the locations of the level for the search.
func (v *level) index() {
	v.exact, v.named = map[string]*Location{}, map[string]*Location{}
	for _, l := range v.all {
		switch l.Modifier {
		case "=":
			v.exact[l.Pattern] = l
		case "@":
			if v.named[l.Pattern] == nil { // named twice is accepted: the first wins
				v.named[l.Pattern] = l
			}
		case "~", "~*":
			v.regexes = append(v.regexes, l)
		default:
			v.prefixes = append(v.prefixes, prefix{l, -1})
		}
	}
	sort.Slice(v.prefixes, func(i, j int) bool { return v.prefixes[i].Pattern < v.prefixes[j].Pattern })
	for i := 1; i < len(v.prefixes); i++ {
		up := i - 1
		for up >= 0 && !strings.HasPrefix(v.prefixes[i].Pattern, v.prefixes[up].Pattern) {
			up = v.prefixes[up].up
		}
		v.prefixes[i].up = up
	}
}

// longest is the longest prefix location that the URI begins with, or nil. Both kinds compete by length alone.
func (v *level) longest(uri string) *Location {
	i := sort.Search(len(v.prefixes), func(i int) bool { return v.prefixes[i].Pattern > uri }) - 1
	for i >= 0 && !strings.HasPrefix(uri, v.prefixes[i].Pattern) {
		i = v.prefixes[i].up
	}
	if i < 0 {
		return nil
	}
	return v.prefixes[i].Location
}

// slash is the location that answers a URI without its last slash by a redirect, or nil: a prefix or an exact one
// named URI plus "/", one of which has a handler. If both are there the exact one gives the configuration.
func (v *level) slash(uri string) *Location {
	name := uri + "/"
	exact := v.exact[name]
	var inclusive *Location
	if i := sort.Search(len(v.prefixes), func(i int) bool { return v.prefixes[i].Pattern >= name }); i < len(v.prefixes) && v.prefixes[i].Pattern == name {
		inclusive = v.prefixes[i].Location
	}
	switch {
	case (exact == nil || !exact.redirect) && (inclusive == nil || !inclusive.redirect):
		return nil
	case exact != nil:
		return exact
	}
	return inclusive
}
