package language

import (
	"slices"
	"strings"
)

// after is what may follow the byte c in texts of t that begin with it: the derivative of t.
func (s *Space) after(t *Term, c byte) *Term {
	at := uint64(t.id)<<8 | uint64(c)
	if d := s.derived[at]; d != nil {
		return d
	}
	var d *Term
	switch t.kind {
	case none, nothing:
		d = s.None()
	case one:
		d = s.None()
		if t.set.has(c) {
			d = s.Nothing()
		}
	case cat:
		d = s.cat(s.after(t.parts[0], c), t.parts[1])
		if t.parts[0].empty {
			d = s.Or(d, s.after(t.parts[1], c))
		}
	case star:
		d = s.cat(s.after(t.parts[0], c), t)
	case not:
		d = s.Not(s.after(t.parts[0], c))
	default:
		d = s.afterEach(t, c)
	}
	s.derived[at] = d
	return d
}

func (s *Space) afterEach(t *Term, c byte) *Term {
	parts := make([]*Term, len(t.parts))
	for i, p := range t.parts {
		parts[i] = s.after(p, c)
		if t.kind == and && parts[i].kind == none {
			return parts[i]
		}
	}
	if t.kind == or {
		return s.Or(parts...)
	}
	return s.And(parts...)
}

// An Answer is what a search found.
type Answer int

// The answers.
const (
	Found   Answer = iota
	Empty          // no text is in the term
	GivenUp        // the search came to its bound
)

// liked are bytes in the order in which they stand in a text where others would do as well.
const liked = "xabcdefghijklmnopqrstuvwyz0123456789XABCDEFGHIJKLMNOPQRSTUVWYZ/.-_~"

// Shortest is a shortest text of the term, made of bytes that are plain where that can be. limit bounds how many sets
// of texts are looked at.
func (s *Space) Shortest(t *Term, limit int) (string, Answer) {
	alphabet := representatives(t)
	type place struct {
		term *Term
		from int
		by   byte
	}
	queue := []place{{term: t, from: -1}}
	seen := map[int]bool{t.id: true}
	for at := 0; at < len(queue); at++ {
		if s.looked++; s.looked > mostLooked {
			s.full = true
		}
		if s.full || len(queue) > limit {
			return "", GivenUp
		}
		if queue[at].term.empty {
			var text []byte
			for i := at; queue[i].from >= 0; i = queue[i].from {
				text = append(text, queue[i].by)
			}
			slices.Reverse(text)
			return string(text), Found
		}
		for _, c := range alphabet {
			d := s.after(queue[at].term, c)
			if d.kind == none || seen[d.id] {
				continue
			}
			seen[d.id] = true
			queue = append(queue, place{d, at, c})
		}
	}
	if s.full {
		return "", GivenUp
	}
	return "", Empty
}

// representatives are bytes such that every other one means the same to the term as one of them.
func representatives(t *Term) []byte {
	sets := setsOf(t)
	var out []byte
	taken := map[string]bool{}
	try := func(c byte) {
		sign := make([]byte, len(sets))
		for i, x := range sets {
			if x.has(c) {
				sign[i] = 1
			}
		}
		if !taken[string(sign)] {
			taken[string(sign)] = true
			out = append(out, c)
		}
	}
	for i := range len(liked) {
		try(liked[i])
	}
	for c := 1; c <= 256; c++ { // NUL last
		if strings.IndexByte(liked, byte(c)) < 0 {
			try(byte(c))
		}
	}
	return out
}

// setsOf are the sets of bytes that a term is made of, each once.
func setsOf(t *Term) []set {
	var sets []set
	seen, known := map[int]bool{}, map[set]bool{}
	var look func(*Term)
	look = func(t *Term) {
		if seen[t.id] {
			return
		}
		seen[t.id] = true
		if t.kind == one && !known[t.set] {
			known[t.set] = true
			sets = append(sets, t.set)
		}
		for _, p := range t.parts {
			look(p)
		}
	}
	look(t)
	return sets
}
