package fact

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// pattern is a path, or a pattern of paths, taken apart.
type pattern struct {
	// glob tells whether it is a pattern.
	glob bool
	// folder is the path; of a pattern the folder before its first wildcard, empty for the root.
	folder string
	// steps are the names after it, as the shell's words: =NAME, ** or :PATTERN. A step's pattern has no
	// wildcard but *, and matches more than it should: shells differ about the others. re has the last word.
	steps []string
	re    *regexp.Regexp
	// way is of the folders on the way to a match, and of the matches.
	way *regexp.Regexp
}

// matches tells whether a path that the shell found is meant.
func (p pattern) matches(path string) bool { return p.re.MatchString(path) }

// leadsBy tells whether a match could be at a path or beneath it.
func (p pattern) leadsBy(path string) bool { return p.way.MatchString(path) }

func parsePattern(key string) (pattern, error) {
	if !wild(key) {
		return pattern{folder: literalPath(key)}, nil
	}
	p := pattern{glob: true}
	names := strings.Split(strings.TrimRight(strings.TrimPrefix(key, "/"), "/"), "/")
	re, way := "", ""
	for i, name := range names {
		before := len(re)
		switch {
		case name == "":
			return p, errors.New("a pattern has no empty name: //")
		case name == "**":
			if i > 0 && names[i-1] == "**" {
				return p, errors.New("** twice in a row is the same as once")
			}
			p.steps = append(p.steps, name)
			if i == len(names)-1 {
				re += "(?:/[^/]+)+"
			} else {
				re += "(?:/[^/]+)*"
			}
		case !wild(name):
			name = literalPath(name)
			re += "/" + regexp.QuoteMeta(name)
			if len(p.steps) == 0 {
				p.folder += "/" + name
			} else {
				p.steps = append(p.steps, "="+name)
			}
		default:
			step, expr, err := wildName(name)
			if err != nil {
				return p, err
			}
			p.steps = append(p.steps, ":"+step)
			re += "/" + expr
		}
		if len(p.steps) > 0 {
			way += "(?:" + re[before:]
		}
	}
	var err error
	if p.re, err = regexp.Compile("(?s)^" + re + "$"); err != nil {
		return p, err
	}
	p.way, err = regexp.Compile("(?s)^" + regexp.QuoteMeta(p.folder) + way + strings.Repeat(")?", len(p.steps)) + "$")
	return p, err
}

// wildName gives the shell's loose pattern and the exact expression of one name.
func wildName(name string) (step, expr string, err error) {
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c == '\\' && escapes(name[i:]):
			i++
			step, expr = step+"*", expr+regexp.QuoteMeta(name[i:i+1])
		case c == '*':
			if strings.HasPrefix(name[i:], "**") {
				return "", "", errors.New("** stands alone between two slashes")
			}
			step, expr = step+"*", expr+"[^/]*"
		case c == '?':
			step, expr = step+"*", expr+"[^/]"
		case c == '[':
			set, n, err := charSet(name[i:])
			if err != nil {
				return "", "", err
			}
			step, expr = step+"*", expr+set
			i += n - 1
		case strings.IndexByte("\\'\"$`&|;<>(){}!#~", c) >= 0 || c <= ' ' || c >= 0x7f:
			step, expr = step+"*", expr+quoteByte(name, &i)
		default:
			step, expr = step+string(c), expr+regexp.QuoteMeta(string(c))
		}
	}
	return step, expr, nil
}

// quoteByte quotes the character at i, which may have several bytes, and moves i to its last.
func quoteByte(name string, i *int) string {
	for n, r := range name[*i:] {
		if n == 0 {
			*i += len(string(r)) - 1
			return regexp.QuoteMeta(string(r))
		}
	}
	return ""
}

// charSet reads […] or [!…], and gives the expression and the length of its text.
func charSet(s string) (expr string, n int, err error) {
	i, not := 1, ""
	if i < len(s) && (s[i] == '!' || s[i] == '^') {
		not, i = "^", i+1
	}
	end := strings.IndexByte(s[min(i+1, len(s)):], ']')
	if end < 0 {
		return "", 0, errors.New("[ has no ]")
	}
	end += i + 1
	set := s[i:end]
	if strings.ContainsAny(set, "/[\\") {
		return "", 0, errors.New(`a set in [ ] holds no / [ or \`)
	}
	body := strings.NewReplacer("^", `\^`, "]", `\]`, "&", `\&`, "~", `\~`).Replace(set)
	if _, err := regexp.Compile("[" + body + "]"); err != nil {
		return "", 0, errors.New("a set in [ ] is not one: [" + set + "]")
	}
	if not == "^" {
		return "[^/" + body + "]", end + 1, nil
	}
	return "[" + body + "]", end + 1, nil
}

// wild tells whether a wildcard stands in s that no backslash takes away.
func wild(s string) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if escapes(s[i:]) {
				i++
			}
		case '*', '?', '[':
			return true
		}
	}
	return false
}

// escapes tells whether the backslash at the beginning of s takes away the next one's meaning.
func escapes(s string) bool {
	return len(s) > 1 && strings.IndexByte(`*?[]\`, s[1]) >= 0
}

func literalPath(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && escapes(s[i:]) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func orRoot(folder string) string {
	if folder == "" {
		return "/"
	}
	return folder
}

// MatchPath tells whether an absolute path is the wanted one, or one that the wanted pattern
// means (see Files). The error says what is wrong with the pattern.
func MatchPath(want, path string) (bool, error) {
	p, err := parsePattern(want)
	switch {
	case err != nil:
		return false, fmt.Errorf("match %q: %w", want, err)
	case p.glob:
		return p.matches(path), nil
	}
	return p.folder == path, nil
}
