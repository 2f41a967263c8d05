package match

import "sort"

// Verb is one registered matcher, for YAML and for the truth matrix.
type Verb struct {
	// Name is the Go constructor: "HaveMode".
	Name string
	// Key is the YAML key of a resource that means it: "mode". Empty when YAML has none.
	Key string
	// Examples are matchers of this verb with different arguments, each fresh at every
	// call: the truth matrix tries each on every resource that they fit.
	Examples func() []*Matcher
}

var verbs = map[string]Verb{}

func register(v Verb) Verb {
	if _, dup := verbs[v.Name]; dup {
		panic("register matcher " + v.Name + ": twice")
	}
	verbs[v.Name] = v
	return v
}

// Verbs gives all registered matchers by name.
func Verbs() []Verb {
	var out []Verb
	for _, v := range verbs {
		out = append(out, v)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}
