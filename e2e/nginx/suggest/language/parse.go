package language

import (
	"errors"
	"strings"
)

// An item is one step of a pattern.
type item struct {
	kind     itemKind
	set      set      // of a byte
	branches [][]item // of a group and of what looks around
	least    int      // of a repetition of branches[0][0]
	greatest int      // -1: without end
	group    int      // number of a capturing group, or of the one that is referred to; 0 is none
	inverse  bool     // it must not be there
	whole    bool     // of a repetition of a byte: all that follow are taken, and none is given back
}

type itemKind byte

const (
	aByte itemKind = iota
	group
	repeat
	begin  // "^"
	end    // "$": at the end, or before a newline there
	finish // "\z"
	ahead
	behind
	back // what a group before held
)

var errSyntax = errors.New("it is not understood")

// A parser reads the syntax of PCRE2 as far as it stands in configurations. What it can't read is an error.
type parser struct {
	text   string
	at     int
	fold   bool // letters stand for both cases
	groups int
	seen   map[int][][]item
	depth  int
	loose  bool // something was read that its items say too wide
}

// The bounds of what is read.
const (
	deepest = 50
	longest = 4096
)

func (p *parser) more() bool { return p.at < len(p.text) }

func (p *parser) next() byte {
	c := p.text[p.at]
	p.at++
	return c
}

// take passes over a text if it stands here.
func (p *parser) take(text string) bool {
	if !strings.HasPrefix(p.text[p.at:], text) {
		return false
	}
	p.at += len(text)
	return true
}

// branches reads up to the end or to the parenthesis that closes the group.
func (p *parser) branches() ([][]item, error) {
	if p.depth++; p.depth > deepest {
		return nil, errSyntax
	}
	defer func(fold bool) { p.depth--; p.fold = fold }(p.fold)
	all := [][]item{nil}
	for p.more() && p.text[p.at] != ')' {
		if p.take("|") {
			all = append(all, nil)
			continue
		}
		items, err := p.item()
		if err == nil {
			items, err = p.quantified(items)
		}
		if err != nil {
			return nil, err
		}
		last := &all[len(all)-1]
		*last = append(*last, items...)
	}
	return all, nil
}

// item reads one step without its quantifier.
func (p *parser) item() ([]item, error) {
	switch c := p.next(); c {
	case '^':
		return []item{{kind: begin}}, nil
	case '$':
		return []item{{kind: end}}, nil
	case '.':
		return p.byteOf(every.without(of("\n"))), nil
	case '[':
		s, err := p.class()
		return p.byteOf(s), err
	case '(':
		return p.group()
	case '\\':
		return p.escape()
	case '*', '+', '?':
		return nil, errSyntax
	default:
		return p.byteOf(p.folded(of(string([]byte{c})))), nil
	}
}

func (p *parser) byteOf(s set) []item { return []item{{kind: aByte, set: s}} }

// folded adds the other case of letters where that is asked for. Bytes beyond ASCII have none.
func (p *parser) folded(s set) set {
	if !p.fold {
		return s
	}
	for c := byte('a'); c <= 'z'; c++ {
		upper := c - 'a' + 'A'
		if s.has(c) || s.has(upper) {
			s.add(c)
			s.add(upper)
		}
	}
	return s
}

// quantified reads the quantifiers behind a step. One that gives nothing back ("(ab)++") is read as if it did, but for that
// of a byte.
func (p *parser) quantified(items []item) ([]item, error) {
	for p.more() && strings.IndexByte("*+?{", p.text[p.at]) >= 0 {
		least, greatest := 0, -1
		switch c := p.next(); c {
		case '+':
			least = 1
		case '?':
			greatest = 1
		case '{':
			var ok bool
			if least, greatest, ok = p.counts(); !ok {
				return append(items, p.byteOf(of("{"))...), nil
			}
		}
		if len(items) != 1 || greatest >= 0 && greatest < least || least > 200 || greatest > 200 {
			return nil, errSyntax
		}
		possessive := p.take("+")
		whole := possessive && greatest < 0 && items[0].kind == aByte
		p.loose = p.loose || possessive && !whole
		if !possessive {
			p.take("?")
		}
		items = []item{{kind: repeat, branches: [][]item{items}, least: least, greatest: greatest, whole: whole}}
	}
	return items, nil
}

// counts reads "2}", "2,}" or "2,3}"; ok is false where the brace is one of the text.
func (p *parser) counts() (least, greatest int, ok bool) {
	inside, _, closed := strings.Cut(p.text[p.at:], "}")
	low, high, ranged := strings.Cut(inside, ",")
	if !closed || low == "" || len(inside) > 9 || strings.Trim(low+high, "0123456789") != "" {
		return 0, 0, false
	}
	p.at += len(inside) + 1
	least = decimal(low)
	switch {
	case !ranged:
		return least, least, true
	case high == "":
		return least, -1, true
	}
	return least, decimal(high), true
}

func decimal(text string) int {
	n := 0
	for i := range len(text) {
		n = n*10 + int(text[i]-'0')
	}
	return n
}
