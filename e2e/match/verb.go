package match

import "slices"

// Verb is a kind of matcher, for the truth matrix: a new one is in it by its registration.
type Verb struct {
	// Name is its constructor's: "HaveStatus".
	Name string
	// Expects are the failures that the matcher takes for a fact; none but these may ever let it hold.
	Expects []Kind
	// Examples are matchers of this verb with different arguments, new at every call.
	Examples func() []*Matcher
}

var verbs []Verb

func register(v Verb) bool {
	verbs = append(verbs, v)
	return true
}

// Verbs gives all matchers of this package.
func Verbs() []Verb { return slices.Clone(verbs) }
