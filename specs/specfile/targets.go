package specfile

import (
	"regexp"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// targets says which hosts a file is for: those that one of its entries chooses.
type targets struct {
	node    strict.Node
	entries []targetEntry
}

// targetEntry is a target's name, or a selector.
type targetEntry struct {
	name     string
	selector inventory.Selector
}

// nameForm is what may be a target's name; as a selector it asks for a label.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)

// FromNode reads one entry or a list.
func (t *targets) FromNode(c strict.Node) {
	t.node = c
	items := []strict.Node{c}
	if c.IsSeq() {
		items = c.Seq()
		if len(items) == 0 {
			c.Hintf("leave the key out for all targets", "names no target")
		}
	}
	for _, item := range items {
		var e targetEntry
		if item.IsScalar() {
			if text, ok := item.Text("a selector or a target's name"); ok && nameForm.MatchString(text) {
				e.name = text
			} else if !ok {
				continue
			}
		}
		item.Decode(&e.selector)
		t.entries = append(t.entries, e)
	}
}

// JSONSchema is a text or a list of texts.
func (t *targets) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.Of(strict.OneOrMany[string]{})
}

// choose tells whether the target is one of these; nil chooses all.
func (t *targets) choose(target inventory.Target) bool {
	if t == nil {
		return true
	}
	for _, e := range t.entries {
		if e.name != "" && (e.name == target.Name || e.name == target.Labels[inventory.NameLabel]) {
			return true
		}
		if e.selector.Matches(target.Labels) {
			return true
		}
	}
	return false
}

// unmet notes that none of the targets of the run is chosen.
func (t *targets) unmet(all []inventory.Target) strict.Problem {
	var written []string
	labels := map[string]bool{}
	var known []string
	for _, e := range t.entries {
		written = append(written, e.selector.String())
	}
	for _, target := range all {
		for key := range target.Labels {
			if !labels[key] {
				labels[key] = true
				known = append(known, key)
			}
		}
	}
	p := strict.Problem{Pos: t.node.Pos(), Path: t.node.Path(),
		Text: "none of the targets of this run is chosen by " + strict.Quote(strings.Join(written, ", ")), Hint: t.mend(all, labels, known)}
	return p
}

// strange tells whether a selector asks for a label that none of the targets has.
func (t *targets) strange(all []inventory.Target) bool {
	return slices.ContainsFunc(t.entries, func(e targetEntry) bool {
		return e.name == "" && slices.ContainsFunc(e.selector.Keys(), func(key string) bool {
			return !slices.ContainsFunc(all, func(target inventory.Target) bool { _, has := target.Labels[key]; return has })
		})
	})
}

// mend suggests a name or a label.
func (t *targets) mend(all []inventory.Target, labels map[string]bool, known []string) string {
	bare := true
	for _, target := range all {
		bare = bare && target.Pos == (strict.Pos{})
	}
	if bare {
		return "a target given by its address has no labels: leave targets out, or add it to fleetspec.yaml"
	}
	for _, e := range t.entries {
		if e.name != "" {
			var names []string
			for _, target := range all {
				names = append(names, target.Name)
			}
			return strict.Suggest(e.name, names)
		}
		for _, key := range e.selector.Keys() {
			if !labels[key] {
				return "none has the label " + strict.Quote(key) + hintAfter(strict.Suggest(key, known))
			}
		}
	}
	return ""
}

func hintAfter(hint string) string {
	if hint == "" {
		return ""
	}
	return "; " + hint
}
