package pattern

import "strings"

// A quick is what can be said of a pattern without PCRE2: texts that every match contains, one of which must be found.
// The zero value says nothing.
type quick struct {
	branches []branch // of the alternation at the top of the pattern: one must match
	fold     bool     // letters of ASCII match in both cases
}

// A branch is what is known of one alternative. An empty list asks for nothing.
type branch struct {
	starts   []string // the subject begins with one of them
	ends     []string // it ends with one of them, or with one and a newline
	contains []string // one of them is in it
	whole    bool     // that is all the branch asks for
}

// match decides, or says that it can't.
func (q quick) match(s string) (ok, decided bool) {
	if q.branches == nil {
		return false, false
	}
	decided = true
	for i := range q.branches {
		b := &q.branches[i]
		if !q.possible(b, s) {
			continue
		}
		if b.whole {
			return true, true
		}
		decided = false
	}
	return false, decided
}

// possible says whether s has what the branch asks for.
func (q quick) possible(b *branch, s string) bool {
	switch {
	case b.starts != nil && b.ends != nil && b.whole: // one text between "^" and "$"
		return q.equal(b.starts, s) || strings.HasSuffix(s, "\n") && q.equal(b.starts, s[:len(s)-1])
	case b.starts != nil && !q.prefix(b.starts, s):
		return false
	case b.ends != nil && !q.suffix(b.ends, s) && (!strings.HasSuffix(s, "\n") || !q.suffix(b.ends, s[:len(s)-1])):
		return false
	}
	return b.contains == nil || q.infix(b.contains, s)
}

func (q quick) equal(all []string, s string) bool {
	for _, text := range all {
		if len(text) == len(s) && q.same(s, text) {
			return true
		}
	}
	return false
}

func (q quick) prefix(all []string, s string) bool {
	for _, text := range all {
		if len(text) <= len(s) && q.same(s[:len(text)], text) {
			return true
		}
	}
	return false
}

func (q quick) suffix(all []string, s string) bool {
	for _, text := range all {
		if len(text) <= len(s) && q.same(s[len(s)-len(text):], text) {
			return true
		}
	}
	return false
}

func (q quick) infix(all []string, s string) bool {
	for _, text := range all {
		if !q.fold {
			if strings.Contains(s, text) {
				return true
			}
			continue
		}
		for i := 0; i+len(text) <= len(s); i++ {
			if q.same(s[i:i+len(text)], text) {
				return true
			}
		}
	}
	return false
}

// same compares two texts of one length; text is in lower case when letters match in both.
func (q quick) same(s, text string) bool {
	if !q.fold {
		return s == text
	}
	for i := range len(s) {
		if lower(s[i]) != text[i] {
			return false
		}
	}
	return true
}
