package checkfile

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// gossMatcher is one of goss's value matchers: what it wants of a text or of the lines of one.
type gossMatcher struct {
	words string
	holds func(gossText) (bool, error)
}

// gossText is what goss judges: a status as it is written, header lines, a body; and in how many bytes it came.
type gossText struct {
	text string
	size int
}

func asGoss(text string) gossText { return gossText{text, len(text)} }

// lines are as goss reads them: without the end of the last line, and without carriage returns.
func (t gossText) lines() []string {
	if t.text == "" {
		return nil
	}
	all := strings.Split(strings.TrimSuffix(t.text, "\n"), "\n")
	for i := range all {
		all[i] = strings.TrimSuffix(all[i], "\r")
	}
	return all
}

// gossValue is a scalar, a list of patterns, or a mapping with one operator.
type gossValue struct {
	node    strict.Node
	matcher *gossMatcher // nil: it expects nothing
}

// gossOperators are the operators of a mapping.
type gossOperators struct {
	Equal            *gossEqual   `key:"equal" doc:"is this text, or has exactly these lines in their order"`
	HavePrefix       *string      `key:"have-prefix" doc:"begins so"`
	HaveSuffix       *string      `key:"have-suffix" doc:"ends so"`
	ContainSubstring *string      `key:"contain-substring" doc:"holds it"`
	MatchRegexp      *gossRegexp  `key:"match-regexp" doc:"the regular expression (Go's RE2) matches"`
	HavePatterns     gossPatterns `key:"have-patterns" doc:"has lines as the patterns want them"`
	HaveLen          *gossNumber  `key:"have-len" doc:"has so many bytes"`
	Gt               *gossNumber  `key:"gt" doc:"is a larger number"`
	Ge               *gossNumber  `key:"ge" doc:"is this number or a larger one"`
	Lt               *gossNumber  `key:"lt" doc:"is a smaller number"`
	Le               *gossNumber  `key:"le" doc:"is this number or a smaller one"`
	ContainElement   *gossValue   `key:"contain-element" doc:"has a line that is so"`
	ContainElements  []gossValue  `key:"contain-elements" doc:"has a line for each of these"`
	ConsistOf        []gossValue  `key:"consist-of" doc:"has a line for each of these, in any order, and no others"`
	Not              *gossValue   `key:"not" doc:"is not so"`
	And              []gossValue  `key:"and" doc:"all of these hold"`
	Or               []gossValue  `key:"or" doc:"one of these holds"`
	GJSON            *anything    `key:"gjson" doc:"refused: questions in JSON stand in a file of checks"`
	Semver           *anything    `key:"semver-constraint" doc:"refused: an answer has no version"`
}

// Expects is for messages.
func (*gossOperators) Expects() string { return "a matcher of goss" }

// anything is left alone.
type anything struct{}

// FromNode takes anything.
func (*anything) FromNode(strict.Node) {}

// JSONSchema allows anything.
func (*anything) JSONSchema(*strict.SchemaBuilder) map[string]any { return map[string]any{} }

// FromNode reads any of the three.
func (v *gossValue) FromNode(c strict.Node) {
	v.node = c
	switch {
	case c.IsSeq():
		var all gossPatterns
		all.FromNode(c)
		v.matcher = all.matcher()
	case c.IsMap():
		v.operator(c)
	default:
		if text, ok := c.LongText("a value"); ok {
			v.matcher = isText(text)
		}
	}
}

// JSONSchema is that of the three.
func (v *gossValue) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.AnyOf(b.Text(), b.ListOf(b.Text()), b.Of(gossOperators{}))
}

func (v *gossValue) operator(c strict.Node) {
	if keys := c.Map(); len(keys) != 1 {
		c.Hintf("join several by and: [ … ]", "expected one matcher, found %d", len(keys))
		return
	}
	var o gossOperators
	if !c.Decode(&o) {
		return
	}
	switch {
	case o.GJSON != nil:
		c.Hintf("json: in a file of checks asks the same", "gjson is not supported here")
	case o.Semver != nil:
		c.Errorf("semver-constraint: an answer has no version")
	default:
		if v.matcher = o.matcher(c); v.matcher == nil || slices.ContainsFunc(slices.Concat(o.And, o.Or, o.ContainElements, o.ConsistOf), gossValue.hollow) {
			c.Errorf("expects nothing: it is empty")
		}
	}
}

// hollow tells that it is an empty list.
func (v gossValue) hollow() bool { return v.matcher == nil }

// gossEqual is a text, or lines.
type gossEqual struct {
	text  string
	lines []string
	many  bool
}

// FromNode reads it.
func (e *gossEqual) FromNode(c strict.Node) {
	if e.many = c.IsSeq(); !e.many {
		e.text, _ = c.LongText("a text")
		return
	}
	for _, item := range c.Seq() {
		line, _ := item.Text("a line")
		e.lines = append(e.lines, line)
	}
}

// JSONSchema is a text or a list of texts.
func (e *gossEqual) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.AnyOf(b.Text(), b.ListOf(b.Text()))
}

func (e *gossEqual) matcher() *gossMatcher {
	if e.many {
		return &gossMatcher{fmt.Sprintf("of exactly the lines %q", e.lines), func(is gossText) (bool, error) { return slices.Equal(is.lines(), e.lines), nil }}
	}
	return isText(e.text)
}

func isText(text string) *gossMatcher {
	return &gossMatcher{fmt.Sprintf("%q", text), func(is gossText) (bool, error) { return is.text == text || is.text == text+"\n", nil }}
}

func (o gossOperators) matcher(c strict.Node) *gossMatcher {
	text := func(words, want string, holds func(is, want string) bool) *gossMatcher {
		if want == "" {
			c.Errorf("expects nothing: every text does with the empty one")
		}
		return &gossMatcher{fmt.Sprintf("%s %q", words, want), func(is gossText) (bool, error) { return holds(is.text, want), nil }}
	}
	switch {
	case o.Equal != nil:
		return o.Equal.matcher()
	case o.HavePrefix != nil:
		return text("beginning with", *o.HavePrefix, strings.HasPrefix)
	case o.HaveSuffix != nil:
		return text("ending with", *o.HaveSuffix, strings.HasSuffix)
	case o.ContainSubstring != nil:
		return text("containing", *o.ContainSubstring, strings.Contains)
	case o.MatchRegexp != nil:
		return &gossMatcher{"matching /" + o.MatchRegexp.String() + "/", func(is gossText) (bool, error) { return o.MatchRegexp.MatchString(is.text), nil }}
	case len(o.HavePatterns) > 0:
		return o.HavePatterns.matcher()
	case o.HaveLen != nil:
		return &gossMatcher{"of " + o.HaveLen.text + " bytes", func(is gossText) (bool, error) {
			return o.HaveLen.value.Cmp(big.NewRat(int64(is.size), 1)) == 0, nil
		}}
	case o.Gt != nil:
		return o.Gt.compared(">", func(order int) bool { return order > 0 })
	case o.Ge != nil:
		return o.Ge.compared(">=", func(order int) bool { return order >= 0 })
	case o.Lt != nil:
		return o.Lt.compared("<", func(order int) bool { return order < 0 })
	case o.Le != nil:
		return o.Le.compared("<=", func(order int) bool { return order <= 0 })
	}
	return o.joined()
}

// joined are the operators of other matchers; nil when there are none.
func (o gossOperators) joined() *gossMatcher {
	switch {
	case o.Not != nil && o.Not.matcher != nil:
		m := o.Not.matcher
		return &gossMatcher{"not " + m.words, func(is gossText) (bool, error) {
			holds, err := m.holds(is)
			return err == nil && !holds, err
		}}
	case len(o.And) > 0:
		return allOf(o.And)
	case len(o.Or) > 0:
		return anyOf(o.Or)
	case o.ContainElement != nil && o.ContainElement.matcher != nil:
		return lineFor([]gossValue{*o.ContainElement}, false)
	case len(o.ContainElements) > 0:
		return lineFor(o.ContainElements, false)
	case len(o.ConsistOf) > 0:
		return lineFor(o.ConsistOf, true)
	}
	return nil
}

// gossRegexp is a regular expression.
type gossRegexp struct{ *regexp.Regexp }

// FromScalar compiles it.
func (r *gossRegexp) FromScalar(s strict.Scalar) (err error) {
	r.Regexp, err = regexp.Compile(s.Text)
	return err
}

// Expects is for messages.
func (*gossRegexp) Expects() string { return "a regular expression" }

// gossNumber is a number.
type gossNumber struct {
	text  string
	value *big.Rat
}

// FromScalar reads it.
func (n *gossNumber) FromScalar(s strict.Scalar) (err error) {
	n.text = s.Text
	n.value, err = query.ParseNumber(s.Text)
	return err
}

// Expects is for messages.
func (*gossNumber) Expects() string { return "a number" }

func (n *gossNumber) compared(op string, holds func(order int) bool) *gossMatcher {
	return &gossMatcher{op + " " + n.text, func(is gossText) (bool, error) {
		have, err := query.ParseNumber(strings.TrimSpace(is.text))
		if err != nil {
			return false, fmt.Errorf("compare with %s %s: %w", op, n.text, err)
		}
		return holds(have.Cmp(n.value)), nil
	}}
}
