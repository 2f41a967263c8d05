package pattern

import "strings"

// always are the patterns that match every text that begins with a slash, as every URI of a client does.
var always = map[string]bool{"": true, "^": true, "/": true, "^/": true, ".": true, "^.": true, ".*": true, "^.*": true, "(.*)": true,
	"^(.*)": true, "/.*": true, "^/.*": true, "^/(.*)": true, "/(.*)": true, "(.+)": true, ".+": true, "^.+": true, "^(.+)": true}

// Always says whether it is certain that every text that begins with a slash matches. False says nothing.
func (r *Regexp) Always() bool { return always[r.text] }

// AllAfter says whether it is certain that every text that begins with prefix, a slash at its head, matches.
func (r *Regexp) AllAfter(prefix string) bool {
	if r.Always() && strings.HasPrefix(prefix, "/") {
		return true
	}
	for _, b := range r.quick.branches {
		if b.whole && b.ends == nil && (b.starts != nil && b.contains == nil && r.quick.prefix(b.starts, prefix) ||
			b.starts == nil && b.contains != nil && r.quick.infix(b.contains, prefix)) {
			return true
		}
	}
	return false
}

// NoneAfter says whether it is certain that no text that begins with prefix matches.
func (r *Regexp) NoneAfter(prefix string) bool {
	if r.quick.branches == nil {
		return false
	}
	for _, b := range r.quick.branches {
		if b.starts == nil {
			return false
		}
		for _, start := range b.starts {
			n := min(len(start), len(prefix))
			if r.quick.same(prefix[:n], start[:n]) {
				return false
			}
		}
	}
	return true
}

// Starts are texts one of which every match begins with, as far as they are known and letters count; nil says nothing.
func (r *Regexp) Starts() []string {
	var all []string
	for _, b := range r.quick.branches {
		if b.starts == nil || r.quick.fold {
			return nil
		}
		all = append(all, b.starts...)
	}
	return all
}

// Covers says whether it is certain that r matches whatever other matches. Of two that differ in case alone neither does:
// what is excluded, as by "[^a]", grows as well.
func (r *Regexp) Covers(other *Regexp) bool {
	if r.text == other.text && r.caseless == other.caseless || r.Always() {
		return true
	}
	if other.quick.branches == nil || r.quick.branches == nil || other.quick.fold && !r.quick.fold {
		return false
	}
	for i := range other.quick.branches {
		if !r.covers(&other.quick.branches[i]) {
			return false
		}
	}
	return true
}

// covers says whether one branch of r asks for no more than what b asks for.
func (r *Regexp) covers(b *branch) bool {
	for i := range r.quick.branches {
		a := &r.quick.branches[i]
		if !a.whole || a.starts != nil && a.ends != nil {
			continue // one text between "^" and "$": another branch would have to be equal
		}
		switch {
		case a.starts != nil && all(b.starts, func(s string) bool { return r.quick.prefix(a.starts, s) }),
			a.ends != nil && all(b.ends, func(s string) bool { return r.quick.suffix(a.ends, s) }),
			a.contains != nil && (all(b.starts, r.within(a)) || all(b.ends, r.within(a)) || all(b.contains, r.within(a))):
			return true
		}
	}
	return false
}

func (r *Regexp) within(a *branch) func(string) bool {
	return func(s string) bool { return r.quick.infix(a.contains, s) }
}

// all says whether there are texts and each is as f wants.
func all(texts []string, f func(string) bool) bool {
	for _, s := range texts {
		if !f(s) {
			return false
		}
	}
	return len(texts) > 0
}
