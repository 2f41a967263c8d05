package conf

import (
	"errors"
	"path"
	"regexp"
	"strings"
)

// header is the line that `nginx -T` writes before each file.
var header = regexp.MustCompile(`(?m)^# configuration file (.+):\r?$`)

// ReadDump reads what `nginx -T` writes to its standard output: each file once, the main file first, in the order of
// first reading. A line that only looks like the head of a file is told apart by the includes: a head counts when an
// include before it names the file.
func ReadDump(dump string) (*Config, error) { return Options{}.ReadDump(dump) }

// ReadDump is as the function of that name.
func (o Options) ReadDump(dump string) (*Config, error) {
	heads := header.FindAllStringSubmatchIndex(dump, -1)
	if len(heads) == 0 {
		return nil, errors.New("read dump: it has no line \"# configuration file PATH:\", so it is not the output of nginx -T")
	}
	main := dump[heads[0][2]:heads[0][3]]
	files := map[string]string{}
	var named []string // what includes name, as full paths or patterns
	name, start := main, bodyAt(dump, heads[0][1])
	for _, h := range heads[1:] {
		next := dump[h[2]:h[3]]
		text := dump[start:h[0]]
		if _, twice := files[next]; twice || next == name || !explained(append(named, included(main, text)...), next) {
			continue
		}
		files[name] = body(text)
		named = append(named, included(main, text)...)
		name, start = next, bodyAt(dump, h[1])
	}
	files[name] = body(dump[start:])
	return o.run(main, texts{files: files})
}

// bodyAt is where the file begins after its head.
func bodyAt(dump string, end int) int {
	return min(end+1, len(dump))
}

// body is the file without the newline that nginx adds.
func body(text string) string { return strings.TrimSuffix(text, "\n") }

// included are the paths and patterns that a text includes. It may break off midway; words are all that is looked at.
func included(main, text string) []string {
	var all []string
	l := newLexer("", text)
	for {
		words, s, _, err := l.read()
		if err != nil || s == eof {
			return all
		}
		if len(words) == 2 && words[0].Text == "include" {
			all = append(all, join(path.Dir(main), words[1].Text))
		}
	}
}

func explained(named []string, file string) bool {
	for _, pattern := range named {
		if pattern == file || matches(pattern, file) {
			return true
		}
	}
	return false
}
