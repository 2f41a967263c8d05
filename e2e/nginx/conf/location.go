package conf

import (
	"slices"
	"strings"
)

// A place is what the checks know of a location.
type place struct {
	modifier string // "", "=", "^~", "~", "~*" or "@"
	name     string // of a named one with its "@"
	unnamed  bool   // "if" or limit_except in it
}

func (p *place) regex() bool { return p.modifier == "~" || p.modifier == "~*" }

// locationBlock judges a location: its modifier, its name, where it stands.
func (k *checker) locationBlock(l *level, d *Directive) {
	p, ok := k.place(d)
	if !ok {
		return
	}
	if l.in == inLocation && !k.nested(l.location, p, d.Args[0].At) {
		return
	}
	k.enter(l, d, inLocation, p)
}

// place reads what a location is called. A modifier may stand before the name without a space.
func (k *checker) place(d *Directive) (*place, bool) {
	text, at := d.Args[0].Text, d.Args[0].At
	p := &place{name: text}
	if len(d.Args) == 2 {
		p.modifier, p.name, at = text, d.Args[1].Text, d.Args[1].At
		if !slices.Contains([]string{"=", "^~", "~", "~*"}, text) {
			k.refuse(d.Args[0].At, "invalid location modifier %q", text)
			return nil, false
		}
	} else {
		for _, m := range []string{"=", "^~", "~*", "~"} {
			if rest, ok := strings.CutPrefix(text, m); ok {
				p.modifier, p.name = m, rest
				break
			}
		}
		if strings.HasPrefix(text, "@") {
			p.modifier = "@"
		}
	}
	if p.regex() {
		return p, k.regex(at, p.name, p.modifier == "~*") != nil
	}
	return p, true
}

// nested says whether a location may stand in another.
func (k *checker) nested(outer, p *place, at Position) bool {
	switch {
	case outer.modifier == "=":
		k.refuse(at, "location %q cannot be inside the exact location %q", p.name, outer.name)
	case outer.modifier == "@":
		k.refuse(at, "location %q cannot be inside the named location %q", p.name, outer.name)
	case p.modifier == "@":
		k.refuse(at, "named location %q can be on the server level only", p.name)
	case !p.regex() && !strings.HasPrefix(p.name, outer.name):
		k.refuse(at, "location %q is outside location %q", p.name, outer.name)
	default:
		return true
	}
	return false
}

// twins refuses two locations of one level that mean the same: NGINX finds them when it builds its tree, which it does
// not do for what is in a regex or named location.
func (k *checker) twins(l *level) {
	seen := map[[2]string]*Directive{}
	for _, n := range l.below {
		if n.in != inLocation || n.location.unnamed || n.location.regex() || n.location.modifier == "@" {
			continue
		}
		key := [2]string{strings.Trim(n.location.modifier, "^~"), n.location.name}
		if first := seen[key]; first != nil {
			k.refuse(n.block.At, "duplicate location %q: it stands at %s", n.location.name, first.At)
			continue
		}
		seen[key] = n.block
		k.twins(n)
	}
}

// limitExcept judges the methods of limit_except and what stands in it.
func (k *checker) limitExcept(l *level, d *Directive) {
	if k.twice(l, d) {
		return
	}
	methods := []string{"GET", "HEAD", "POST", "PUT", "DELETE", "MKCOL", "COPY", "MOVE", "OPTIONS", "PROPFIND", "PROPPATCH", "LOCK", "UNLOCK", "PATCH"}
	for _, w := range d.Args {
		if !slices.Contains(methods, strings.ToUpper(w.Text)) {
			k.refuse(w.At, "invalid method %q", w.Text)
		}
	}
	k.enter(l, d, inLimitExcept, unnamed(l))
}

// unnamed is the place of a block that has the name of its location and is none.
func unnamed(l *level) *place {
	if l.location == nil {
		return &place{unnamed: true}
	}
	return &place{name: l.location.name, modifier: l.location.modifier, unnamed: true}
}

// root judges root and alias, of which one may stand in a block.
func (k *checker) root(l *level, d *Directive) {
	w := d.Args[0]
	for _, name := range []string{"root", "alias"} {
		if first := l.seen[name]; first != nil {
			k.refuse(d.At, "%q directive is duplicate, %q was specified earlier: %s", d.Name, name, first.At)
			return
		}
	}
	if d.Name == "alias" && l.location.modifier == "@" {
		k.refuse(d.At, "the \"alias\" directive cannot be used inside the named location")
		return
	}
	for _, name := range []string{"document_root", "realpath_root"} {
		if strings.Contains(w.Text, "$"+name) || strings.Contains(w.Text, "${"+name+"}") {
			k.refuse(w.At, "the $%s variable cannot be used in the %q directive", name, d.Name)
			return
		}
	}
	text := w.Text
	if d.Name == "root" {
		text = strings.TrimSuffix(text, "/")
	}
	k.script(w.At, text)
}

func (k *checker) single(l *level, d *Directive) { k.twice(l, d) }

// tryFiles judges the files and the last argument, which may be "=code".
func (k *checker) tryFiles(l *level, d *Directive) {
	if k.twice(l, d) {
		return
	}
	for i, w := range d.Args {
		text := w.Text
		if i < len(d.Args)-1 {
			text = strings.TrimSuffix(text, "/")
		}
		k.script(w.At, text)
	}
	last := d.Args[len(d.Args)-1]
	if code, ok := strings.CutPrefix(last.Text, "="); ok && !upTo(code, 999) {
		k.refuse(last.At, "invalid code %q", last.Text)
	}
}
