package nginx

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A Proof says why no request can reach a location.
type Proof struct {
	Text string
	At   conf.Position // of what keeps requests away
}

func (p Proof) String() string { return p.Text + " at " + p.At.String() }

// Unreachable gives, for each location that provably no request reaches, the proof. What is not in it may be
// unreachable still: a proof is given where it is certain.
func (m *Model) Unreachable() map[*Location]Proof {
	proofs := map[*Location]Proof{}
	for _, s := range m.Servers {
		if p, ok := m.idle(s); ok {
			s.Each(func(l *Location) { proofs[l] = p })
			continue
		}
		returns := unconditional(s.block)
		s.inside.prove(proofs, nil)
		s.Each(func(l *Location) {
			if _, known := proofs[l]; !known && returns != nil && l.Modifier != "@" {
				proofs[l] = Proof{"the server answers before it looks for a location, by " + returns.Name, returns.At}
			}
		})
	}
	return proofs
}

// unconditional is the first return of a block that every request runs into, or nil. A rewrite or break before it can
// keep requests away from it.
func unconditional(block *conf.Directive) *conf.Directive {
	for _, d := range block.Block {
		switch d.Name {
		case "return":
			return d
		case "rewrite", "break":
			return nil
		case "if":
			if d.First("break") != nil || d.First("rewrite") != nil {
				return nil
			}
		}
	}
	return nil
}

// idle says whether no request can be given to a server: on each of its sockets another one is the default, and each of
// its names is an earlier server's.
func (m *Model) idle(s *Server) (Proof, bool) {
	var proof Proof
	for _, l := range s.Listens {
		k := m.sockets[l.socket()]
		if k.standard == s || len(k.names.regexes) > 0 && k.names.owns(s) {
			return Proof{}, false
		}
		for _, kept := range []map[string]*Server{k.names.exact, k.names.head, k.names.tail} {
			for _, owner := range kept {
				if owner == s {
					return Proof{}, false
				}
			}
		}
		proof = Proof{fmt.Sprintf("another server has each of its names on %s, and a third is the default there", l.socket()), k.standard.At}
	}
	return proof, true
}

func (n *names) owns(s *Server) bool {
	for _, r := range n.regexes {
		if r.server == s {
			return true
		}
	}
	return false
}

// prove looks for proofs among the locations of a level. outer is the location that the level is nested in.
func (v *level) prove(proofs map[*Location]Proof, outer *Location) {
	for _, l := range v.all {
		if outer != nil {
			if p, dead := proofs[outer]; dead && !strings.HasPrefix(p.Text, covered) {
				proofs[l] = p
				l.inside.prove(proofs, l)
				continue
			}
		}
		if p, ok := v.shadow(l, outer); ok {
			proofs[l] = p
		}
		l.inside.prove(proofs, l)
	}
}

// covered begins the proof of a location whose nested ones can be reached all the same.
const covered = "what is nested in it takes every request"

// shadow is what keeps requests from a location of the level.
func (v *level) shadow(l, outer *Location) (Proof, bool) {
	switch {
	case l.Modifier == "@":
		if first := v.named[l.Pattern]; first != l {
			return Proof{"another location has that name, and the first counts", first.At}, true
		}
		return Proof{}, false
	case outer != nil && outer.IsRegex() && !l.IsRegex():
		return Proof{"NGINX never looks for prefixes inside a regex location", outer.At}, true
	case l.IsRegex():
		return v.shadowedRegex(l, outer)
	case l.Modifier == "=":
		return Proof{}, false
	}
	return v.shadowedPrefix(l)
}

// shadowedRegex looks for what takes every request that the regex would match.
func (v *level) shadowedRegex(l, outer *Location) (Proof, bool) {
	for _, earlier := range v.regexes {
		if earlier == l {
			break
		}
		if earlier.regex.Covers(l.regex) {
			return Proof{fmt.Sprintf("%s matches whatever it matches, and stands before it", earlier), earlier.At}, true
		}
	}
	if outer != nil && !outer.IsRegex() && l.regex.NoneAfter(outer.Pattern) {
		return Proof{fmt.Sprintf("no URI that begins with %s matches it", outer.Pattern), outer.At}, true
	}
	starts := l.regex.Starts()
	var shield *Location
	for _, start := range starts {
		p := v.longest(start)
		if p == nil || p.Modifier != "^~" || v.longer(start) {
			return Proof{}, false
		}
		shield = p
	}
	if shield == nil {
		return Proof{}, false
	}
	return Proof{fmt.Sprintf("every URI it matches begins with that of %s, which keeps regexes away", shield), shield.At}, true
}

// longer says whether a prefix location without ^~ goes on from the text, or an exact one could: then some URI that
// begins with the text is not shielded by what shields the text.
func (v *level) longer(text string) bool {
	for _, p := range v.prefixes {
		if p.Modifier != "^~" && len(p.Pattern) > len(text) && strings.HasPrefix(p.Pattern, text) {
			return true
		}
	}
	return false
}

// shadowedPrefix looks for a regex, or something nested, that takes every request the prefix would get.
func (v *level) shadowedPrefix(l *Location) (Proof, bool) {
	if l.Modifier != "^~" {
		for _, r := range v.regexes {
			if r.regex.AllAfter(l.Pattern) && len(l.inside.prefixes) == 0 && len(l.inside.exact) == 0 && len(l.inside.regexes) == 0 {
				return Proof{fmt.Sprintf("every URI that begins with it matches %s", r), r.At}, true
			}
		}
	}
	for _, r := range l.inside.regexes {
		if r.regex.AllAfter(l.Pattern) {
			return Proof{covered + ": every URI that begins with it matches " + r.String(), r.At}, true
		}
	}
	for _, p := range l.inside.prefixes {
		if p.Pattern == l.Pattern {
			return Proof{covered + ": " + p.String() + " is as long", p.At}, true
		}
	}
	return Proof{}, false
}
