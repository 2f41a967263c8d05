package specfile

import (
	"reflect"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// operators are goss's value matchers; one of them stands in a mapping. The order is
// that of messages.
type operators struct {
	Equal            *value    `key:"equal" doc:"is this value"`
	Gt               *number   `key:"gt" doc:"is a larger number"`
	Ge               *number   `key:"ge" doc:"is this number or a larger one"`
	Lt               *number   `key:"lt" doc:"is a smaller number"`
	Le               *number   `key:"le" doc:"is this number or a smaller one"`
	HavePrefix       *string   `key:"have-prefix" doc:"the text begins so"`
	HaveSuffix       *string   `key:"have-suffix" doc:"the text ends so"`
	ContainSubstring *string   `key:"contain-substring" doc:"the text holds it"`
	MatchRegexp      *regex    `key:"match-regexp" doc:"the text matches the regular expression (Go's RE2)"`
	SemverConstraint *semver   `key:"semver-constraint" doc:"the version meets the constraint"`
	HavePatterns     *patterns `key:"have-patterns" doc:"lines as goss's patterns want them"`
	HaveLen          *length   `key:"have-len" doc:"has so many elements or characters"`
	ContainElement   *value    `key:"contain-element" doc:"the list has an element that is so"`
	ContainElements  []value   `key:"contain-elements" doc:"the list has these elements, and maybe others"`
	ConsistOf        []value   `key:"consist-of" doc:"the list has these elements in any order, and no others"`
	Not              *value    `key:"not" doc:"is not so"`
	And              []value   `key:"and" doc:"all of these hold"`
	Or               []value   `key:"or" doc:"one of these holds"`
}

// Expects is for messages.
func (*operators) Expects() string { return "a matcher" }

// operatorKeys are the operators' names.
var operatorKeys = func() []string {
	var out []string
	t := reflect.TypeFor[operators]()
	for i := range t.NumField() {
		out = append(out, t.Field(i).Tag.Get("key"))
	}
	return out
}()

// given gives the one operator of the mapping at c: its key and operand.
func (o *operators) given(c strict.Node) (key string, operand any, ok bool) {
	v := reflect.ValueOf(o).Elem()
	var found []string
	for i, k := range operatorKeys {
		if c.Has(k) {
			found = append(found, k)
			key, operand = k, v.Field(i).Interface()
		}
	}
	switch len(found) {
	case 1:
		return key, operand, true
	case 0:
		c.Hintf("such as "+operatorKeys[1]+": 5", "expected a matcher, found none")
	default:
		c.Hintf("join several by and: [ … ]", "expected one matcher, found %d: %s", len(found), strings.Join(found, ", "))
	}
	return "", nil, false
}
