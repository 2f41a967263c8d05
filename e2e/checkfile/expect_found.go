package checkfile

import (
	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// foundEntry is what a question is to find: present, absent, a value, or a mapping.
type foundEntry struct {
	node  strict.Node
	word  string
	equal *value
	long  foundForms
}

type foundForms struct {
	Match  *text  `key:"match" doc:"a regular expression that matches one of the things found"`
	Equal  *value `key:"equal" doc:"the value, also of present and absent"`
	Count  *text  `key:"count" doc:"how many things are found: 3, \">= 1\""`
	Number *text  `key:"number" doc:"a number that is found: \">= 0.5\""`
}

// FromNode reads it.
func (f *foundEntry) FromNode(c strict.Node) {
	f.node = c
	if c.IsMap() {
		if c.Decode(&f.long) && oneOf(c, "match", "equal", "count", "number") {
			f.equal = f.long.Equal
		}
		return
	}
	s, ok := c.Scalar("present, absent, a value, or { match: … }")
	if ok && word(s) {
		f.word = s.Text
	} else if ok {
		v := valueOf(s)
		f.equal = &v
	}
}

// JSONSchema is that of its forms.
func (f *foundEntry) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.AnyOf(b.Text(), b.Of(foundForms{}))
}

func (f foundEntry) matcher(kind query.Kind, question string, bind func(string) string) *match.Matcher {
	switch {
	case f.word == "absent":
		return match.Not(match.HaveFound(kind, question))
	case f.word == "present":
		return match.HaveFound(kind, question)
	case f.equal != nil:
		return match.HaveFound(kind, question, f.equal.bound(bind))
	case f.long.Match != nil:
		return match.HaveFoundMatching(kind, question, f.long.Match.pattern(bind))
	case f.long.Count != nil:
		return match.HaveFoundCount(kind, question, f.long.Count.bound(bind))
	case f.long.Number != nil:
		return match.HaveFoundNumber(kind, question, f.long.Number.bound(bind))
	}
	return nil
}
