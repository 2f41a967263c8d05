package checkfile

import (
	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// bodyEntry is a text that the body holds, or a mapping.
type bodyEntry struct {
	node strict.Node
	text *string
	long bodyForms
}

type bodyForms struct {
	Match  *text            `key:"match" doc:"a regular expression that matches somewhere in the body"`
	Absent *strict.LongText `key:"absent" doc:"a text that the body does not hold"`
}

// FromNode reads it.
func (e *bodyEntry) FromNode(c strict.Node) {
	e.node = c
	if !c.IsMap() {
		if text, ok := c.LongText("a text that the body holds, { match: … } or { absent: … }"); ok {
			e.text = &text
		}
		return
	}
	if c.Has("equal") {
		c.Hintf("a text that it holds, or sha256 for the whole", "a body is not compared as a whole")
		return
	}
	if c.Decode(&e.long) {
		oneOf(c, "match", "absent")
	}
}

// JSONSchema is that of its forms.
func (e *bodyEntry) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.AnyOf(b.Text(), b.Of(bodyForms{}))
}

func (e bodyEntry) matcher(bind func(string) string) *match.Matcher {
	switch {
	case e.text != nil:
		return match.HaveBody(bind(*e.text))
	case e.long.Match != nil:
		return match.HaveBodyMatching(e.long.Match.pattern(bind))
	case e.long.Absent != nil:
		return match.Not(match.HaveBody(bind(string(*e.long.Absent))))
	}
	return nil
}
