package suggest

import (
	"slices"

	"github.com/fleetspec/fleetspec/e2e/nginx/suggest/language"
)

// values are texts that meet the demands of one variable, one for each: where there is one that no other demand takes,
// else one that none before it takes. sendable is a regex that all match. none says whether a demand is for no text at
// all: its opposite is any.
func values(demands []demand, sendable string) (once []string, none bool) {
	l := language.New()
	ok, _, err := l.Regex(sendable, false)
	if err != nil {
		return nil, false
	}
	var all []string
	asked := make([]*language.Term, 0, len(demands))
	for _, d := range demands {
		t := d.term(l)
		asked = append(asked, t)
		_, found := shortest(l, t, l.Nothing())
		none = none || found
	}
	for i, t := range asked {
		all = append(all, first(l, l.And(t, ok), unlike(l, asked, i), unlike(l, asked[:i], i), l.All())...)
	}
	if none {
		other := l.And(ok, unlike(l, asked, -1))
		all = append(all, first(l, other, l.Text("1"), l.All())...)
	}
	for _, v := range all {
		if !slices.Contains(once, v) {
			once = append(once, v)
		}
	}
	return once, none
}

// first is a shortest text that is in a term and in the first of others that leaves one.
func first(l *language.Space, t *language.Term, also ...*language.Term) []string {
	for _, other := range also {
		if v, found := shortest(l, t, other); found {
			return []string{v}
		}
	}
	return nil
}

// term is the set of texts that meet a demand.
func (d demand) term(l *language.Space) *language.Term {
	if d.op == "" || d.op == "=" {
		return l.Text(d.text)
	}
	t, _, err := l.Regex(d.text, d.op == "~*")
	if err != nil {
		return l.None()
	}
	return t
}

// unlike is what none of some terms takes but the one.
func unlike(l *language.Space, terms []*language.Term, but int) *language.Term {
	t := l.All()
	for i, o := range terms {
		if i != but {
			t = l.And(t, l.Not(o))
		}
	}
	return t
}

// shortest is a shortest text that is in all terms.
func shortest(l *language.Space, terms ...*language.Term) (string, bool) {
	v, answer := l.Shortest(l.And(terms...), most)
	return v, answer == language.Found
}
