package checkfile

import (
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// wanted is present, absent, a text, { match: REGEX }, or { equal: TEXT } for the texts "present" and "absent".
type wanted struct {
	word  string // present, absent
	text  *string
	match string
	equal bool // written as { equal: … }
}

// FromNode reads it.
func (w *wanted) FromNode(c strict.Node) {
	if c.IsMap() {
		var long struct {
			Match string  `key:"match" doc:"a regular expression that must match"`
			Equal *string `key:"equal" doc:"the text that it must be"`
		}
		if !c.Decode(&long) {
			return
		}
		w.match, w.text, w.equal = long.Match, long.Equal, long.Equal != nil
		switch {
		case (long.Match == "") == (long.Equal == nil):
			c.Errorf("expected one of match and equal")
		case long.Match != "":
			if _, err := regexp.Compile(long.Match); err != nil {
				c.Errorf("match: %v", err)
			}
		}
		return
	}
	s, ok := c.Scalar("present, absent, a text, or { match: … }")
	switch {
	case !ok:
	case s.Text == "present" || s.Text == "absent":
		w.word = s.Text
	default:
		w.text = &s.Text
	}
}

// JSONSchema is that of its forms.
func (w *wanted) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return map[string]any{"type": []string{"string", "number", "boolean", "object"}}
}

// with gives it with the texts that bind makes.
func (w wanted) with(bind func(string) string) wanted {
	if w.text != nil {
		text := bind(*w.text)
		w.text = &text
	}
	w.match = e2e.BindPattern(w.match, bind)
	return w
}

func (w wanted) header(name string) *match.Matcher {
	switch {
	case w.word == "absent":
		return match.Not(match.HaveHeader(name))
	case w.match != "":
		return match.HaveHeaderMatching(name, w.match)
	case w.text != nil:
		return match.HaveHeader(name, *w.text)
	}
	return match.HaveHeader(name)
}

func (w wanted) body() *match.Matcher {
	switch {
	case w.word != "": // as a body, these are words like any other
		return match.HaveBody(w.word)
	case w.match != "":
		return match.HaveFound(query.Regex, w.match)
	}
	return match.HaveBody(*w.text)
}

func (w wanted) found(kind query.Kind, question string) *match.Matcher {
	switch {
	case w.word == "absent":
		return match.Not(match.HaveFound(kind, question))
	case w.match != "":
		return match.HaveFoundMatching(kind, question, w.match)
	case w.text != nil:
		return match.HaveFound(kind, question, *w.text)
	}
	return match.HaveFound(kind, question)
}

func isURL(text string) bool {
	return strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://")
}
