package conf

import (
	"os"
	"slices"
	"strings"
)

// matches says whether a path matches a pattern of an include, folder by folder, as glob(3) does: "*", "?" and "[…]" match
// no slash, and no dot at the head of a name.
func matches(pattern, path string) bool {
	p, n := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(p) != len(n) {
		return false
	}
	for i := range p {
		if !matchesName(p[i], n[i]) {
			return false
		}
	}
	return true
}

func matchesName(pattern, name string) bool {
	if strings.HasPrefix(name, ".") && !strings.HasPrefix(pattern, ".") && !strings.HasPrefix(pattern, `\.`) {
		return false
	}
	return wild(pattern, name)
}

// wild matches one name. It goes back to the last "*" only, which is enough.
func wild(pattern, name string) bool {
	star, mark := "", ""
	starred := false
	for name != "" || pattern != "" {
		if strings.HasPrefix(pattern, "*") {
			pattern = pattern[1:]
			star, mark, starred = pattern, name, true
			continue
		}
		if pattern != "" && name != "" {
			if rest, ok := one(pattern, name[0]); ok {
				pattern, name = rest, name[1:]
				continue
			}
		}
		if !starred || mark == "" {
			return false
		}
		mark = mark[1:]
		pattern, name = star, mark
	}
	return true
}

// one matches the head of a pattern, which is no "*", with a byte, and gives the rest of the pattern.
func one(pattern string, c byte) (rest string, ok bool) {
	switch {
	case pattern[0] == '?':
		return pattern[1:], true
	case pattern[0] == '[':
		if set, rest, closed := bracket(pattern[1:]); closed {
			return rest, set(c)
		}
	case pattern[0] == '\\' && len(pattern) > 1:
		return pattern[2:], pattern[1] == c
	}
	return pattern[1:], pattern[0] == c
}

// bracket reads a set behind its "[". One that is not closed is no set.
func bracket(text string) (set func(byte) bool, rest string, closed bool) {
	not := strings.HasPrefix(text, "!") || strings.HasPrefix(text, "^")
	if not {
		text = text[1:]
	}
	var in [256]bool
	for i := 0; i < len(text); i++ {
		if text[i] == ']' && i > 0 {
			return func(c byte) bool { return in[c] != not }, text[i+1:], true
		}
		if name, ok := class(text[i:]); ok {
			for c := range 256 {
				in[c] = in[c] || classes[name](byte(c))
			}
			i += len(name) + 3
			continue
		}
		if text[i] == '\\' && i+1 < len(text) {
			i++
		}
		low, high := text[i], text[i]
		if i+2 < len(text) && text[i+1] == '-' && text[i+2] != ']' {
			high = text[i+2]
			i += 2
		}
		for c := int(low); c <= int(high); c++ {
			in[c] = true
		}
	}
	return nil, "", false
}

// classes are those of POSIX in the C locale that names of files need.
var classes = map[string]func(byte) bool{
	"alpha": func(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' },
	"digit": func(c byte) bool { return '0' <= c && c <= '9' },
	"alnum": func(c byte) bool { return wordy(c) && c != '_' },
	"lower": func(c byte) bool { return 'a' <= c && c <= 'z' },
	"upper": func(c byte) bool { return 'A' <= c && c <= 'Z' },
}

func class(text string) (string, bool) {
	rest, ok := strings.CutPrefix(text, "[:")
	name, _, closed := strings.Cut(rest, ":]")
	return name, ok && closed && classes[name] != nil
}

// expand finds the files of this machine that a pattern matches. Folders that can't be read have none, as for glob(3).
func expand(pattern string) []string {
	found := []string{""}
	for i, part := range strings.Split(pattern, "/") {
		var next []string
		for _, folder := range found {
			if i > 0 {
				folder += "/"
			}
			next = append(next, below(folder, part)...)
		}
		found = next
	}
	found = slices.DeleteFunc(found, func(path string) bool {
		_, err := os.Lstat(path)
		return err != nil
	})
	slices.Sort(found)
	return found
}

// below are the paths of a folder that a part of a pattern matches.
func below(folder, part string) []string {
	if !strings.ContainsAny(part, "*?[") {
		return []string{folder + strings.ReplaceAll(part, `\`, "")}
	}
	where := folder
	if where == "" {
		where = "."
	}
	entries, err := os.ReadDir(where)
	if err != nil {
		return nil
	}
	var all []string
	for _, e := range entries {
		if matchesName(part, e.Name()) {
			all = append(all, folder+e.Name())
		}
	}
	return all
}
