package suite

import "strings"

var thirdPerson = strings.NewReplacer(" and have ", " and has ", " and be ", " and is ")

// ThirdPerson makes of what a matcher wants what a spec's text says: "be installed and have version …" is "is installed
// and has version …".
func ThirdPerson(s string) string {
	// what stands behind the first quote is a value
	said, value, quoted := strings.Cut(s, `"`)
	if quoted {
		value = `"` + value
	}
	s = thirdPerson.Replace(said) + value
	for _, verb := range [][2]string{{"be ", "is "}, {"have ", "has "}} {
		if rest, ok := strings.CutPrefix(s, verb[0]); ok {
			return verb[1] + rest
		}
	}
	verb, rest, more := strings.Cut(s, " ")
	if more {
		rest = " " + rest
	}
	return verb + "s" + rest
}
