package strict

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Scalar is a value as it was written.
type Scalar struct {
	// Text is the value: what stood there, with variables replaced.
	Text string
	// Quoted: written in quotes (a quoted "true" is no boolean).
	Quoted bool
	// Block: written as a | or > block.
	Block bool
	// Replaced: a variable was replaced in it, so quotes don't count.
	Replaced bool
}

// Seq gives the items of a list, or notes that it isn't one.
func (c Node) Seq() []Node {
	if !c.IsSeq() {
		c.Expected("a list")
		return nil
	}
	if !c.untagged() {
		return nil
	}
	return c.items()
}

// items gives the items of a list.
func (c Node) items() []Node {
	var out []Node
	for i, item := range c.n.Content {
		if c.s.stopped != nil {
			return nil
		}
		out = append(out, c.child(item, c.path+"["+strconv.Itoa(i)+"]"))
	}
	return out
}

// Scalar gives a value as it was written, whatever its type; want is what the
// message asks for ("a version"). Null, tags and plain values over several
// lines are problems.
func (c Node) Scalar(want string) (Scalar, bool) {
	if !c.IsScalar() {
		c.Expected(want)
		return Scalar{}, false
	}
	if !c.untagged() || !c.oneLine() {
		return Scalar{}, false
	}
	text, replaced, ok := c.interpolate(c.n.Value)
	return Scalar{
		Text:     text,
		Quoted:   c.n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0,
		Block:    c.isBlock(),
		Replaced: replaced,
	}, ok
}

// Text gives a short text: any scalar as written, but no | or > block.
func (c Node) Text(want string) (string, bool) {
	s, ok := c.Scalar(want)
	if ok && s.Block {
		c.ExpectedHint(want, "quote a value that begins with > or |")
		return "", false
	}
	return s.Text, ok
}

// LongText gives a text that may be a block.
func (c Node) LongText(want string) (string, bool) {
	s, ok := c.Scalar(want)
	return s.Text, ok
}

// Name gives a short text without blanks.
func (c Node) Name(want string) (string, bool) {
	text, ok := c.Text(want)
	switch {
	case !ok:
		return "", false
	case text == "":
		c.Errorf("expected %s, found an empty text", want)
		return "", false
	case strings.ContainsAny(text, " \t\n\r"):
		c.Hintf("a comma may be missing", "expected %s without blanks, found %s", want, Quote(text))
		return "", false
	}
	return text, true
}

// Bool gives true or false, written so. yes, on, True and a quoted "true" are
// problems with the mend.
func (c Node) Bool() (value, ok bool) {
	if !c.IsScalar() {
		c.Expected("true or false")
		return false, false
	}
	s, ok := c.Scalar("true or false")
	if !ok {
		return false, false
	}
	if (!s.Quoted && !s.Block || s.Replaced) && (s.Text == "true" || s.Text == "false") {
		return s.Text == "true", true
	}
	c.Hintf(boolHint(s), "expected true or false, found %s", Quote(s.Text))
	return false, false
}

func boolHint(s Scalar) string {
	switch strings.ToLower(s.Text) {
	case "true", "false":
		if s.Quoted || s.Block {
			return "write " + strings.ToLower(s.Text) + " without quotes"
		}
		return "write " + strings.ToLower(s.Text)
	case "yes", "on", "y", "1":
		return "write true"
	case "no", "off", "n", "0":
		return "write false"
	}
	return ""
}

var decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

// Int gives a decimal integer. 0x1F, 0755, 1_000, 1e3 and a quoted "8" are
// problems: YAML's readings of them differ.
func (c Node) Int() (int64, bool) {
	const want = "a whole number"
	s, ok := c.Scalar(want)
	if !ok {
		return 0, false
	}
	if (s.Quoted || s.Block) && !s.Replaced {
		hint := ""
		if decimal.MatchString(s.Text) {
			hint = "write " + s.Text + " without quotes"
		}
		c.ExpectedHint(want, hint)
		return 0, false
	}
	if !decimal.MatchString(s.Text) {
		c.ExpectedHint(want, "decimal digits only")
		return 0, false
	}
	value, err := strconv.ParseInt(s.Text, 10, 64)
	if err != nil {
		c.Errorf("expected a whole number below 2^63, found %s", Quote(s.Text))
		return 0, false
	}
	return value, true
}

// Duration gives a span of time written with its unit, as Go reads it: 30s, 5m.
func (c Node) Duration() (time.Duration, bool) {
	const want = "a duration"
	text, ok := c.Text(want)
	if !ok {
		return 0, false
	}
	value, err := time.ParseDuration(text)
	switch {
	case err != nil && decimal.MatchString(text):
		c.Hintf("write "+text+"s for seconds", "expected %s with its unit, found %s", want, Quote(text))
	case err != nil:
		c.Hintf("such as 30s, 5m, 1h30m", "expected %s, found %s", want, Quote(text))
	case value < 0:
		c.Errorf("expected %s that is not negative, found %s", want, Quote(text))
	default:
		return value, true
	}
	return 0, false
}

var anchorBefore = regexp.MustCompile(`^&[^\s,\[\]{}]+[ \t]*`)

// oneLine refuses a plain value that runs over several lines, which people
// write by mistake: its source line doesn't begin with it.
func (c Node) oneLine() bool {
	if c.n.Kind != yaml.ScalarNode || c.n.Style&quotedStyle != 0 || c.n.Value == "" {
		return true
	}
	line := c.n.Line
	source := c.s.doc.from(line, c.n.Column)
	if c.n.Anchor != "" {
		source = anchorBefore.ReplaceAllString(source, "")
		for blank(source) && line < len(c.s.doc.lines) {
			line++
			source = strings.TrimLeft(c.s.doc.line(line), " \t")
		}
	}
	if strings.HasPrefix(source, c.n.Value) {
		return true
	}
	c.Hintf("quote it, or indent what follows as what it is", "a plain value runs over several lines: %s", Quote(c.n.Value))
	return false
}

// blank tells whether nothing but a comment stands here.
func blank(s string) bool {
	s = strings.TrimLeft(s, " \t")
	return s == "" || strings.HasPrefix(s, "#")
}
