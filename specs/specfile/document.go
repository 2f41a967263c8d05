package specfile

import (
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// document is a file as it reads with one set of variables.
type document struct {
	targets *targets
	checks  []check
	but     []string // keys that somebody else reads
	common
}

// topKey is a key of the file that is no resource.
type topKey struct {
	name, doc string
	read      func(c strict.Node, into *document)
	schema    func(b *strict.SchemaBuilder) map[string]any
}

var topKeys = []topKey{
	{"targets", "the hosts that the file is for: a selector (role=web), a target's name, or a list of these", readTargets,
		func(b *strict.SchemaBuilder) map[string]any { return b.Of(targets{}) }},
	{"include", "files whose specs are added, beside this one",
		func(strict.Node, *document) {}, // read by the loader
		func(b *strict.SchemaBuilder) map[string]any { return b.Of(strict.OneOrMany[string]{}) }},
	{"vars", "variables for ${name}; --vars files and a target's own win over these",
		func(c strict.Node, _ *document) { c.Vars() },
		func(b *strict.SchemaBuilder) map[string]any { return b.Of(strict.Vars{}) }},
	{"team", "who answers for what does not say so itself",
		func(c strict.Node, into *document) { c.Decode(&into.team) }, textSchema},
	{"labels", "labels of all specs of the file",
		func(c strict.Node, into *document) { readLabels(c, &into.common) }, labelsSchema},
}

// later are keys of other tools and of fleetspec's future, and what to say of them.
var later = map[string]string{
	"endpoints": "HTTP checks stand in a file of their own",
	"rate":      "HTTP checks stand in a file of their own",
	"logins":    "HTTP checks stand in a file of their own",
	"checks":    "HTTP checks stand in a file of their own",
	"http":      "goss's http is read where fleetspec check is given the file itself, and not from included ones",
	"addr":      "goss's addr is not supported yet",
	"dns":       "goss's dns is not supported yet",
	"interface": "goss's interface is not supported yet",
	"mount":     "goss's mount is not supported yet",
	"matching":  "goss's matching judges no host and is not supported",
	"gossfile":  "goss's gossfile is not read here",
}

// FromNode reads the file.
func (d *document) FromNode(c strict.Node) {
	if !c.IsMap() {
		c.Expected("a mapping of resources")
		return
	}
	for _, e := range fixed(c) {
		if !e.Bad {
			d.entry(e)
		}
	}
	for i := range d.checks {
		m := &d.checks[i].common
		m.labels = append(append([]string{}, d.labels...), m.labels...)
		if m.team == "" {
			m.team = d.team
		}
	}
}

func (d *document) entry(e strict.Pair) {
	for _, k := range topKeys {
		if k.name == e.Key {
			k.read(e.Value, d)
			return
		}
	}
	if p := partOf(e.Key); p != nil {
		d.checks = append(d.checks, p.read(e.Value)...)
		return
	}
	if slices.Contains(d.but, e.Key) {
		return
	}
	if why, ok := later[e.Key]; ok {
		hint := ""
		if e.Key == "gossfile" {
			hint = "name the files by include:, or render them into one by goss render; fleetspec import is to come"
		}
		e.KeyNode.Hintf(hint, "%s", why)
		return
	}
	e.UnknownKey(words())
}

// words are all keys that a file may have.
func words() []string {
	var out []string
	for _, k := range topKeys {
		out = append(out, k.name)
	}
	for _, p := range parts {
		out = append(out, p.key())
	}
	return out
}

func readTargets(c strict.Node, into *document) {
	into.targets = &targets{}
	c.Decode(into.targets)
}

// JSONSchema is that of the file.
func (d *document) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	properties := map[string]any{"<<": true}
	for _, k := range topKeys {
		properties[k.name] = described(k.schema(b), k.doc)
	}
	for _, p := range parts {
		properties[p.key()] = described(p.schema(b), p.docs())
	}
	return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
}

// undefined tells of a problem whether a target's own variables may mend it.
func undefined(p strict.Problem) bool { return strings.HasPrefix(p.Text, "undefined variable ") }
