package strict

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"time"
)

// Entry is one entry of a Map.
type Entry[T any] struct {
	Key   string
	Value T
	// Pos is the key's place: what a report shows as the location.
	Pos Pos
	// KeyNode and Node are the key's and the value's, for problems found later.
	KeyNode, Node Node
}

// Map is a mapping whose keys are free, in the file's order. Variables in keys
// are replaced; keys that are equal then are a problem.
type Map[T any] []Entry[T]

// FromNode reads the mapping.
func (m *Map[T]) FromNode(c Node) {
	out := Map[T]{}
	for _, e := range c.Map() {
		var value T
		e.Value.Decode(&value)
		if !e.Bad {
			out = append(out, Entry[T]{e.Key, value, e.KeyNode.Pos(), e.KeyNode, e.Value})
		}
	}
	*m = out
}

// JSONSchema is that of a mapping of T.
func (m *Map[T]) JSONSchema(b *SchemaBuilder) map[string]any {
	return b.MapOf(b.ofType(reflect.TypeFor[T]()))
}

// Get gives the value of key.
func (m Map[T]) Get(key string) (value T, ok bool) {
	for _, e := range m {
		if e.Key == key {
			return e.Value, true
		}
	}
	return value, false
}

// Values gives the values by key.
func (m Map[T]) Values() map[string]T {
	out := make(map[string]T, len(m))
	for _, e := range m {
		out[e.Key] = e.Value
	}
	return out
}

// OneOrMany is one value or a list of them.
type OneOrMany[T any] []T

// FromNode reads a list, or one value.
func (o *OneOrMany[T]) FromNode(c Node) {
	items := []Node{c}
	if c.IsSeq() {
		items = c.Seq()
	}
	out := make(OneOrMany[T], len(items))
	for i, item := range items {
		item.Decode(&out[i])
	}
	*o = out
}

// JSONSchema is that of T or a list of T.
func (o *OneOrMany[T]) JSONSchema(b *SchemaBuilder) map[string]any {
	item := b.ofType(reflect.TypeFor[T]())
	return b.AnyOf(item, b.ListOf(item))
}

// Name is a short text without blanks: [mbstring gd] lacks a comma.
type Name string

// FromNode reads the name.
func (n *Name) FromNode(c Node) {
	if text, ok := c.Name("a name"); ok {
		*n = Name(text)
	}
}

// JSONSchema is a text without blanks.
func (n *Name) JSONSchema(b *SchemaBuilder) map[string]any { return b.Pattern(`^\S+$`) }

// LongText is a text that may be a | or > block. A string may not: what looks
// like a block there is a value that begins with > or |.
type LongText string

// FromScalar takes any text.
func (t *LongText) FromScalar(s Scalar) error {
	*t = LongText(s.Text)
	return nil
}

// Expects is for messages.
func (*LongText) Expects() string { return "a text" }

// Duration is a span of time written with its unit: 30s, 5m.
type Duration time.Duration

// FromNode reads the duration.
func (d *Duration) FromNode(c Node) {
	if value, ok := c.Duration(); ok {
		*d = Duration(value)
	}
}

// JSONSchema is a text; a bare 0 is a number.
func (d *Duration) JSONSchema(b *SchemaBuilder) map[string]any {
	return map[string]any{"type": []string{"string", "number"}}
}

// Mode is a file's permission bits, written in octal: 0644, or quoted "644".
// A plain 420 could be either base, so it is a problem.
type Mode uint32

var octal = regexp.MustCompile(`^[0-7]+$`)

// FromScalar reads the mode.
func (m *Mode) FromScalar(s Scalar) error {
	if !octal.MatchString(s.Text) {
		return Hinted{fmt.Sprintf("expected a mode in octal, found %s", Quote(s.Text)), "such as 0644"}
	}
	if s.Text[0] != '0' && !s.Quoted {
		return Hinted{fmt.Sprintf("mode %s has no leading 0", s.Text), "write 0" + s.Text + " if it is octal"}
	}
	bits, err := strconv.ParseUint(s.Text, 8, 32)
	if err != nil || bits > 0o7777 {
		return fmt.Errorf("mode %s is larger than 07777", Quote(s.Text))
	}
	*m = Mode(bits)
	return nil
}

// Expects is for messages.
func (*Mode) Expects() string { return "a mode in octal" }
