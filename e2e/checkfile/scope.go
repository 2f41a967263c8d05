package checkfile

import (
	"fmt"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// scope is what the texts of a step may refer to.
type scope struct {
	vars strict.Vars // of the file and --vars, and secrets
	// elsewhere are all names that the file captures: where one is out of reach, the message says where it is captured.
	elsewhere strict.Vars
	captured  strict.Vars
}

// all are the variables as they are read.
func (s scope) all() strict.Vars { return s.elsewhere.With(s.captured, s.vars) }

// and is the scope of what comes after captures.
func (s scope) and(names strict.Vars) scope {
	s.captured = s.captured.With(names)
	return s
}

// captures are the names that a step captures; its problems are told when it is read.
func captures(step strict.Node) []strict.Pair {
	c, ok := step.Get("capture")
	if !ok || !c.IsMap() {
		return nil
	}
	return c.Map()
}

// names gives what a step captures, for those that come after it.
func (s scope) names(step strict.Node) strict.Vars {
	out := strict.Vars{}
	for _, e := range captures(step) {
		out[e.Key] = strict.Var{Text: e2e.Captured(e.Key), Pos: e.KeyNode.Pos()}
	}
	return out
}

// note notes the names of a step as captured elsewhere, and those that can't be given.
func (s scope) note(step strict.Node, where string) {
	for _, e := range captures(step) {
		if !e.Bad && free(e.KeyNode, e.Key, s.vars) {
			s.elsewhere[e.Key] = strict.Var{Pos: e.KeyNode.Pos(), Refused: where}
		}
	}
}

// scope gathers what the file captures.
func (f *file) scope(vars strict.Vars) scope {
	s := scope{vars: vars, elsewhere: strict.Vars{}}
	for _, c := range f.Checks {
		if !c.there {
			continue
		}
		steps, ok := c.node.Get("steps")
		if !ok || !steps.IsSeq() {
			continue
		}
		for _, step := range steps.Seq() {
			s.note(step, "is captured for the later steps of that session alone")
		}
	}
	for i := range f.Logins {
		l := &f.Logins[i]
		for _, step := range l.Value {
			if !step.there {
				continue
			}
			s.note(step.node, fmt.Sprintf("is captured by login %s: say as: %s, or login: %s in a session", l.Key, l.Key, l.Key))
		}
	}
	return s
}
