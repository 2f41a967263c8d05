package specfile

import (
	"strconv"

	"github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// maker makes a matcher, a new one each time: matchers keep what they saw.
type maker func() matcher

type matcher = types.GomegaMatcher

// made is a matcher of one spec.
type made struct {
	matcher maker
	// pos is where it was written, when that is not the attribute's.
	pos strict.Pos
	// word and below are for something that the resource has: php-extension, redis.
	word, below string
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
			want, ok := readWant(c, k)
			if want == nil {
				return nil, ok
			}
			return one(func() matcher { return verb(want) }), true
		},
		schema: valueSchema}
}

func valueSchema(b *strict.SchemaBuilder) map[string]any { return b.Of(value{}) }

// readWant reads what a verb takes: a string or an int for what is written as it is, else
// an *expect. nil and true is an empty list of patterns, which expects nothing.
func readWant(c strict.Node, k kind) (want any, ok bool) {
	var v value
	if !c.Decode(&v) {
		return nil, false
	}
	if k.shape == lines && c.IsSeq() && len(v.list) == 0 {
		return nil, true
	}
	e, ok := v.want(k)
	switch {
	case !ok:
		return nil, false
	case k.shape == single && c.IsScalar():
		return v.text(k)
	case k.shape == numeric && c.IsScalar():
		if n, err := strconv.Atoi(v.scalar.Text); err == nil {
			return n, true
		}
	}
	return e, true
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

// variable says how what has a name and a value is judged: a setting, a variable.
type variable struct {
	// is judges the value: want is a string as written, or an *expect.
	is func(name string, want any) matcher
	// set and unset judge what is written as present and absent.
	set, unset func(name string) matcher
}

// each is a mapping of free names to what each should be.
func each(name, doc string, v variable) key {
	return key{name: name, doc: doc,
		read:   func(c strict.Node) ([]made, bool) { return readEach(c, v) },
		schema: func(b *strict.SchemaBuilder) map[string]any { return b.MapOf(valueSchema(b)) }}
}

func readEach(c strict.Node, v variable) (out []made, ok bool) {
	entries := c.Map()
	if c.IsMap() && len(entries) == 0 {
		c.Errorf("expects nothing: it is empty")
	}
	ok = len(entries) > 0
	for _, e := range entries {
		m, good := v.read(e.Key, e.Value)
		ok = ok && good && !e.Bad
		out = append(out, made{matcher: m, pos: e.KeyNode.Pos()})
	}
	return out, ok
}

// read reads what a variable should be: a value, present, or absent; quoted these are values.
func (v variable) read(name string, c strict.Node) (maker, bool) {
	if c.IsScalar() {
		s, ok := c.Scalar("a value")
		switch {
		case !ok:
			return nil, false
		case s.Text == "present" && !s.Quoted:
			return func() matcher { return v.set(name) }, true
		case s.Text == "absent" && !s.Quoted:
			return func() matcher { return v.unset(name) }, true
		}
	}
	want, ok := readWant(c, text)
	return func() matcher { return v.is(name, want) }, ok
}

// told is a variable of which an accessor gives the value, or that it is absent. absent is how
// the accessor names what is absent then, and not its owner.
func told[M matcher](noun string, verb func(name string, want any) M, absent func(owner any, name string) string) variable {
	return variable{
		is:  func(name string, want any) matcher { return verb(name, want) },
		set: func(name string) matcher { return verb(name, anything) },
		unset: func(name string) matcher {
			return &unset{verb(name, anything), noun + " " + quote(name), func(owner any) string { return absent(owner, name) }}
		},
	}
}

// plain gives a scalar that was written without quotes.
func plain(c strict.Node) (strict.Scalar, bool) {
	if !c.IsScalar() {
		return strict.Scalar{}, false
	}
	s, ok := c.Scalar("a value")
	return s, ok && !s.Quoted && !s.Block
}
