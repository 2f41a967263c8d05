package strict

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// Pair is one entry of a mapping.
type Pair struct {
	// Key is the key's text; variables in it are replaced.
	Key string
	// KeyNode is the key; its Pos is the entry's.
	KeyNode Node
	Value   Node
	// Bad marks a key with a problem, noted already: there before, or with an
	// undefined variable. The entry is given so that its value's problems are
	// found too; nothing else may be done with it.
	Bad bool
}

// keyMode says whether variables in keys are replaced: not where the keys are a
// fixed vocabulary.
type keyMode bool

const (
	rawKeys      keyMode = false
	replacedKeys keyMode = true
)

// Map gives the entries of a mapping in order, merged ones (<<) last, or notes
// that it isn't one. Two keys that are equal after variables are replaced are a
// problem; own keys win over merged ones.
func (c Node) Map() []Pair { return c.entries(replacedKeys) }

// Get gives the value of a key as written, own or merged, or false. It notes
// no problems.
func (c Node) Get(key string) (Node, bool) {
	for _, e := range c.quiet() {
		if e.Key == key && !e.Bad {
			return e.Value, true
		}
	}
	return Node{}, false
}

// Has tells whether a mapping has key, as written, own or merged.
func (c Node) Has(key string) bool {
	_, ok := c.Get(key)
	return ok
}

func (c Node) entries(mode keyMode) []Pair {
	if !c.IsMap() {
		c.Expected("a mapping")
		return nil
	}
	if !c.untagged() {
		return nil
	}
	return c.collect(mode)
}

// quiet gives the entries without noting problems.
func (c Node) quiet() []Pair {
	if !c.IsMap() {
		return nil
	}
	before := len(c.s.problems)
	out := c.collect(rawKeys)
	c.s.problems = c.s.problems[:before]
	return out
}

// collect gives own entries, then merged ones that no own key hides.
func (c Node) collect(mode keyMode) []Pair {
	if c.s.stopped != nil {
		return nil
	}
	var out []Pair
	var merges []Node
	first := map[string]Node{}
	var firstMerge *Node
	for i := 0; i+1 < len(c.n.Content); i += 2 {
		key, value := c.n.Content[i], c.n.Content[i+1]
		if isMerge(key) {
			k := c.child(key, join(c.path, "<<"))
			if firstMerge != nil {
				k.duplicate("<<", *firstMerge)
				continue
			}
			firstMerge = &k
			merges = append(merges, c.child(value, k.path))
			continue
		}
		if e, ok := c.pair(key, value, mode); ok {
			if before, dup := first[e.Key]; dup && !e.Bad {
				e.Bad = true
				e.KeyNode.duplicate(e.Key, before)
			} else if !e.Bad {
				first[e.Key] = e.KeyNode
			}
			out = append(out, e)
		}
	}
	for _, m := range merges {
		out = append(out, c.merge(m, mode, first)...)
	}
	return out
}

func isMerge(key *yaml.Node) bool {
	return key.Kind == yaml.ScalarNode && key.Value == "<<" && key.Style&quotedStyle == 0
}

func (c Node) duplicate(key string, first Node) {
	c.Errorf("duplicate key %s, first at %s", Quote(key), first.Pos())
}

// pair reads one key.
func (c Node) pair(key, value *yaml.Node, mode keyMode) (Pair, bool) {
	k := c.child(key, c.path)
	if k.n.Kind != yaml.ScalarNode {
		hint := ""
		if c.template() {
			hint = templateHint
		}
		k.Hintf(hint, "expected a key, found %s", k.Describe())
		return Pair{}, false
	}
	path := join(c.path, k.n.Value)
	k.path = path
	text, ok := k.keyText(mode)
	if !ok {
		return Pair{Key: k.n.Value, KeyNode: k, Value: c.child(value, path), Bad: true}, !k.IsNull()
	}
	return Pair{Key: text, KeyNode: k, Value: c.child(value, path)}, true
}

func (k Node) keyText(mode keyMode) (string, bool) {
	switch {
	case k.IsNull():
		k.Hintf("write a key before the colon, quoted if it is ~ or null", "expected a key, found %s", k.Describe())
		return "", false
	case !k.untagged(), !k.oneLine():
		return "", false
	case mode == rawKeys:
		return k.n.Value, true
	}
	text, _, ok := k.interpolate(k.n.Value)
	return text, ok
}

// merge gives the entries that << adds: a mapping's, or several mappings' of
// which the earlier ones win.
func (c Node) merge(m Node, mode keyMode, taken map[string]Node) []Pair {
	sources := []Node{m}
	if m.IsSeq() {
		sources = m.Seq()
	}
	var out []Pair
	for _, source := range sources {
		if !source.IsMap() {
			source.Expected("a mapping to merge")
			continue
		}
		source.path = c.path
		for _, e := range source.entries(mode) {
			if _, hidden := taken[e.Key]; hidden && !e.Bad {
				continue
			}
			if !e.Bad {
				taken[e.Key] = e.KeyNode
			}
			out = append(out, e)
		}
	}
	return out
}

// join adds a key to a path.
func join(path, key string) string {
	key = cut(key, maxQuoted)
	if path == "" {
		return key
	}
	return strings.Join([]string{path, key}, ".")
}
