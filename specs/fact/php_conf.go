package fact

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// phpConf are the configuration files of PHP-FPM, as fs_conf printed them. PHP-FPM reads them line by
// line, an included file in the place of its include, and a section goes on in it.
type phpConf struct {
	lines    map[string][]phpConfLine
	matches  map[string][]string // files of an include pattern
	doubt    string              // why not all of it can be told
	file     string
	pattern  string
	isSecret bool // the digest of the last line comes next
}

// phpConfLine is one line: "php_value[memory_limit]" and the text behind "=".
type phpConfLine struct {
	n      int
	key    string
	text   string
	secret Value[Variable] // what stands in for a secret text
	hidden bool
}

func newPHPConf() *phpConf {
	return &phpConf{lines: map[string][]phpConfLine{}, matches: map[string][]string{}}
}

// line reads one line of fs_conf; ok is false for other lines.
func (c *phpConf) line(tag, rest string) (ok bool, err error) {
	switch tag {
	case "conf":
		c.file = rest
		c.lines[rest] = nil
	case "conf-unreadable":
		c.doubt = "permission denied: " + hosttext.FromString(rest) + " can't be read"
	case "conf-doubt":
		c.doubt = hosttext.FromString(rest)
	case "include":
		c.pattern = rest
		c.matches[rest] = nil
		if !strings.HasPrefix(rest, "/") {
			c.doubt = "it includes " + hosttext.FromString(rest) + ", which is no absolute path"
		}
	case "match":
		c.matches[c.pattern] = append(c.matches[c.pattern], rest)
	case "l", "lx", "lu":
		return true, c.entry(tag, rest)
	default:
		return false, nil
	}
	return true, nil
}

func (c *phpConf) entry(tag, rest string) error {
	number, text, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(number)
	if err != nil || c.file == "" {
		return fmt.Errorf("read configuration of php-fpm: line %.40q", rest)
	}
	l := phpConfLine{n: n}
	key, value, _ := strings.Cut(text, "=")
	l.key, l.text = strings.TrimSpace(hosttext.FromString(key)), strings.TrimSpace(hosttext.FromString(value))
	if tag != "l" {
		l.hidden, l.text = true, ""
		l.secret = Cannot[Variable]("it looks secret, and its text is not plain")
		c.isSecret = tag == "lx"
	}
	c.lines[c.file] = append(c.lines[c.file], l)
	return nil
}

// digestOr takes the text when a digest is to come.
func (c *phpConf) digestOr(text string) (ok bool, err error) {
	if !c.isSecret {
		return false, nil
	}
	c.isSecret = false
	all := c.lines[c.file]
	present, err := phpPresent(text)
	if err != nil || len(all) == 0 {
		return true, errors.New("read configuration of php-fpm: a digest is missing")
	}
	all[len(all)-1].secret = Known(present)
	return true, nil
}

// phpSection is a pool as its files say, in their order.
type phpSection struct {
	name  string
	lines []phpSectionLine
}

type phpSectionLine struct {
	phpConfLine
	file string
}

// sections gives the pools in the order of their first mention.
func (c *phpConf) sections(root string) ([]*phpSection, error) {
	w := &phpConfWalk{conf: c, read: map[string]bool{}}
	if c.doubt != "" {
		return nil, errors.New(c.doubt)
	}
	if err := w.file(root, 0); err != nil {
		return nil, err
	}
	for path := range c.lines {
		if !w.read[path] {
			return nil, fmt.Errorf("%s was read, and no include names it", hosttext.FromString(path))
		}
	}
	return w.pools, nil
}

// phpConfWalk reads the files as PHP-FPM does.
type phpConfWalk struct {
	conf  *phpConf
	pools []*phpSection
	now   *phpSection // nil in [global]
	read  map[string]bool
}

func (w *phpConfWalk) file(path string, depth int) error {
	lines, read := w.conf.lines[path]
	if !read || depth > 8 {
		return fmt.Errorf("%s was not read", hosttext.FromString(path))
	}
	w.read[path] = true
	for _, l := range lines {
		switch {
		case strings.HasPrefix(l.key, "[") && !l.hidden:
			if err := w.section(l); err != nil {
				return err
			}
		case l.key == "include":
			if err := w.include(l, depth); err != nil {
				return err
			}
		case w.now != nil:
			w.now.lines = append(w.now.lines, phpSectionLine{l, hosttext.FromString(path)})
		}
	}
	return nil
}

func (w *phpConfWalk) section(l phpConfLine) error {
	name, rest, closed := strings.Cut(l.key[1:], "]")
	rest = strings.TrimSpace(rest)
	if !closed || rest != "" && rest[0] != ';' || l.text != "" || strings.ContainsAny(name, `"'$\`) {
		return fmt.Errorf("section %s is not plain", l.key)
	}
	name = strings.TrimSpace(name)
	w.now = nil
	if strings.EqualFold(name, "global") {
		return nil
	}
	for _, p := range w.pools {
		if strings.EqualFold(p.name, name) {
			w.now = p
		}
	}
	if w.now == nil {
		w.now = &phpSection{name: name}
		w.pools = append(w.pools, w.now)
	}
	return nil
}

func (w *phpConfWalk) include(l phpConfLine, depth int) error {
	v, sure := phpConfValue(l.text)
	files, told := w.conf.matches[string(hosttext.Bytes(v))]
	if !sure || !told {
		return fmt.Errorf("include = %s can't be followed", l.text)
	}
	for _, f := range files {
		if err := w.file(f, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// phpConfValue reads the text of a value as PHP's ini scanner does, as far as that is sure: no constants,
// expressions, variables of the environment or escapes. "$pool" stays in it.
func phpConfValue(text string) (value string, sure bool) {
	if text == "" || text[0] == ';' {
		return "", true
	}
	if q := text[0]; q == '"' || q == '\'' {
		end := strings.IndexByte(text[1:], q)
		if end < 0 {
			return "", false
		}
		value, rest := text[1:1+end], strings.TrimSpace(text[2+end:])
		plain := q == '\'' || !strings.ContainsAny(value, `\`) && !strings.Contains(value, "${")
		return value, plain && (rest == "" || rest[0] == ';')
	}
	value, _, _ = strings.Cut(text, ";")
	value = strings.TrimSpace(value)
	switch strings.ToLower(value) {
	case "on", "yes", "true":
		return "1", true
	case "off", "no", "false", "none", "null":
		return "", true
	}
	return value, !strings.ContainsAny(value, "\"'\\{}|&~!()^=\t ") && !phpConstant(value)
}

// phpConstant tells whether a bare word may be one of PHP's constants: those with an underscore,
// signals, and the few others of one word.
func phpConstant(word string) bool {
	if word == "" || word[0] < 'A' || word[0] > 'Z' || strings.ToUpper(word) != word || strings.ContainsAny(word, "./:-,") {
		return false
	}
	switch word {
	case "INF", "NAN", "WNOHANG", "WUNTRACED", "WCONTINUED", "ERA", "CRNCYSTR", "RADIXCHAR", "THOUSEP", "GROUPING", "YESEXPR", "NOEXPR", "YESSTR",
		"NOSTR", "CODESET", "SOMAXCONN", "STDIN", "STDOUT", "STDERR", "SID":
		return true
	}
	return strings.Contains(word, "_") || strings.HasPrefix(word, "SIG")
}
