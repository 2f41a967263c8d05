package specfile

import (
	"github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// maker makes a matcher, a new one each time: matchers keep what they saw.
type maker func() matcher

type matcher = types.GomegaMatcher

// key is what one attribute of a resource is called in YAML, and how its value becomes
// a matcher.
type key struct {
	name, doc string
	// read gives the matcher; nil and true when the value expects nothing; nil and false after a problem.
	read   func(c strict.Node) (m maker, ok bool)
	schema func(b *strict.SchemaBuilder) map[string]any
	// flag: true or false.
	flag bool
	// thing marks the key that says whether there is such a thing at all (exists, installed).
	thing bool
}

// flag is true or false: the matcher, or its negation.
func flag[M types.GomegaMatcher](name, doc string, verb func() M) key {
	return key{name: name, doc: doc, flag: true,
		read: func(c strict.Node) (maker, bool) {
			yes, ok := c.Bool()
			if !ok {
				return nil, false
			}
			return yesOrNo(yes, verb), true
		},
		schema: func(b *strict.SchemaBuilder) map[string]any { return b.Of(true) }}
}

// thing is the flag that says whether there is such a thing at all.
func thing[M types.GomegaMatcher](name, doc string, verb func() M) key {
	k := flag(name, doc, verb)
	k.thing = true
	return k
}

func yesOrNo[M types.GomegaMatcher](yes bool, verb func() M) maker {
	return func() types.GomegaMatcher {
		if yes {
			return verb()
		}
		return gomega.Not(verb())
	}
}

// wants is a value, or one of goss's value matchers, of an attribute of that kind.
func wants[M types.GomegaMatcher](name string, k kind, doc string, verb func(want any) M) key {
	return key{name: name, doc: doc,
		read: func(c strict.Node) (maker, bool) {
			e, ok := readValue(c, k)
			if e == nil {
				return nil, ok
			}
			return func() types.GomegaMatcher { return verb(e) }, true
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
func scalar[T any, M types.GomegaMatcher](name, doc string, verb func(want T) M) key {
	return key{name: name, doc: doc,
		read: func(c strict.Node) (maker, bool) {
			var want T
			if !c.Decode(&want) {
				return nil, false
			}
			return func() types.GomegaMatcher { return verb(want) }, true
		},
		schema: func(b *strict.SchemaBuilder) map[string]any { var want T; return b.Of(want) }}
}

// as gives the same key another name, for what goss calls otherwise.
func (k key) as(name string) key {
	k.name = name
	return k
}
