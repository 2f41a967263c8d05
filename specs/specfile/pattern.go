package specfile

import (
	"regexp"
	"strings"
)

// pattern is one of goss's: it must be found in a line, or in none.
type pattern struct {
	written string
	not     bool
	found   func(line string) bool
}

// parsePattern reads "text", "!text", "/regexp/", "!/regexp/", and "\!text", "\/text" for a
// text that begins so. The error is of the regular expression.
func parsePattern(written string) (pattern, error) {
	p := pattern{written: written}
	rest := written
	if after, ok := strings.CutPrefix(rest, "!"); ok {
		p.not, rest = true, after
	}
	if len(rest) > 1 && rest[0] == '/' && rest[len(rest)-1] == '/' {
		re, err := regexp.Compile(rest[1 : len(rest)-1])
		if err != nil {
			return p, err
		}
		p.found = re.MatchString
		return p, nil
	}
	if after, ok := strings.CutPrefix(rest, `\`); ok && (strings.HasPrefix(after, "!") || strings.HasPrefix(after, "/") || strings.HasPrefix(after, `\`)) {
		rest = after
	}
	p.found = func(line string) bool { return strings.Contains(line, rest) }
	return p, nil
}

// holds tells whether the lines are as the pattern wants.
func (p pattern) holds(all []string) bool {
	for _, line := range all {
		if p.found(line) {
			return !p.not
		}
	}
	return p.not || p.written == ""
}

// havePatterns wants each of the patterns.
func havePatterns(all []pattern) *expect {
	words := make([]string, len(all))
	for i, p := range all {
		words[i] = p.written
	}
	return &expect{"with lines " + quoteAll(words), func(actual any) (bool, error) {
		found, err := linesOf(actual)
		if err != nil {
			return false, err
		}
		for _, p := range all {
			if !p.holds(found) {
				return false, nil
			}
		}
		return true, nil
	}}
}
