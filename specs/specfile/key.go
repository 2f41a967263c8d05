package specfile

import (
	"github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// maker makes a matcher, a new one each time: matchers keep what they saw.
type maker func() matcher

type matcher = types.GomegaMatcher

// made is a matcher and the place where it was written, when that is not the attribute's.
type made struct {
	matcher maker
	pos     strict.Pos
}

func one(m maker) []made { return []made{{matcher: m}} }

// key is what one attribute of a resource is called in YAML, and how its value becomes
// a matcher.
type key struct {
	name, doc string
	// read gives the matchers, a spec each; none and true when the value expects nothing; false after a problem.
	read   func(c strict.Node) (all []made, ok bool)
	schema func(b *strict.SchemaBuilder) map[string]any
	// flag: true or false.
	flag bool
	// thing marks the key that says whether there is such a thing at all (exists, installed).
	thing bool
}

// flag is true or false: the matcher, or its negation.
func flag[M matcher](name, doc string, verb func() M) key {
	return key{name: name, doc: doc, flag: true,
		read: func(c strict.Node) ([]made, bool) {
			yes, ok := c.Bool()
			if !ok {
				return nil, false
			}
			return one(yesOrNo(yes, verb)), true
		},
		schema: func(b *strict.SchemaBuilder) map[string]any { return b.Of(true) }}
}

// thing is the flag that says whether there is such a thing at all.
func thing[M matcher](name, doc string, verb func() M) key {
	k := flag(name, doc, verb)
	k.thing = true
	return k
}

func yesOrNo[M matcher](yes bool, verb func() M) maker {
	return func() matcher {
		if yes {
			return verb()
		}
		return gomega.Not(verb())
	}
}

// wants is a value, or one of goss's value matchers, of an attribute of that kind.
func wants[M matcher](name string, k kind, doc string, verb func(want any) M) key {
	return key{name: name, doc: doc,
		read: func(c strict.Node) ([]made, bool) {
			e, ok := readValue(c, k)
			if e == nil {
				return nil, ok
			}
			return one(func() matcher { return verb(e) }), true
		},
		schema: valueSchema}
}

func valueSchema(b *strict.SchemaBuilder) map[string]any { return b.Of(value{}) }

// readValue reads a value; nil and true is an empty list of patterns, which expects nothing.
func readValue(c strict.Node, k kind) (*expect, bool) {
	var v value
	if !c.Decode(&v) {
		return nil, false
	}
	if k == content && c.IsSeq() && len(v.list) == 0 {
		return nil, true
	}
	return v.compile(k)
}

// scalar is an attribute written as one value of the type T.
func scalar[T any, M matcher](name, doc string, verb func(want T) M) key {
	return key{name: name, doc: doc,
		read: func(c strict.Node) ([]made, bool) {
			var want T
			if !c.Decode(&want) {
				return nil, false
			}
			return one(func() matcher { return verb(want) }), true
		},
		schema: func(b *strict.SchemaBuilder) map[string]any { var want T; return b.Of(want) }}
}

// as gives the same key another name, for what goss calls otherwise.
func (k key) as(name string) key {
	k.name = name
	return k
}

// each is a mapping of free names to what each should be: variables, settings. verb gets
// the name; gone, when there is one, is for what is written as absent.
func each[M matcher](name, doc string, verb func(name string, want any) M) key {
	return key{name: name, doc: doc,
		read:   func(c strict.Node) ([]made, bool) { return readEach(c, verb) },
		schema: func(b *strict.SchemaBuilder) map[string]any { return b.MapOf(valueSchema(b)) }}
}

func readEach[M matcher](c strict.Node, verb func(name string, want any) M) (out []made, ok bool) {
	entries := c.Map()
	if c.IsMap() && len(entries) == 0 {
		c.Errorf("expects nothing: it is empty")
	}
	ok = len(entries) > 0
	for _, e := range entries {
		m, good := readPresence(e.Key, e.Value, verb)
		ok = ok && good && !e.Bad
		out = append(out, made{m, e.KeyNode.Pos()})
	}
	return out, ok
}

// readPresence reads what a variable should be: a value, present, or absent.
func readPresence[M matcher](name string, c strict.Node, verb func(name string, want any) M) (maker, bool) {
	if s, ok := plain(c); ok && s.Text == "present" {
		return func() matcher { return verb(name, anything) }, true
	} else if ok && s.Text == "absent" {
		return func() matcher { return &unset{verb(name, anything)} }, true
	}
	e, ok := readValue(c, text)
	return func() matcher { return verb(name, e) }, ok && e != nil
}

// plain gives a scalar that was written without quotes.
func plain(c strict.Node) (strict.Scalar, bool) {
	if !c.IsScalar() {
		return strict.Scalar{}, false
	}
	s, ok := c.Scalar("a value")
	return s, ok && !s.Quoted && !s.Block
}
