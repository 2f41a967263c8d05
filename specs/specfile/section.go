package specfile

import (
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/specs/fact"
	"github.com/fleetspec/fleetspec/specs/resource"
)

// part is one section of a file.
type part interface {
	key() string
	docs() string
	read(c strict.Node) []check
	schema(b *strict.SchemaBuilder) map[string]any
}

// check is one spec: an attribute of a resource.
type check struct {
	word, name string
	common
	matcher maker
	pos     strict.Pos
}

// section is the usual part: a resource's word, and a mapping of names to what is
// expected of each.
type section struct {
	word string
	// expects is for messages: "a package".
	expects string
	doc     string
	// name is goss's key that names the thing when the mapping's key doesn't.
	name string
	// keys are the attributes.
	keys []key
	// short reads an entry written as one value; nil: there is no such form.
	short *shortForm
	// free reads what is none of the keys, where their names are free; nil: there is none.
	free func(name string, c strict.Node) (maker, bool)
	// extra are keys that are taken and expect nothing by themselves.
	extra []commonKey
}

// shortForm is an entry written as one value.
type shortForm struct {
	read   func(c strict.Node) (all []maker, ok bool)
	schema func(b *strict.SchemaBuilder) map[string]any
}

func (s section) key() string  { return s.word }
func (s section) docs() string { return s.doc }

// read gives the checks of the section at c.
func (s section) read(c strict.Node) []check {
	entries := c.Map()
	if c.IsMap() && len(entries) == 0 {
		c.Errorf("expects nothing: it is empty")
	}
	var out []check
	for _, e := range entries {
		out = append(out, s.entry(e)...)
	}
	return out
}

// entry gives the checks of one resource.
func (s section) entry(e strict.Pair) []check {
	r := entry{section: s, at: e.KeyNode, name: e.Key, clean: !e.Bad}
	if e.Value.IsMap() {
		r.long(e.Value)
	} else {
		r.shortly(e.Value)
	}
	if !r.clean {
		return nil
	}
	if !s.askable(r.at, r.name) {
		return nil
	}
	for i := range r.checks {
		c := &r.checks[i]
		c.common = r.common
		if c.word == "" {
			c.word, c.name = s.word, r.name
		} else {
			c.name = r.name + " " + c.name
		}
	}
	return r.checks
}

// askable notes a name that can't be asked for.
func (s section) askable(at strict.Node, name string) bool {
	_, err := resource.Declare(nowhere{}, s.word, name)
	if err != nil {
		at.Errorf("%s", unprefixed(err))
	}
	return err == nil
}

// entry is the reading of one resource.
type entry struct {
	section
	common
	at     strict.Node
	name   string
	checks []check
	// clean: no problem was found in it.
	clean bool
	// gone is the key that says that there is no such thing.
	gone *strict.Pair
}

func (r *entry) shortly(c strict.Node) {
	if r.short == nil || !c.IsScalar() {
		c.ExpectedHint(r.expects, r.mend(c))
		r.clean = false
		return
	}
	all, ok := r.short.read(c)
	r.clean = r.clean && ok
	for _, m := range all {
		r.checks = append(r.checks, check{matcher: m, pos: r.at.Pos()})
	}
}

// mend is the hint for what is no resource.
func (r *entry) mend(c strict.Node) string {
	if c.IsNull() {
		return "say what is expected of it"
	}
	if s, ok := plain(c); ok {
		if word, rest, cut := strings.Cut(s.Text, ":"); cut {
			if near, ok := strict.Nearest(word, r.known()); ok {
				return "a space is missing: " + near + ": " + rest
			}
		}
	}
	return ""
}

func (r *entry) long(c strict.Node) {
	given := false
	entries := fixed
	if r.free != nil {
		entries = strict.Node.Map
	}
	for _, e := range entries(c) {
		k, ok := r.keyOf(e.Key)
		switch {
		case e.Bad:
			r.clean = false
		case ok:
			given = true
			r.attribute(k, e)
		case e.Key == r.section.name && e.Key != "":
			if r.name, ok = e.Value.Text("a name"); !ok {
				r.clean = false
			}
			r.at = e.Value
		default:
			r.other(e)
		}
	}
	r.common.check(c)
	switch {
	case r.clean && len(r.checks) == 0 && given:
		r.at.Hintf(r.example(), "expects nothing of %s: what is given is empty", r.expects)
	case r.clean && len(r.checks) == 0:
		r.at.Hintf(r.example(), "expects nothing of %s", r.expects)
	case r.gone != nil && len(r.checks) > 1:
		r.gone.KeyNode.Errorf("%s: false, and yet more is expected of it", r.gone.Key)
	}
}

func (r *entry) attribute(k key, e strict.Pair) {
	all, ok := k.read(e.Value)
	if !ok {
		r.clean = false
		return
	}
	for _, m := range all {
		if m.pos == (strict.Pos{}) {
			m.pos = e.KeyNode.Pos()
		}
		r.checks = append(r.checks, check{word: m.word, name: m.below, matcher: m.matcher, pos: m.pos})
	}
	if k.thing {
		if yes, _ := e.Value.Bool(); !yes {
			r.gone = &e
		}
	}
}

// other reads a key that expects nothing by itself.
func (r *entry) other(e strict.Pair) {
	k, ok := commonOf(e.Key)
	for _, x := range r.extra {
		if x.name == e.Key {
			k, ok = x, true
		}
	}
	switch {
	case ok:
		k.read(e.Value, &r.common)
		return
	case r.free != nil:
		m, good := r.free(e.Key, e.Value)
		r.clean = r.clean && good
		r.checks = append(r.checks, check{matcher: m, pos: e.KeyNode.Pos()})
		return
	case e.Key == "eventually" || e.Key == "retry":
		e.KeyNode.Errorf("%s is not supported yet", e.Key)
	default:
		e.UnknownKey(r.known())
	}
	r.clean = false
}

// example is the hint for a resource of which nothing is expected.
func (s section) example() string {
	switch {
	case s.free != nil:
		return "give a value, at least"
	case s.keys[0].flag:
		return s.keys[0].name + ": true, at least"
	}
	return s.keys[0].name + ": …, at least"
}

// unprefixed leaves out of an error what the position and the path say already.
func unprefixed(err error) string {
	text := err.Error()
	for _, verb := range []string{"declare ", "ask for "} {
		if _, cause, ok := strings.Cut(text, ": "); ok && strings.HasPrefix(text, verb) {
			text = cause
		}
	}
	return text
}

func (s section) keyOf(name string) (key, bool) {
	return keyIn(s.keys, name)
}

// known are all keys of a resource, for suggestions.
func (s section) known() []string {
	var out []string
	for _, k := range s.keys {
		out = append(out, k.name)
	}
	for _, k := range append(append([]commonKey{}, s.extra...), commonKeys...) {
		out = append(out, k.name)
	}
	if s.name != "" {
		out = append(out, s.name)
	}
	return out
}

// fixed gives the entries of a mapping whose keys are words: no variables in them.
func fixed(c strict.Node) []strict.Pair {
	out := c.Map()
	for i, e := range out {
		written := strings.TrimPrefix(e.KeyNode.Path(), c.Path()+".")
		if !e.Bad && strings.Contains(written, "${") {
			e.KeyNode.Errorf("a key of this mapping can't hold ${…}")
			out[i].Bad = true
		}
	}
	return out
}

// nowhere is a source of no facts, to try names.
type nowhere struct{}

func (nowhere) Target() string                           { return "nowhere" }
func (nowhere) Facts([]fact.Ask) (*fact.Snapshot, error) { return nil, nil }
func (nowhere) Refresh([]fact.Ask) error                 { return nil }
