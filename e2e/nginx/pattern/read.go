package pattern

import (
	"regexp"
	"strings"
)

// newQuick reads off a pattern what every match must contain. It knows the everyday syntax only: at anything else it
// gives up, and nothing is said of the pattern. The pattern must be one that PCRE2 accepts.
func newQuick(text string, caseless bool) quick {
	r := reader{text: text}
	branches, ok := r.alternation()
	if !ok || r.at != len(text) {
		return quick{}
	}
	q := quick{fold: caseless}
	for _, items := range branches {
		b := digest(items, caseless)
		if b.starts == nil && b.ends == nil && b.contains == nil && !b.whole {
			return quick{} // it may match anything
		}
		q.branches = append(q.branches, b)
	}
	return q
}

// An item is one step of a branch.
type item struct {
	kind  kind
	texts []string // of a text: what it matches, one of these and nothing else
}

type kind int

const (
	opaque kind = iota // matches what is not known, perhaps nothing
	text               // matches one of its texts
	more               // the text before may follow again: it is required, but not what follows it at once
	begin              // "^"
	end                // "$"
)

// most is the number of texts that alternatives are multiplied out to.
const most = 32

type reader struct {
	text string
	at   int
}

// alternation reads branches up to the end or the parenthesis that closes the group.
func (r *reader) alternation() (branches [][]item, ok bool) {
	branches = [][]item{nil}
	for r.at < len(r.text) && r.text[r.at] != ')' {
		last := &branches[len(branches)-1]
		if r.text[r.at] == '|' {
			r.at++
			branches = append(branches, nil)
			continue
		}
		it, ok := r.item()
		if !ok {
			return nil, false
		}
		it, again, ok := r.quantified(it)
		if !ok {
			return nil, false
		}
		*last = append(*last, it)
		if again {
			*last = append(*last, item{kind: more})
		}
	}
	return branches, true
}

// item reads one step without its quantifier.
func (r *reader) item() (item, bool) {
	c := r.text[r.at]
	r.at++
	switch c {
	case '^':
		return item{kind: begin}, true
	case '$':
		return item{kind: end}, true
	case '.':
		return item{}, true
	case '[':
		return item{}, r.class()
	case '(':
		return r.group()
	case '\\':
		return r.escape()
	case '*', '+', '?', '{':
		return item{}, false // a literal in some places: rare
	}
	return item{kind: text, texts: []string{string([]byte{c})}}, true
}

// escape reads what follows a backslash: signs stand for themselves, a few letters for a class of bytes or a place.
func (r *reader) escape() (item, bool) {
	if r.at == len(r.text) {
		return item{}, false
	}
	c := r.text[r.at]
	r.at++
	switch {
	case c < 0x80 && !alphanumeric(c):
		return item{kind: text, texts: []string{string([]byte{c})}}, true
	case strings.IndexByte("dDwWsShHvVNRtrnfeabB", c) >= 0:
		return item{}, true
	}
	return item{}, false
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= lower(c) && lower(c) <= 'z'
}

// class passes over a bracketed class.
func (r *reader) class() bool {
	if strings.HasPrefix(r.text[r.at:], "^") {
		r.at++
	}
	for first := true; r.at < len(r.text); first = false {
		switch c := r.text[r.at]; {
		case c == ']' && !first:
			r.at++
			return true
		case c == '\\':
			if r.at+1 == len(r.text) || strings.IndexByte("QE", r.text[r.at+1]) >= 0 {
				return false
			}
			r.at++
		case c == '[' && r.at+1 < len(r.text) && strings.IndexByte(":.=", r.text[r.at+1]) >= 0:
			name := posix.FindString(r.text[r.at:])
			if name == "" {
				return false
			}
			r.at += len(name) - 1
		}
		r.at++
	}
	return false
}

var (
	posix    = regexp.MustCompile(`^\[:\^?[a-z]+:\]`)
	opening  = regexp.MustCompile(`^\?(?::|=|!|>|\||<=|<!|P?<[A-Za-z_]\w*>)`)
	counting = regexp.MustCompile(`^\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}`)
)

// group reads a group. Texts come of it when it holds nothing else and takes part in the match as it stands.
func (r *reader) group() (item, bool) {
	if strings.HasPrefix(r.text[r.at:], "*") {
		return item{}, false
	}
	alone := false // it matches no text of its own, or not all that its branches do
	if strings.HasPrefix(r.text[r.at:], "?") {
		head := opening.FindString(r.text[r.at:])
		if head == "" {
			return item{}, false
		}
		alone = head == "?=" || head == "?!" || head == "?<=" || head == "?<!" || head == "?>"
		r.at += len(head)
	}
	branches, ok := r.alternation()
	if !ok || r.at == len(r.text) {
		return item{}, false
	}
	r.at++ // the parenthesis
	if alone {
		return item{}, true
	}
	return union(branches), true
}

// union is the item that matches what one of the branches does, if they hold texts alone.
func union(branches [][]item) item {
	var all []string
	for _, items := range branches {
		texts := []string{""}
		for _, it := range items {
			if it.kind != text {
				return item{}
			}
			if texts = multiply(texts, it.texts); texts == nil {
				return item{}
			}
		}
		all = append(all, texts...)
	}
	if len(all) > most {
		return item{}
	}
	return item{kind: text, texts: all}
}

// multiply puts each of b behind each of a; nil if that is too many.
func multiply(a, b []string) []string {
	if len(a)*len(b) > most {
		return nil
	}
	var all []string
	for _, x := range a {
		for _, y := range b {
			all = append(all, x+y)
		}
	}
	return all
}

// quantified reads the quantifier behind an item. again says that the item stays required but may come more than once.
func (r *reader) quantified(it item) (_ item, again, ok bool) {
	rest := r.text[r.at:]
	if rest == "" || strings.IndexByte("*+?{", rest[0]) < 0 {
		return it, false, true
	}
	if it.kind == begin || it.kind == end {
		return it, false, false
	}
	length, least := 1, "0"
	switch rest[0] {
	case '+':
		least = "1"
	case '{':
		found := counting.FindStringSubmatch(rest)
		if found == nil {
			return it, false, false
		}
		length, least = len(found[0]), found[1]
	}
	optional := rest[0] == '?'
	r.at += length
	greedy := true
	if r.at < len(r.text) && (r.text[r.at] == '?' || r.text[r.at] == '+') {
		greedy = false
		r.at++
	}
	switch {
	case it.kind != text:
		return item{}, false, true
	case optional && greedy && 2*len(it.texts) <= most:
		return item{kind: text, texts: append([]string{""}, it.texts...)}, false, true
	case strings.Trim(least, "0") == "":
		return item{}, false, true
	}
	return it, true, true
}
