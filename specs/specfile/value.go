package specfile

import (
	"regexp"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// value is what an attribute should be, as it was written: a scalar, a list, or an operator.
type value struct {
	node   strict.Node
	scalar strict.Scalar
	list   []value
	ops    *operators
}

// FromNode reads any of the three.
func (v *value) FromNode(c strict.Node) {
	v.node = c
	switch {
	case c.IsMap():
		v.ops = &operators{}
		c.Decode(v.ops)
	case c.IsSeq():
		c.Decode(&v.list)
	default:
		v.scalar, _ = c.Scalar("a value")
	}
}

// JSONSchema is that of the three.
func (v *value) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	one := b.AnyOf(b.Text(), b.Of(operators{}))
	return b.AnyOf(one, b.ListOf(b.AnyOf(b.Text(), b.Of(operators{}), map[string]any{"type": "array"})))
}

// regex is a regular expression of Go's.
type regex struct{ *regexp.Regexp }

// FromScalar compiles it.
func (r *regex) FromScalar(s strict.Scalar) error {
	re, err := compileRegex(s.Text)
	r.Regexp = re
	return err
}

func compileRegex(text string) (*regexp.Regexp, error) {
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, regexProblem(text, err)
	}
	return re, nil
}

// regexProblem says what is wrong with a regular expression.
func regexProblem(text string, err error) strict.Hinted {
	return strict.Hinted{Text: "regular expression " + strict.Quote(text) + ": " + why(err), Hint: "as in Go and RE2"}
}

// Expects is for messages.
func (*regex) Expects() string { return "a regular expression" }

// patterns are goss's, one or a list.
type patterns []pattern

// FromNode reads them.
func (p *patterns) FromNode(c strict.Node) {
	items := []strict.Node{c}
	if c.IsSeq() {
		items = c.Seq()
	}
	*p = patterns{}
	for _, item := range items {
		if one, ok := readPattern(item); ok {
			*p = append(*p, one)
		}
	}
}

// JSONSchema is a text or a list of texts.
func (p *patterns) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.AnyOf(b.Text(), b.ListOf(b.Text()))
}

func readPattern(c strict.Node) (pattern, bool) {
	text, ok := c.LongText("a pattern")
	if !ok {
		return pattern{}, false
	}
	p, err := parsePattern(text)
	if err != nil {
		hinted := regexProblem(text, err)
		c.Hintf(hinted.Hint, "%s", hinted.Text)
		return p, false
	}
	return p, true
}

// length is a count, not negative.
type length int

// FromNode reads it.
func (l *length) FromNode(c strict.Node) {
	if n, ok := c.Int(); ok && n < 0 {
		c.Errorf("a length is not negative")
	} else if ok {
		*l = length(n)
	}
}

// JSONSchema is a whole number.
func (l *length) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.AnyOf(map[string]any{"type": "integer"}, b.Pattern(`$^`))
}
