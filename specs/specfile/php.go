package specfile

import (
	"strings"

	"github.com/onsi/gomega"

	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/specs/match"
	"github.com/fleetspec/fleetspec/specs/resource"
)

const extensionWord, poolWord, settingWord = "php-extension", "php-pool", "php-setting"

// setting is a directive of PHP, of all pools or of one.
var setting = told("setting", match.HaveSetting, func(owner any, name string) string {
	if p, ok := owner.(interface {
		Setting(string) resource.PHPSetting
	}); ok {
		return p.Setting(name).String()
	}
	return ""
})

// readExtensions reads [mbstring, { redis: "~> 5.3" }].
func readExtensions(c strict.Node) (out []made, ok bool) {
	items, ok := listed(c)
	for _, item := range items {
		if !item.IsMap() {
			name, good := item.Name("an extension")
			ok = ok && good
			out = append(out, extension(item, name, yesOrNo(true, match.BeLoaded)))
			continue
		}
		for _, e := range item.Map() {
			var v constraint
			ok = e.Value.Decode(&v) && oneWord(e) && ok && !e.Bad
			out = append(out, extension(e.KeyNode, e.Key, yesOrNo(true, match.BeLoaded)),
				extension(e.KeyNode, e.Key, func() matcher { return haveVersion(v) }))
		}
	}
	return out, unique(c, items) && ok
}

func readNoExtensions(c strict.Node) (out []made, ok bool) {
	items, ok := listed(c)
	for _, item := range items {
		name, good := item.Name("an extension")
		ok = ok && good
		out = append(out, extension(item, name, yesOrNo(false, match.BeLoaded)))
	}
	return out, unique(c, items) && ok
}

// oneWord notes a name with a blank in it.
func oneWord(e strict.Pair) bool {
	if strings.ContainsAny(e.Key, " \t\n") || e.Key == "" {
		e.KeyNode.Errorf("expected a name without blanks, found %s", strict.Quote(e.Key))
		return false
	}
	return true
}

func extension(at strict.Node, name string, m maker) made {
	return made{word: extensionWord, below: name, matcher: m, pos: at.Pos()}
}

// listed gives the items of a list that is not empty.
func listed(c strict.Node) ([]strict.Node, bool) {
	if !c.IsSeq() {
		c.Expected("a list")
		return nil, false
	}
	items := c.Seq()
	if len(items) == 0 {
		c.Errorf("an empty list expects nothing")
	}
	return items, len(items) > 0
}

// unique notes names that stand in a list twice.
func unique(c strict.Node, items []strict.Node) bool {
	seen, ok := map[string]strict.Pos{}, true
	note := func(at strict.Node, name string) {
		if first, twice := seen[name]; twice {
			at.Errorf("%s is there twice, first at %s", strict.Quote(name), first)
			ok = false
			return
		}
		seen[name] = at.Pos()
	}
	for _, item := range items {
		if item.IsMap() {
			for _, e := range item.Map() {
				note(e.KeyNode, e.Key)
			}
		} else if s, good := item.Scalar("a name"); good {
			note(item, s.Text)
		}
	}
	return ok
}

// poolKeys are what a pool may say.
var poolKeys = []key{
	each("settings", "settings as the pool's scripts get them: a value, present or absent", setting),
	{name: "from", doc: fromDoc, read: readFrom, schema: fromSchema},
	each("env", "variables of the pool's scripts: a value, present or absent", processEnv),
	thing("exists", "there is such a pool", match.BePresent),
}

func readPools(c strict.Node) (out []made, ok bool) {
	entries := c.Map()
	if c.IsMap() && len(entries) == 0 {
		c.Errorf("expects nothing: it is empty")
	}
	ok = len(entries) > 0
	for _, e := range entries {
		all, good := readPool(e)
		ok = ok && good && oneWord(e) && !e.Bad
		out = append(out, all...)
	}
	return out, ok
}

func readPool(e strict.Pair) (out []made, ok bool) {
	if !e.Value.IsMap() {
		e.Value.Expected("a pool")
		return nil, false
	}
	ok = true
	var known []string
	for _, k := range poolKeys {
		known = append(known, k.name)
	}
	for _, a := range fixed(e.Value) {
		k, there := keyIn(poolKeys, a.Key)
		if !there || a.Bad {
			if !a.Bad {
				a.UnknownKey(known)
			}
			ok = false
			continue
		}
		all, good := k.read(a.Value)
		ok = ok && good
		for _, m := range all {
			if m.pos == (strict.Pos{}) {
				m.pos = a.KeyNode.Pos()
			}
			if m.word == "" {
				m.word, m.below = poolWord, e.Key
			} else {
				m.below = e.Key + " " + m.below
			}
			out = append(out, m)
		}
	}
	if ok && len(out) == 0 {
		e.KeyNode.Hintf("settings: …, at least", "expects nothing of a pool")
		ok = false
	}
	return out, ok
}

func keyIn(keys []key, name string) (key, bool) {
	for _, k := range keys {
		if k.name == name {
			return k, true
		}
	}
	return key{}, false
}

// readFrom reads where settings must have been made, by name.
func readFrom(c strict.Node) (out []made, ok bool) {
	entries := c.Map()
	if c.IsMap() && len(entries) == 0 {
		c.Errorf("expects nothing: it is empty")
	}
	ok = len(entries) > 0
	for _, e := range entries {
		place, good := e.Value.Text("a place")
		if good && place == "" {
			e.Value.Hintf("a file, pool NAME, or built-in default", "expected a place, found an empty text")
			good = false
		}
		ok = ok && good && oneWord(e) && !e.Bad
		out = append(out, made{word: settingWord, below: e.Key, pos: e.KeyNode.Pos(),
			matcher: func() matcher { return match.ComeFrom(place) }})
	}
	return out, ok
}

func fromSchema(b *strict.SchemaBuilder) map[string]any { return b.MapOf(b.Text()) }

const fromDoc = "where settings are made: a file, pool NAME, or built-in default"

// processEnv compares secrets, whose values are not kept, too.
var processEnv = variable{
	is:    func(name string, want any) matcher { return match.HaveEnv(name, want) },
	set:   func(name string) matcher { return match.HaveEnv(name) },
	unset: func(name string) matcher { return gomega.Not(match.HaveEnv(name)) },
}

func nameListSchema(b *strict.SchemaBuilder) map[string]any { return b.ListOf(b.Text()) }

func extensionsSchema(b *strict.SchemaBuilder) map[string]any {
	return b.ListOf(b.AnyOf(b.Text(), b.MapOf(b.Text())))
}

func poolsSchema(b *strict.SchemaBuilder) map[string]any {
	properties := map[string]any{"<<": true}
	for _, k := range poolKeys {
		properties[k.name] = described(k.schema(b), k.doc)
	}
	return b.MapOf(map[string]any{"type": "object", "properties": properties, "additionalProperties": false})
}
