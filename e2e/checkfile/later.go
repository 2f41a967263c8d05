package checkfile

import "github.com/fleetspec/fleetspec/runner/strict"

// later is a part of a file that is read after the rest: what it may refer to is known only then.
type later[T any] struct {
	node strict.Node
	// there: what has a tag, which is a problem that is noted, has no node.
	there bool
	value T
}

// FromNode keeps the place.
func (l *later[T]) FromNode(c strict.Node) { l.node, l.there = c, true }

// JSONSchema is that of T.
func (l *later[T]) JSONSchema(b *strict.SchemaBuilder) map[string]any { return b.Of(&l.value) }

// read reads it with what it may refer to. It tells whether there was no problem.
func (l *later[T]) read(vars strict.Vars) bool {
	return l.there && l.node.With(vars).Decode(&l.value)
}
