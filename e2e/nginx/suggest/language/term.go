package language

import (
	"encoding/binary"
	"slices"
)

// A Space holds terms. Terms of different spaces don't mix. It is not safe for concurrent use.
type Space struct {
	terms   map[string]*Term
	derived map[uint64]*Term // by the id of a term and a byte
	looked  int              // terms that were looked at in searches
	full    bool             // it holds, or looked at, as many as it may: what it says from then on is nothing
}

// The bounds of a space: its terms, and so its memory, and those that searches look at, and so its time.
const (
	most       = 60_000
	mostLooked = 100_000
)

// A Term is a set of texts. Equal ids are equal sets; other ids may be equal too.
type Term struct {
	id    int
	kind  kind
	set   set
	parts []*Term
	empty bool // the empty text is in it
}

type kind byte

const (
	none    kind = iota // no text
	nothing             // the empty text
	one                 // one byte of a set
	cat                 // a text of the first part, then one of the second
	or
	and
	not
	star
)

// A set is of bytes.
type set [4]uint64

func (s set) has(c byte) bool { return s[c>>6]&(1<<(c&63)) != 0 }
func (s *set) add(c byte)     { s[c>>6] |= 1 << (c & 63) }

func (s set) with(o set) set {
	for i := range s {
		s[i] |= o[i]
	}
	return s
}

func (s set) without(o set) set {
	for i := range s {
		s[i] &^= o[i]
	}
	return s
}

var every = set{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}

// span is a set of the bytes from a to b.
func span(a, b byte) set {
	var s set
	for c := int(a); c <= int(b); c++ {
		s.add(byte(c))
	}
	return s
}

// of is a set of the bytes of a text.
func of(text string) set {
	var s set
	for i := range len(text) {
		s.add(text[i])
	}
	return s
}

// New makes an empty space.
func New() *Space { return &Space{terms: map[string]*Term{}, derived: map[uint64]*Term{}} }

// Full says whether the space ran out of what it may hold: no answer of it counts then.
func (s *Space) Full() bool { return s.full }

// make gives the term of that kind, the one that is there already if there is.
func (s *Space) make(k kind, bytes set, empty bool, parts ...*Term) *Term {
	key := make([]byte, 0, 33+4*len(parts))
	key = append(key, byte(k))
	if k == one {
		for _, w := range bytes {
			key = binary.LittleEndian.AppendUint64(key, w)
		}
	}
	for _, p := range parts {
		key = binary.LittleEndian.AppendUint32(key, uint32(p.id))
	}
	if t := s.terms[string(key)]; t != nil {
		return t
	}
	if len(s.terms) >= most && k > nothing {
		s.full = true
		return s.None()
	}
	t := &Term{id: len(s.terms), kind: k, set: bytes, parts: parts, empty: empty}
	s.terms[string(key)] = t
	return t
}

// None is no text at all.
func (s *Space) None() *Term { return s.make(none, set{}, false) }

// Nothing is the empty text.
func (s *Space) Nothing() *Term { return s.make(nothing, set{}, true) }

// All is every text.
func (s *Space) All() *Term { return s.star(s.one(every)) }

// Text is that text alone.
func (s *Space) Text(text string) *Term {
	t := s.Nothing()
	for i := len(text) - 1; i >= 0; i-- {
		t = s.Cat(s.one(of(text[i:i+1])), t)
	}
	return t
}

// From is every text that begins so.
func (s *Space) From(prefix string) *Term { return s.Cat(s.Text(prefix), s.All()) }

// Within is every text that holds one of the term.
func (s *Space) Within(t *Term) *Term { return s.Cat(s.All(), t, s.All()) }

// Only is every text of these bytes alone.
func (s *Space) Only(bytes string) *Term { return s.star(s.one(of(bytes))) }

func (s *Space) one(bytes set) *Term {
	if bytes == (set{}) {
		return s.None()
	}
	return s.make(one, bytes, false)
}

// Cat is a text of each, one behind the other.
func (s *Space) Cat(all ...*Term) *Term {
	out := s.Nothing()
	for i := len(all) - 1; i >= 0; i-- {
		out = s.cat(all[i], out)
	}
	return out
}

func (s *Space) cat(a, b *Term) *Term {
	switch {
	case a.kind == none || b.kind == nothing:
		return a
	case b.kind == none || a.kind == nothing:
		return b
	case a.kind == cat:
		return s.cat(a.parts[0], s.cat(a.parts[1], b))
	case a.kind == star && b.kind == cat && b.parts[0] == a, a.kind == star && a == b: // x*x* is x*
		return b
	}
	return s.make(cat, set{}, a.empty && b.empty, a, b)
}

func (s *Space) star(t *Term) *Term {
	switch t.kind {
	case none, nothing:
		return s.Nothing()
	case star:
		return t
	}
	return s.make(star, set{}, true, t)
}

// Not is every other text.
func (s *Space) Not(t *Term) *Term {
	if t.kind == not {
		return t.parts[0]
	}
	switch {
	case t == s.All():
		return s.None()
	case t.kind == none:
		return s.All()
	}
	return s.make(not, set{}, !t.empty, t)
}

// Or is what is in one of them at least.
func (s *Space) Or(all ...*Term) *Term {
	parts, bytes := flat(or, all)
	if bytes != (set{}) {
		parts = append(parts, s.one(bytes))
	}
	return s.joined(or, parts, s.None(), s.All())
}

// And is what is in each of them.
func (s *Space) And(all ...*Term) *Term {
	parts, _ := flat(and, all)
	for _, p := range parts {
		if p.kind == nothing {
			for _, q := range parts {
				if !q.empty {
					return s.None()
				}
			}
			return p
		}
	}
	return s.joined(and, parts, s.All(), s.None())
}

// flat takes the parts of parts of one kind out; of or the sets of bytes apart, as one.
func flat(k kind, all []*Term) (parts []*Term, bytes set) {
	for _, t := range all {
		switch {
		case t.kind == k:
			inner, more := flat(k, t.parts)
			parts, bytes = append(parts, inner...), bytes.with(more)
		case k == or && t.kind == one:
			bytes = bytes.with(t.set)
		default:
			parts = append(parts, t)
		}
	}
	return parts, bytes
}

// joined is or and and: idle changes nothing, strong decides.
func (s *Space) joined(k kind, parts []*Term, idle, strong *Term) *Term {
	slices.SortFunc(parts, func(a, b *Term) int { return a.id - b.id })
	parts = slices.CompactFunc(parts, func(a, b *Term) bool { return a == b })
	kept := parts[:0]
	for _, p := range parts {
		if p == strong {
			return strong
		}
		if p != idle {
			kept = append(kept, p)
		}
	}
	for _, p := range kept {
		if p.kind == not && slices.Contains(kept, p.parts[0]) {
			return strong
		}
	}
	switch len(kept) {
	case 0:
		return idle
	case 1:
		return kept[0]
	}
	empty := k == and
	for _, p := range kept {
		if p.empty != empty {
			empty = p.empty
			break
		}
	}
	return s.make(k, set{}, empty, slices.Clone(kept)...)
}

// Behind is what goes on behind a text in texts of the term.
func (s *Space) Behind(t *Term, text string) *Term {
	for i := range len(text) {
		t = s.after(t, text[i])
	}
	return t
}
