package language

import "fmt"

// Regex is the texts in which a pattern of PCRE2 matches somewhere; fold is `~*`. exact says that it is these and no
// others; else some may be missing or too many. An error says that the pattern has a form that is not read.
func (s *Space) Regex(text string, fold bool) (t *Term, exact bool, err error) {
	return s.Grouped(text, fold, nil)
}

// Grouped is [Space.Regex] where the numbered groups hold texts of these terms.
func (s *Space) Grouped(text string, fold bool, groups map[int]*Term) (t *Term, exact bool, err error) {
	p := parser{text: text, fold: fold, seen: map[int][][]item{}}
	if len(text) > longest {
		return nil, false, fmt.Errorf("read the regex %q: it is longer than %d bytes", text, longest)
	}
	branches, err := p.branches()
	if err == nil && p.more() {
		err = errSyntax
	}
	if err != nil {
		return nil, false, fmt.Errorf("read the regex %q: %w", text, err)
	}
	m := maker{space: s, seen: p.seen, groups: groups, exact: !p.loose, left: 2000}
	t = m.each(s.All(), branches, nil, s.All())
	if m.err != nil {
		return nil, false, fmt.Errorf("read the regex %q: %w", text, m.err)
	}
	return t, m.exact, nil
}

// A maker makes terms of items.
type maker struct {
	space  *Space
	seen   map[int][][]item
	groups map[int]*Term
	exact  bool
	left   int // steps that may still be made
	inside int // how deep in what looks ahead: the texts before are not known there
	behind int // how deep in what looks behind: the texts after are not known there
	err    error
}

// each is the texts that begin with one of before, go on as one of the branches says and then as rest and the tail do.
func (m *maker) each(before *Term, branches [][]item, rest []item, tail *Term) *Term {
	all := make([]*Term, 0, len(branches))
	for _, b := range branches {
		items := b
		if rest != nil {
			items = append(append(make([]item, 0, len(b)+len(rest)), b...), rest...)
		}
		all = append(all, m.follow(before, items, tail))
	}
	return m.space.Or(all...)
}

// follow is the texts that begin with one of before and go on as the items say.
func (m *maker) follow(before *Term, items []item, tail *Term) *Term {
	s := m.space
	for i, it := range items {
		if m.spent() {
			return s.None()
		}
		rest := items[i+1:]
		switch {
		case m.plain(it):
			before = s.Cat(before, m.term(it))
		case it.kind == begin:
			m.guess()
			before = s.And(before, s.Nothing())
		case it.kind == behind:
			m.guess()
			m.behind++
			before = s.And(before, m.unless(it, m.each(s.All(), it.branches, nil, s.Nothing())))
			m.behind--
		case it.kind == end || it.kind == finish:
			m.exact = m.exact && m.behind == 0
			return s.Cat(before, s.And(s.last(it), m.ahead(rest, tail)))
		case it.kind == ahead:
			m.exact = m.exact && m.behind == 0
			m.inside++
			here := m.unless(it, m.each(s.Nothing(), it.branches, nil, s.All()))
			m.inside--
			return s.Cat(before, s.And(here, m.ahead(rest, tail)))
		case it.kind == group:
			return m.each(before, it.branches, rest, tail)
		case it.whole:
			m.exact = m.exact && m.behind == 0
			more := s.Cat(s.one(it.branches[0][0].set), s.All())
			return s.Cat(before, m.times(it), s.And(s.Not(more), m.ahead(rest, tail)))
		default: // a repetition of what looks around
			return m.again(before, it, rest, tail)
		}
	}
	return s.Cat(before, tail)
}

// last is what may stand between a place that is an end and the end.
func (s *Space) last(it item) *Term {
	if it.kind == finish {
		return s.Nothing()
	}
	return s.Or(s.Nothing(), s.Text("\n"))
}

// spent takes one step, and says whether no more may be made.
func (m *maker) spent() bool {
	if m.left--; m.left < 0 || m.space.full {
		m.err = errSyntax
	}
	return m.err != nil
}

// guess notes that what stands before is asked where it is not known whole.
func (m *maker) guess() {
	m.exact = m.exact && m.inside == 0
}

// ahead is what the items and the tail say of the text from here on.
func (m *maker) ahead(rest []item, tail *Term) *Term {
	if len(rest) == 0 {
		return tail
	}
	m.inside++
	defer func() { m.inside-- }()
	return m.follow(m.space.Nothing(), rest, tail)
}

func (m *maker) unless(it item, t *Term) *Term {
	if it.inverse {
		return m.space.Not(t)
	}
	return t
}

// again is a repetition of what looks around: none, or once at least.
func (m *maker) again(before *Term, it item, rest []item, tail *Term) *Term {
	if it.greatest < 0 || it.greatest > 1 {
		m.exact = false
	}
	once := m.each(before, it.branches, rest, tail)
	if it.least > 0 {
		return once
	}
	return m.space.Or(once, m.follow(before, rest, tail))
}

// plain says whether an item takes bytes and looks at nothing around them.
func (m *maker) plain(it item) bool {
	switch it.kind {
	case aByte, back:
		return true
	case group, repeat:
		if it.whole {
			return false
		}
		for _, b := range it.branches {
			for _, inner := range b {
				if !m.plain(inner) {
					return false
				}
			}
		}
		return true
	}
	return false
}

// term is the texts of a plain item.
func (m *maker) term(it item) *Term {
	s := m.space
	if m.spent() {
		return s.None()
	}
	switch it.kind {
	case aByte:
		return s.one(it.set)
	case back:
		if held := m.groups[it.group]; held != nil {
			return held
		}
		return m.any(m.seen[it.group])
	case repeat:
		return m.times(it)
	}
	t := m.any(it.branches)
	if held := m.groups[it.group]; held != nil && it.group > 0 {
		t = s.And(t, held)
	}
	return t
}

func (m *maker) any(branches [][]item) *Term {
	all := make([]*Term, 0, len(branches))
	for _, b := range branches {
		t := m.space.Nothing()
		for i := len(b) - 1; i >= 0; i-- {
			if !m.plain(b[i]) { // of a reference to a group that looks around
				m.exact = false
				continue
			}
			t = m.space.Cat(m.term(b[i]), t)
		}
		all = append(all, t)
	}
	return m.space.Or(all...)
}

// times is a repetition.
func (m *maker) times(it item) *Term {
	s := m.space
	inner := m.term(it.branches[0][0])
	t := s.Nothing()
	if it.greatest < 0 {
		t = s.star(inner)
	}
	for range it.greatest - it.least {
		t = s.Or(s.Nothing(), s.Cat(inner, t))
	}
	for range it.least {
		t = s.Cat(inner, t)
	}
	if m.left -= max(it.least, it.greatest); m.left < 0 {
		m.err = errSyntax
	}
	return t
}
