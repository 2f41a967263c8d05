package sshconfig

import (
	"errors"
	"strings"
)

// keyword cuts the first word of a line; one = may stand after it. OpenSSH's
// strdelim: the word may be in double quotes.
func keyword(line string) (word, rest string) {
	line = strings.TrimLeft(line, " \t\r")
	if strings.HasPrefix(line, `"`) {
		if end := strings.IndexByte(line[1:], '"'); end >= 0 {
			return line[1 : 1+end], trimSeparator(line[2+end:])
		}
		return "", ""
	}
	end := strings.IndexAny(line, " \t\r\"=")
	if end < 0 {
		return line, ""
	}
	if line[end] == '"' {
		return line[:end], line[end:]
	}
	return line[:end], trimSeparator(line[end:])
}

// trimSeparator takes off blanks with one = among them.
func trimSeparator(s string) string {
	s = strings.TrimLeft(s, " \t\r")
	if strings.HasPrefix(s, "=") {
		s = strings.TrimLeft(s[1:], " \t\r")
	}
	return s
}

var errQuotes = errors.New("a quote is not closed")

// words splits what stands after the keyword as OpenSSH's argv_split does:
// single and double quotes, \' \" \\ anywhere and \blank outside of quotes, and
// a # that begins a word ends the line.
func words(s string) ([]string, error) {
	var out []string
	for i := 0; i < len(s); {
		if s[i] == ' ' || s[i] == '\t' {
			i++
			continue
		}
		if s[i] == '#' {
			break
		}
		word, n, err := oneWord(s[i:])
		if err != nil {
			return nil, err
		}
		out = append(out, word)
		i += n
	}
	return out, nil
}

// oneWord reads a word at the beginning of s, and how many bytes it takes.
func oneWord(s string) (string, int, error) {
	var b strings.Builder
	var quote byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s) && (strings.IndexByte(`'"\`, s[i+1]) >= 0 || quote == 0 && s[i+1] == ' '):
			i++
			b.WriteByte(s[i])
		case c == '\\':
			b.WriteByte(c)
		case quote == 0 && (c == ' ' || c == '\t'):
			return b.String(), i, nil
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote != 0 && c == quote:
			quote = 0
		default:
			b.WriteByte(c)
		}
	}
	if quote != 0 {
		return "", 0, errQuotes
	}
	return b.String(), len(s), nil
}

// match is OpenSSH's match_pattern: * is any text, ? is one byte.
func match(s, pattern string) bool {
	star, from := -1, 0
	i, p := 0, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			i, p = i+1, p+1
		case star >= 0:
			from++
			i, p = from, star+1
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// matchList is OpenSSH's match_pattern_list: patterns with commas between; one
// with a ! before it that matches wins.
func matchList(s, list string) bool {
	found := false
	for _, p := range strings.Split(list, ",") {
		negated := strings.HasPrefix(p, "!")
		if match(s, strings.TrimPrefix(p, "!")) {
			if negated {
				return false
			}
			found = true
		}
	}
	return found
}
