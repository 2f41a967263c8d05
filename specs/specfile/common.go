package specfile

import (
	"github.com/onsi/ginkgo/v2/types"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// common is what any resource may say beside what it expects.
type common struct {
	only    *inventory.Selector
	because string
	team    string
	skip    string
	labels  []string
}

// commonKey is a key of any resource.
type commonKey struct {
	name, doc string
	read      func(c strict.Node, into *common)
	schema    func(b *strict.SchemaBuilder) map[string]any
}

func textSchema(b *strict.SchemaBuilder) map[string]any { return b.Text() }

func anySchema(*strict.SchemaBuilder) map[string]any { return map[string]any{} }

var commonKeys = []commonKey{
	{"only", "selector of the hosts that it applies to; needs because", readOnly, textSchema},
	{"because", "why it must be so, or why only there", func(c strict.Node, into *common) { into.because = prose(c) }, textSchema},
	{"team", "who answers for it", func(c strict.Node, into *common) { c.Decode(&into.team) }, textSchema},
	{"skip", "why it is left out", readSkip, textSchema},
	{"labels", "labels for --label-filter", readLabels, labelsSchema},
	{"title", "goss's title, told where because stands", readTitle, textSchema},
	{"meta", "goss's meta, left alone", func(strict.Node, *common) {}, anySchema},
}

func commonOf(name string) (commonKey, bool) {
	for _, k := range commonKeys {
		if k.name == name {
			return k, true
		}
	}
	return commonKey{}, false
}

func prose(c strict.Node) string {
	s, _ := c.LongText("a reason")
	return s
}

func readTitle(c strict.Node, into *common) {
	if s, ok := c.LongText("a title"); ok && into.because == "" {
		into.because = s
	}
}

func readOnly(c strict.Node, into *common) {
	var s inventory.Selector
	if c.Decode(&s) {
		into.only = &s
	}
}

const skippedByGoss = "skip: true, without a reason"

func readSkip(c strict.Node, into *common) {
	s, ok := c.Scalar("a reason")
	switch {
	case !ok:
	case s.Text == "":
		c.Hintf("write why", "expected a reason, found an empty text")
	case s.Quoted || s.Block:
		into.skip = s.Text
	case s.Text == "true":
		into.skip = skippedByGoss
	case s.Text == "false":
	case falseBool(s.Text):
		c.Hintf("write why, or true", "expected a reason, found %s", strict.Quote(s.Text))
	default:
		into.skip = s.Text
	}
}

// falseBool tells what people write for true and false.
func falseBool(s string) bool {
	switch s {
	case "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "y", "Y", "n", "N", "True", "TRUE", "False", "FALSE", "0", "1":
		return true
	}
	return false
}

func labelsSchema(b *strict.SchemaBuilder) map[string]any {
	return b.Of(strict.OneOrMany[string]{})
}

func readLabels(c strict.Node, into *common) {
	items := []strict.Node{c}
	if c.IsSeq() {
		items = c.Seq()
	}
	for _, item := range items {
		text, ok := item.Text("a label")
		if !ok {
			continue
		}
		label, err := types.ValidateAndCleanupLabel(text, types.CodeLocation{})
		if err != nil {
			item.Hintf("letters, digits, - _ . and blanks", "%s can't be a label", strict.Quote(text))
			continue
		}
		into.labels = append(into.labels, label)
	}
}

// check notes what the whole shows, at the resource's node.
func (m common) check(c strict.Node) {
	if m.only != nil && m.because == "" {
		at, _ := c.Get("only")
		at.Hintf("add because: …", "only needs a reason: the report says why it does not apply elsewhere")
	}
}
