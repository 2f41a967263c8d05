package suggest

import (
	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/suggest/language"
)

// methods are those that may lead elsewhere, those that a check may always send first.
var methods = []string{"GET", "OPTIONS", "HEAD", "POST", "DELETE"}

// behind looks for requests that are led to the locations that none was found to enter: from each location of the
// server, and from the server's own rewrites, by URIs that its lines ask for.
func (f *finder) behind(s *nginx.Server, by []Entrance) {
	if len(by) == 0 || !f.missing(s) {
		return
	}
	by = by[:min(len(by), 2)]
	sources := []*nginx.Location{nil}
	s.Each(func(l *nginx.Location) {
		if l.Modifier != "@" && !f.shut[l] {
			sources = append(sources, l)
		}
	})
	plain := byEach(methods, f.arguments(s))
	f.led(s, sources, by, plain, true) // the plain ones of all before the many of one
	f.led(s, sources, by, plain, false)
	if !f.missing(s) {
		return
	}
	for _, e := range by {
		f.try(f.request(e, "GET", "/%zz")) // 400
	}
	f.left = mostTried
	valued := f.valued(s)
	f.led(s, sources, by[:1], byEach(methods[:1], valued), true)
	f.led(s, sources, by, byEach(methods, valued), true)
	f.led(s, sources, by, byEach(methods, valued), false)
}

// led tries requests from each source while something is missing.
func (f *finder) led(s *nginx.Server, sources []*nginx.Location, by []Entrance, asks []ask, few bool) {
	for _, source := range sources {
		if len(asks) == 0 || f.left <= 0 || !f.missing(s) {
			return
		}
		f.from(s, source, by, asks, few)
	}
}

// missing says whether the server has a wanted location that no request was found for.
func (f *finder) missing(s *nginx.Server) bool {
	missing := false
	s.Each(func(l *nginx.Location) { missing = missing || f.want[l] && f.found[l] == nil })
	return missing
}

// from tries requests that enter source; nil is any that the server takes.
func (f *finder) from(s *nginx.Server, source *nginx.Location, by []Entrance, asks []ask, few bool) {
	of := f.solver(by[0], source, false)
	extras := of.extras(s, source, few)
	for _, extra := range extras {
		uri, ok, _ := of.next(extra)
		if !ok {
			continue
		}
		for _, e := range by {
			for _, a := range asks {
				f.ask(a, e, escape(uri))
			}
		}
		if !f.missing(s) {
			return
		}
	}
}

// extras are what else is asked of a URI that enters source.
func (s *solver) extras(server *nginx.Server, source *nginx.Location, few bool) []*language.Term {
	l := s.space
	slash := l.Cat(l.All(), l.Text("/"))
	if few {
		return []*language.Term{nil, slash, l.Not(slash)}
	}
	lines := s.lines(server, source)
	var all []*language.Term
	avoid := l.All()
	for _, line := range lines {
		t, _, err := l.Regex(line.regex, line.fold)
		if err != nil {
			continue
		}
		all = append(all, t, l.And(t, slash), l.And(t, l.Not(slash)))
		avoid = l.And(avoid, l.Not(t))
		all = append(all, s.sent(server, line)...)
	}
	return append(all, avoid, l.And(avoid, slash), l.And(avoid, l.Not(slash)))
}

// sent are the URIs that a rewrite sends to a location that is missing: "^/old/(.*)$ /new/$1" sends those whose first
// group goes on as the location does behind "/new/".
func (s *solver) sent(server *nginx.Server, line line) []*language.Term {
	group, head, ok := line.template()
	if !ok {
		return nil
	}
	var all []*language.Term
	server.Each(func(l *nginx.Location) {
		if !s.want[l] || s.found[l] != nil || l.Modifier == "@" {
			return
		}
		rest := s.space.Behind(s.condition(l), head)
		if t, _, err := s.space.Grouped(line.regex, line.fold, map[int]*language.Term{group: rest}); err == nil {
			all = append(all, t)
		}
	})
	return all
}
