package specfile

import (
	"github.com/onsi/gomega"

	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/specs/match"
)

// versions is a list of whole versions. A semver-constraint on them, alone or under not, is
// judged by the rules of the package manager, as version: is.
func versions(name, doc string, verb func(want any) *match.Matcher) key {
	k := wants(name, list, doc, verb)
	plain := k.read
	k.read = func(c strict.Node) ([]made, bool) {
		not := false
		at := c
		for inner, ok := at.Get("not"); ok && at.IsMap(); inner, ok = at.Get("not") {
			at, not = inner, !not
		}
		if !at.Has("semver-constraint") {
			return plain(c)
		}
		var v value
		if !c.Decode(&v) {
			return nil, false
		}
		if _, ok := v.compile(list); !ok { // two operators in one mapping, and the like
			return nil, false
		}
		for v.ops.Not != nil {
			v = *v.ops.Not
		}
		return one(func() matcher { return v.ops.SemverConstraint.installed(not) }), true
	}
	return k
}

// installed compares by the rules of the package manager.
func (v semver) installed(not bool) matcher {
	any := make([]matcher, len(v.any))
	for i, c := range v.any {
		any[i] = match.HaveVersion(c)
	}
	m := any[0]
	if len(any) > 1 {
		m = gomega.Or(any...)
	}
	if not {
		return gomega.Not(m)
	}
	return m
}
