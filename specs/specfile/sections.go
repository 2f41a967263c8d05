package specfile

import (
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/specs/match"
)

// parts are the sections of a file, in the order of its documentation.
var parts = []part{
	section{word: "package", expects: "a package", doc: "packages by name", name: "name", short: &packageShort, keys: []key{
		thing("installed", "is installed", match.BeInstalled),
		scalar("version", `version constraint: "~> 1.22", ">= 2.4, < 3"`, haveVersion),
		versions("versions", "all installed versions, whole", match.HaveVersions),
		flag("held", "its manager was told not to change it", match.BeHeld),
	}},
	section{word: "kernel-param", expects: "a kernel parameter", doc: "kernel parameters (sysctl) by name", name: "name", short: short(text, match.BeSetTo), keys: []key{
		wants("value", text, "its value, runs of blanks as one", match.BeSetTo),
	}},
}

func haveVersion(c constraint) *match.Matcher { return match.HaveVersion(string(c)) }

// short is the short form of a section whose one attribute is a value.
func short[M matcher](k kind, verb func(want any) M) *shortForm {
	return &shortForm{
		read: func(c strict.Node) ([]maker, bool) {
			e, ok := readValue(c, k)
			return []maker{func() matcher { return verb(e) }}, ok
		},
		schema: textSchema,
	}
}

// partOf finds a section by its word.
func partOf(word string) part {
	for _, p := range parts {
		if p.key() == word {
			return p
		}
	}
	return nil
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
	var v constraint
	if !strings.ContainsAny(s.Text, "0123456789<>=~") {
		hint := strict.Suggest(s.Text, []string{"installed", "absent"})
		c.Hintf(hint, "expected installed, absent or a version constraint, found %s", strict.Quote(s.Text))
		return nil, false
	}
	if !c.Decode(&v) {
		return nil, false
	}
	return []maker{yesOrNo(true, match.BeInstalled), func() matcher { return haveVersion(v) }}, true
}
