package query

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// Doubtful says that a body's text may be another one than was read: its charset is a guess, or some of its bytes are
// no text in it. What is ASCII is read as it is all the same; of anything else nobody knows whether it is there.
type Doubtful struct {
	// Guess: no charset is named, and it is no UTF-8.
	Guess bool
	why   string
}

func (e *Doubtful) Error() string { return "its text is in doubt: " + e.why }

// broken is the doubt of a text with bytes that are none in its charset.
func broken(charset, text string) *Doubtful {
	at := strings.IndexRune(text, utf8.RuneError)
	return &Doubtful{why: fmt.Sprintf("line %d has bytes that are no text in %s", strings.Count(text[:at], "\n")+1, charset)}
}

var guessed = &Doubtful{Guess: true, why: "it is not in UTF-8, and neither its header nor a <meta> in its first 1,024 bytes names a charset"}

// Certain tells whether a part of the text is what it seems to be. A nil doubt leaves everything certain.
func (e *Doubtful) Certain(part string) bool {
	switch {
	case e == nil:
		return true
	case e.Guess:
		return isASCII(part)
	}
	return !strings.ContainsRune(part, utf8.RuneError)
}

// Replaced tells whether a part may hold what was put in the place of other bytes: who wants that, wants nothing certain.
func (e *Doubtful) Replaced(part string) bool {
	return e != nil && strings.ContainsRune(part, utf8.RuneError)
}

// Tells tells whether it can be said that the text lacks a part, or a thing that is written so: of ASCII it can.
func (e *Doubtful) Tells(part string) bool { return e == nil || isASCII(part) }

// TellsPattern tells the same of a regular expression: it must not depend on which characters beyond ASCII there are, or
// how many of them.
func (e *Doubtful) TellsPattern(pattern string) bool {
	if e == nil {
		return true
	}
	re, err := syntax.Parse(pattern, syntax.Perl)
	return err == nil && blind(re)
}

// tellsQuestion tells the same of a selector or an XPath: an escape of CSS may stand for any character, and the length of a
// text is that of all of them.
func (e *Doubtful) tellsQuestion(text string) bool {
	return e == nil || isASCII(text) && !strings.Contains(text, `\`) && !strings.Contains(text, "string-length")
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// blind tells whether a regular expression asks of characters beyond ASCII nothing, or only to be passed by in any number.
func blind(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpStar, syntax.OpPlus:
		if passes(re.Sub[0]) {
			return true
		}
	case syntax.OpLiteral:
		return isASCII(string(re.Rune))
	case syntax.OpCharClass:
		return len(re.Rune) == 0 || re.Rune[len(re.Rune)-1] < utf8.RuneSelf
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return false
	}
	for _, sub := range re.Sub {
		if !blind(sub) {
			return false
		}
	}
	return true
}

// passes tells whether an expression is one character, and takes all beyond ASCII.
func passes(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return true
	case syntax.OpCharClass:
		n := len(re.Rune)
		return n > 0 && re.Rune[n-2] <= utf8.RuneSelf && re.Rune[n-1] == utf8.MaxRune
	}
	return false
}

// Finds tells whether a regular expression finds something in the text. Where that is in doubt, the error is a *Doubtful.
func (r Reading) Finds(re *regexp.Regexp) (bool, error) {
	if r.Doubt.TellsPattern(re.String()) {
		return re.MatchString(r.Text), nil
	}
	for _, found := range re.FindAllString(r.Text, -1) {
		if r.Doubt.Certain(found) {
			return true, nil
		}
	}
	return false, r.Doubt
}

// Holds tells whether the text holds a part, in whichever of two spellings that Fold makes equal. Where it does not seem
// to, and that is in doubt, the error is a *Doubtful.
func (r Reading) Holds(part string) (bool, error) {
	switch {
	case strings.Contains(Fold(r.Text), Fold(part)) && !r.Doubt.Replaced(part):
		return true, nil
	case !r.Doubt.Tells(part):
		return false, r.Doubt
	}
	return false, nil
}
