package specfile

import (
	"time"

	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/specs/fact"
)

// unnamed is a section without names: a host has one such thing.
type unnamed struct{ section }

func (s unnamed) read(c strict.Node) []check {
	return s.entry(strict.Pair{KeyNode: c, Value: c})
}

func (s unnamed) schema(b *strict.SchemaBuilder) map[string]any { return s.entrySchema(b) }

// names is a section that may also be a list of names, each of which is as listed says.
type names struct {
	section
	listed maker
}

func (n names) read(c strict.Node) []check {
	if !c.IsSeq() {
		return n.section.read(c)
	}
	var out []check
	seen := map[string]strict.Pos{}
	items := c.Seq()
	if len(items) == 0 {
		c.Errorf("expects nothing: it is empty")
	}
	for _, item := range items {
		name, ok := item.Name(n.expects)
		if !ok {
			continue
		}
		if first, twice := seen[name]; twice {
			item.Errorf("%s is there twice, first at %s", strict.Quote(name), first)
			continue
		}
		seen[name] = item.Pos()
		if n.askable(item, name) {
			out = append(out, check{word: n.word, name: name, matcher: n.listed, pos: item.Pos()})
		}
	}
	return out
}

func (n names) schema(b *strict.SchemaBuilder) map[string]any {
	return b.AnyOf(b.ListOf(b.Text()), n.section.schema(b))
}

// free is a section whose keys below a name are free as well: settings, variables.
func free(word, expects, doc string, v variable) section {
	return section{word: word, expects: expects, doc: doc, free: v.read}
}

// refused is a key of goss's that can't be served.
func refused(name, why string) commonKey {
	return commonKey{name, why, func(c strict.Node, _ *common) { c.Errorf("%s", why) }, anySchema}
}

// timeout is goss's, in milliseconds, or a duration. A command ends after
// fact.CommandSeconds anyway, and is unknown then.
var timeout = commonKey{"timeout", "goss's; a command is ended after 20 s anyway", func(c strict.Node, _ *common) {
	const most = fact.CommandSeconds * time.Second
	var d time.Duration
	if s, ok := plain(c); ok && decimalForm.MatchString(s.Text) {
		n, ok := c.Int()
		if !ok {
			return
		}
		if n < 0 || n > int64(most/time.Millisecond) {
			n = int64(most/time.Millisecond) + 1
		}
		d = time.Duration(n) * time.Millisecond
	} else if d, ok = c.Duration(); !ok {
		return
	}
	if d > most {
		c.Hintf("a plain number is in milliseconds", "a command is ended after %s", most)
	}
}, textSchema}
