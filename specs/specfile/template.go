package specfile

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// action is a template's as goss's files have it: {{ .Vars.x }}, {{range …}}, {{ "a" | upper }}.
var action = regexp.MustCompile(`\{\{-?\s*(\.|\$|"|` + "`" + `|(range|if|else|end|with|define|template|block|index|getEnv|readFile|mkSlice|regexMatch|toLower|toUpper|eq|ne|and|or|not|default|env|printf)\b)`)

// template finds the first template of a file: the only problem that is told of it,
// since a template is no YAML yet.
func template(name string, src []byte) *strict.Problem {
	for i, line := range strings.Split(string(src), "\n") {
		found := action.FindStringIndex(line)
		if found == nil || strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		return &strict.Problem{
			Pos:  strict.Pos{File: name, Line: i + 1, Column: utf8.RuneCountInString(line[:found[0]]) + 1},
			Text: "goss's templates are not used here",
			Hint: "use ${name} and vars:, or render the file by goss render; fleetspec import is to come",
		}
	}
	return nil
}
