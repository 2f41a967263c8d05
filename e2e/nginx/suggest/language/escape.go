package language

import (
	"strconv"
	"strings"
)

var (
	digits = span('0', '9')
	upper  = span('A', 'Z')
	lower  = span('a', 'z')
	words  = digits.with(upper).with(lower).with(of("_"))
	blanks = of(" \t\n\v\f\r")
)

// posix are the classes of the C locale.
var posix = map[string]set{"alpha": upper.with(lower), "digit": digits, "alnum": upper.with(lower).with(digits), "upper": upper, "lower": lower,
	"word": words, "space": blanks, "blank": of(" \t"), "punct": span('!', '~').without(upper.with(lower).with(digits)), "xdigit": digits.with(of("abcdefABCDEF")),
	"cntrl": span(0, 31).with(of("\x7f")), "graph": span('!', '~'), "print": span(' ', '~'), "ascii": span(0, 127)}

var classes = map[byte]set{'d': digits, 'w': words, 's': blanks, 'h': of(" \t\xa0"), 'v': of("\n\v\f\r\x85"),
	'D': every.without(digits), 'W': every.without(words), 'S': every.without(blanks), 'H': every.without(of(" \t\xa0")), 'V': every.without(of("\n\v\f\r\x85")),
	'N': every.without(of("\n"))}

var controls = map[byte]byte{'t': '\t', 'n': '\n', 'r': '\r', 'f': '\f', 'e': 0x1b, 'a': 7}

// escape reads what follows a backslash outside of a class.
func (p *parser) escape() ([]item, error) {
	if !p.more() {
		return nil, errSyntax
	}
	c := p.text[p.at]
	switch {
	case c == 'A':
		p.at++
		return []item{{kind: begin}}, nil
	case c == 'Z':
		p.at++
		return []item{{kind: end}}, nil
	case c == 'z':
		p.at++
		return []item{{kind: finish}}, nil
	case c == 'K':
		p.at++
		return nil, nil
	case c == 'b' || c == 'B':
		p.at++
		return edge(c == 'B'), nil
	case c == 'Q':
		p.at++
		text, _, _ := strings.Cut(p.text[p.at:], `\E`)
		p.at = min(len(p.text), p.at+len(text)+2)
		var items []item
		for i := range len(text) {
			items = append(items, p.byteOf(p.folded(of(text[i:i+1])))...)
		}
		return items, nil
	case c == 'E':
		p.at++
		return nil, nil
	case '1' <= c && c <= '9' && (p.at+1 == len(p.text) || p.text[p.at+1] < '0' || p.text[p.at+1] > '9'):
		p.at++
		p.loose = true
		return []item{{kind: back, group: int(c - '0')}}, nil
	}
	s, err := p.escaped()
	return p.byteOf(p.folded(s)), err
}

// edge is the place between a byte of a word and another.
func edge(inside bool) []item {
	look := func(k itemKind, inverse bool) item {
		return item{kind: k, inverse: inverse, branches: [][]item{{{kind: aByte, set: words}}}}
	}
	return []item{{kind: group, branches: [][]item{{look(behind, false), look(ahead, !inside)}, {look(behind, true), look(ahead, inside)}}}}
}

// escaped reads a byte or a class behind a backslash, in a bracketed class or outside.
func (p *parser) escaped() (set, error) {
	c := p.next()
	if s, ok := classes[c]; ok {
		return s, nil
	}
	if control, ok := controls[c]; ok {
		return of(string([]byte{control})), nil
	}
	switch {
	case c == 'x':
		return p.number(16, "0123456789abcdefABCDEF", 2)
	case c == '0':
		return p.number(8, "01234567", 2)
	case '0' <= c && c <= '9' || posix["alpha"].has(c):
		return set{}, errSyntax
	}
	return of(string([]byte{c})), nil
}

// number reads the digits of a byte, in braces or so many at most.
func (p *parser) number(base int, of string, most int) (set, error) {
	rest := p.text[p.at:]
	n := 0
	if text, _, ok := strings.Cut(strings.TrimPrefix(rest, "{"), "}"); ok && strings.HasPrefix(rest, "{") {
		p.at += len(text) + 2
		rest, n = text, len(text)
	} else {
		for n < most && n < len(rest) && strings.IndexByte(of, rest[n]) >= 0 {
			n++
		}
		p.at += n
	}
	if n == 0 {
		return span(0, 0), nil
	}
	v, err := strconv.ParseUint(rest[:n], base, 8)
	if err != nil {
		return set{}, errSyntax
	}
	return span(byte(v), byte(v)), nil
}

// class reads a bracketed class.
func (p *parser) class() (set, error) {
	inverse := p.take("^")
	var all set
	for first := true; p.more(); first = false {
		if !first && p.take("]") {
			all = p.folded(all)
			if inverse {
				all = every.without(all)
			}
			return all, nil
		}
		low, single, err := p.classItem()
		if err != nil {
			return set{}, err
		}
		if single < 0 || !p.more() || p.text[p.at] != '-' || p.at+1 < len(p.text) && p.text[p.at+1] == ']' {
			all = all.with(low)
			continue
		}
		p.at++
		if !p.more() {
			break
		}
		_, to, err := p.classItem()
		if err != nil || to < single {
			return set{}, errSyntax
		}
		all = all.with(span(byte(single), byte(to)))
	}
	return set{}, errSyntax
}

// classItem reads one byte or class of a bracketed class; single is the byte, or -1.
func (p *parser) classItem() (s set, single int, err error) {
	if p.take("[:") {
		name, _, ok := strings.Cut(p.text[p.at:], ":]")
		s, known := posix[strings.TrimPrefix(name, "^")]
		if !ok || !known {
			return set{}, 0, errSyntax
		}
		p.at += len(name) + 2
		if strings.HasPrefix(name, "^") {
			s = every.without(s)
		}
		return s, -1, nil
	}
	if p.take("[.") || p.take("[=") {
		return set{}, 0, errSyntax
	}
	c := p.next()
	if c != '\\' {
		return of(string([]byte{c})), int(c), nil
	}
	if !p.more() || strings.IndexByte("QE", p.text[p.at]) >= 0 {
		return set{}, 0, errSyntax
	}
	if p.take("b") {
		return of("\b"), '\b', nil
	}
	if s, err = p.escaped(); err != nil {
		return set{}, 0, err
	}
	for c := range 256 {
		if s == span(byte(c), byte(c)) {
			return s, c, nil
		}
	}
	return s, -1, nil
}
