package specfile

import (
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/specs/match"
)

// short is the short form of a section whose one attribute is a value.
func short[M matcher](k kind, verb func(want any) M) *shortForm {
	return &shortForm{
		read: func(c strict.Node) ([]maker, bool) {
			want, ok := readWant(c, k)
			return []maker{func() matcher { return verb(want) }}, ok
		},
		schema: textSchema,
	}
}

// packageShort is installed, absent, or a constraint of the version.
var packageShort = shortForm{read: readPackage, schema: textSchema}

func readPackage(c strict.Node) ([]maker, bool) {
	s, ok := c.Scalar("a package")
	if !ok {
		return nil, false
	}
	if s.Block {
		c.ExpectedHint("a package", "quote a value that begins with > or |")
		return nil, false
	}
	switch s.Text {
	case "installed":
		return []maker{yesOrNo(true, match.BeInstalled)}, true
	case "absent":
		return []maker{yesOrNo(false, match.BeInstalled)}, true
	}
	if !strings.ContainsAny(s.Text, "0123456789<>=~") {
		hint := strict.Suggest(s.Text, []string{"installed", "absent"})
		c.Hintf(hint, "expected installed, absent or a version constraint, found %s", strict.Quote(s.Text))
		return nil, false
	}
	var v constraint
	if !c.Decode(&v) {
		return nil, false
	}
	return []maker{yesOrNo(true, match.BeInstalled), func() matcher { return haveVersion(v) }}, true
}
