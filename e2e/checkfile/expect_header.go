package checkfile

import (
	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// headerEntry is present, absent, a value, a list of all lines, or a mapping.
type headerEntry struct {
	node  strict.Node
	word  string
	equal *string
	lines []string
	long  headerForms
}

type headerForms struct {
	Match *text   `key:"match" doc:"a regular expression that matches one of its lines"`
	Equal *string `key:"equal" doc:"the value, also of present and absent"`
	Count *text   `key:"count" doc:"how many lines it has: 2, \">= 1\""`
}

// FromNode reads it.
func (h *headerEntry) FromNode(c strict.Node) {
	h.node = c
	switch {
	case c.IsMap():
		if c.Decode(&h.long) && oneOf(c, "match", "equal", "count") {
			h.equal = h.long.Equal
		}
	case c.IsSeq():
		items := c.Seq()
		if len(items) == 0 {
			c.Hintf("write absent", "expects no line")
		}
		for _, item := range items {
			if line, ok := item.Text("a line"); ok {
				h.lines = append(h.lines, line)
			}
		}
	default:
		s, ok := c.Scalar("present, absent, a value, a list of lines, or { match: … }")
		if ok && word(s) {
			h.word = s.Text
		} else if ok {
			h.equal = &s.Text
		}
	}
}

// JSONSchema is that of its forms.
func (h *headerEntry) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.AnyOf(b.Text(), b.ListOf(b.Text()), b.Of(headerForms{}))
}

func (h headerEntry) matcher(name string, bind func(string) string) *match.Matcher {
	switch {
	case h.word == "absent":
		return match.Not(match.HaveHeader(name))
	case h.word == "present":
		return match.HaveHeader(name)
	case h.equal != nil:
		return match.HaveHeader(name, bind(*h.equal))
	case h.lines != nil:
		lines := make([]string, len(h.lines))
		for i, line := range h.lines {
			lines[i] = bind(line)
		}
		return match.HaveHeaderLines(name, lines...)
	case h.long.Match != nil:
		return match.HaveHeaderMatching(name, h.long.Match.pattern(bind))
	case h.long.Count != nil:
		return match.HaveHeaderCount(name, h.long.Count.bound(bind))
	}
	return nil
}
