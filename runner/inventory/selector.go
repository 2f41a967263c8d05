package inventory

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// Selector chooses targets by their labels. It is a list of requirements that
// must all hold, joined by commas:
//
//	role             has the label
//	!role            does not have it
//	role=web         (or ==) has it with this value
//	role!=web        does not have it with this value: has another, or none
//	role in (a,b)    has it with one of these values
//	role notin (a,b) has it with none of these values, or does not have it
//
// The zero Selector chooses everything.
type Selector struct {
	source       string
	requirements []requirement
}

// requirement is one of a selector's. values nil asks for the label alone.
type requirement struct {
	key    string
	values []string
	not    bool
}

// SelectorError is a selector that can't be read. Column counts runes, from 1.
type SelectorError struct {
	Selector string
	Column   int
	Text     string
}

func (e *SelectorError) Error() string {
	return fmt.Sprintf("selector %s, column %d: %s", strict.Quote(e.Selector), e.Column, e.Text)
}

// ParseSelector reads a selector. Its error is a *SelectorError.
func ParseSelector(s string) (Selector, error) {
	p := selectorParser{all: []rune(s)}
	out := Selector{source: strings.TrimSpace(s)}
	for {
		r, err := p.requirement()
		if err != nil {
			return Selector{}, err
		}
		out.requirements = append(out.requirements, r)
		p.blanks()
		if p.end() {
			return out, nil
		}
		if !p.take(",") {
			return Selector{}, p.fail("expected , or the end, found %s", p.found())
		}
	}
}

// Matches tells whether labels meet all requirements.
func (s Selector) Matches(labels map[string]string) bool {
	return !slices.ContainsFunc(s.requirements, func(r requirement) bool { return !r.holds(labels) })
}

func (r requirement) holds(labels map[string]string) bool {
	value, there := labels[r.key]
	return (there && (r.values == nil || slices.Contains(r.values, value))) != r.not
}

// String gives the selector as it was written.
func (s Selector) String() string { return s.source }

// Keys gives the labels that the selector asks for, in order, each once.
func (s Selector) Keys() []string {
	var out []string
	for _, r := range s.requirements {
		if !slices.Contains(out, r.key) {
			out = append(out, r.key)
		}
	}
	return out
}

// FromNode reads a selector in a YAML file, with an error's column in the file.
func (s *Selector) FromNode(c strict.Node) {
	text, ok := c.Text("a selector")
	if !ok {
		return
	}
	parsed, err := ParseSelector(text)
	if err != nil {
		var e *SelectorError
		if !errors.As(err, &e) {
			c.Errorf("%s", err)
			return
		}
		c.Offset(text, e.Column-1).Errorf("selector %s: %s", strict.Quote(text), e.Text)
		return
	}
	*s = parsed
}

// JSONSchema is that of a text.
func (s *Selector) JSONSchema(b *strict.SchemaBuilder) map[string]any { return b.Text() }

// selectorParser reads one selector by hand; the grammar has no depth.
type selectorParser struct {
	all []rune
	at  int
}

func (p *selectorParser) fail(format string, args ...any) error {
	return &SelectorError{Selector: string(p.all), Column: p.at + 1, Text: fmt.Sprintf(format, args...)}
}

func (p *selectorParser) end() bool { return p.at >= len(p.all) }

// found says what stands at the place, for messages.
func (p *selectorParser) found() string {
	if p.end() {
		return "the end"
	}
	return strict.Quote(string(p.all[p.at]))
}

func (p *selectorParser) blanks() {
	for !p.end() && (p.all[p.at] == ' ' || p.all[p.at] == '\t') {
		p.at++
	}
}

// take skips word when it stands at the place.
func (p *selectorParser) take(word string) bool {
	w := []rune(word)
	if len(p.all)-p.at < len(w) || string(p.all[p.at:p.at+len(w)]) != word {
		return false
	}
	p.at += len(w)
	return true
}

// word takes a label's key or value.
func (p *selectorParser) word() string {
	start := p.at
	for !p.end() && isLabelRune(p.all[p.at]) {
		p.at++
	}
	return string(p.all[start:p.at])
}

func isLabelRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-/:@+", r)
}

func (p *selectorParser) requirement() (requirement, error) {
	p.blanks()
	not := p.take("!")
	p.blanks()
	key := p.word()
	if key == "" {
		return requirement{}, p.fail("expected a label, found %s", p.found())
	}
	r := requirement{key: key, not: not}
	p.blanks()
	if not || p.end() || p.all[p.at] == ',' {
		return r, nil
	}
	if start := p.at; isLabelRune(p.all[p.at]) {
		return p.set(r, start)
	}
	switch {
	case p.take("!="):
		r.not = true
	case p.take("=="), p.take("="):
	default:
		return r, p.fail("expected =, !=, in or , after %s, found %s", strict.Quote(key), p.found())
	}
	p.blanks()
	value := p.word()
	if value == "" {
		return r, p.fail("expected a value for %s, found %s", strict.Quote(key), p.found())
	}
	r.values = []string{value}
	return r, nil
}

// set reads in (a,b) or notin (a,b).
func (p *selectorParser) set(r requirement, start int) (requirement, error) {
	switch word := p.word(); word {
	case "in":
	case "notin":
		r.not = true
	default:
		p.at = start
		return r, p.fail("expected =, !=, in or , after %s, found %s", strict.Quote(r.key), strict.Quote(word))
	}
	p.blanks()
	if !p.take("(") {
		return r, p.fail("expected ( after in, found %s", p.found())
	}
	for {
		p.blanks()
		value := p.word()
		if value == "" {
			return r, p.fail("expected a value for %s, found %s", strict.Quote(r.key), p.found())
		}
		r.values = append(r.values, value)
		p.blanks()
		if p.take(")") {
			return r, nil
		}
		if !p.take(",") {
			return r, p.fail("expected , or ), found %s", p.found())
		}
	}
}
