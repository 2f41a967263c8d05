package checkfile

import "github.com/fleetspec/fleetspec/runner/strict"

// eventuallyEntry is how long a check is repeated: a duration, or { within: 30s, every: 2s }.
type eventuallyEntry struct {
	Within strict.Duration `key:"within,required" doc:"how long: 30s"`
	Every  strict.Duration `key:"every" doc:"the pause between two tries; a second without it"`
}

// Expects is for messages.
func (*eventuallyEntry) Expects() string { return "a duration, or within and every" }

// FromNode reads either form.
func (e *eventuallyEntry) FromNode(c strict.Node) {
	if c.IsMap() {
		type whole eventuallyEntry
		var w whole
		if c.Decode(&w) {
			*e = eventuallyEntry(w)
		}
	} else if d, ok := c.Duration(); ok {
		e.Within = strict.Duration(d)
	}
}

// JSONSchema is that of either.
func (e *eventuallyEntry) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	type whole eventuallyEntry
	return b.AnyOf(e.Within.JSONSchema(b), b.Of(&whole{}))
}

// checkEventually notes what can't be repeated.
func (e *checkEntry) checkEventually(at strict.Node) {
	switch {
	case e.Eventually.Within <= 0 || at.Has("every") && e.Eventually.Every <= 0:
		at.Hintf("such as 30s", "the time must be above zero")
	case e.Post != nil || e.Put != nil || e.Patch != nil || e.Delete != nil:
		at.Errorf("the request may change something each time it is sent: only get, head and options are repeated")
	case e.Once:
		at.Errorf("eventually and once: it is sent once, or until it holds")
	case e.As != "":
		at.Errorf("what is sent as a user is sent in its order, and once")
	}
}
