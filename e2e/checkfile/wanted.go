package checkfile

import (
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// text is a short text that keeps its place, for what is wrong with it.
type text struct {
	node strict.Node
	text string
}

// FromNode reads it.
func (t *text) FromNode(c strict.Node) {
	t.node = c
	var ok bool
	if t.text, ok = c.Text("a text"); ok && t.text == "" {
		c.Errorf("expected a text, found an empty one")
	}
}

// JSONSchema is that of a text.
func (t *text) JSONSchema(b *strict.SchemaBuilder) map[string]any { return b.Text() }

// bound is its text with this run's values; "" of none.
func (t *text) bound(bind func(string) string) string {
	if t == nil {
		return ""
	}
	return bind(t.text)
}

// pattern is its regular expression with this run's values, which mean themselves.
func (t *text) pattern(bind func(string) string) string { return e2e.BindPattern(t.text, bind) }

// onlyTrue is true, or is not written: what its opposite would want, any other expectation does.
type onlyTrue struct{ node strict.Node }

// FromNode reads it.
func (o *onlyTrue) FromNode(c strict.Node) {
	o.node = c
	if yes, ok := c.Bool(); ok && !yes {
		c.Hintf("leave it out", "expected true, or nothing")
	}
}

// JSONSchema is true.
func (o *onlyTrue) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.AnyOf(map[string]any{"const": true}, b.Pattern(`\$\{`))
}

// value is a scalar with its type: what stands in quotes is a text, 3 a number, true a truth. Of what a
// variable gives, only the writing is known.
type value struct {
	text    string
	written bool
	plain   bool
}

var number = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

// FromNode reads it.
func (v *value) FromNode(c strict.Node) {
	if s, ok := c.Scalar("a value"); ok {
		*v = valueOf(s)
	}
}

func valueOf(s strict.Scalar) value {
	return value{text: s.Text, written: s.Replaced || e2e.Referring(s.Text), plain: !s.Quoted && !s.Block}
}

// JSONSchema is a scalar.
func (v *value) JSONSchema(b *strict.SchemaBuilder) map[string]any { return b.Text() }

func (v value) bound(bind func(string) string) any {
	switch {
	case v.written:
		return match.Written(bind(v.text))
	case v.plain && number.MatchString(v.text):
		return match.Num(v.text)
	case v.plain && (v.text == "true" || v.text == "false"):
		return v.text == "true"
	}
	return v.text
}

// word tells whether the scalar is present or absent, as a word and not as a text in quotes.
func word(s strict.Scalar) bool { return s.Text == "present" || s.Text == "absent" }

// oneOf notes what a mapping has too many or too few of.
func oneOf(c strict.Node, keys ...string) bool {
	n := 0
	for _, key := range keys {
		if c.Has(key) {
			n++
		}
	}
	if n != 1 {
		c.Errorf("expected one of %s", strings.Join(keys, ", "))
	}
	return n == 1
}

func isURL(text string) bool {
	return strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://")
}
