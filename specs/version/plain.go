package version

import "strings"

// plainOrder compares runs of digits and runs of letters, whatever stands between
// them; see Plain.
func plainOrder(a, b string) int {
	for {
		wa, ra := plainWord(a)
		wb, rb := plainWord(b)
		if wa == "" && wb == "" {
			return 0
		}
		if c := plainWords(wa, wb); c != 0 {
			return c
		}
		a, b = ra, rb
	}
}

func plainWords(a, b string) int {
	ka, kb := plainKind(a), plainKind(b)
	switch {
	case ka != kb:
		return sign(ka - kb)
	case ka == plainNumber:
		return numbers(a, b)
	}
	return strings.Compare(strings.ToLower(a), strings.ToLower(b))
}

// The kinds of words, in their order.
const (
	plainEarly  = iota // "rc": before the end of the other version
	plainEnd           // nothing more
	plainLetter        // "n"
	plainNumber
)

func plainKind(word string) int {
	switch strings.ToLower(word) {
	case "":
		return plainEnd
	case "dev", "alpha", "beta", "pre", "preview", "rc", "snapshot":
		return plainEarly
	}
	if isDigit(word[0]) {
		return plainNumber
	}
	return plainLetter
}

func plainWord(s string) (word, rest string) {
	for s != "" && !isDigit(s[0]) && !isAlpha(s[0]) {
		s = s[1:]
	}
	i := 0
	for i < len(s) && isDigit(s[i]) == isDigit(s[0]) && (isDigit(s[i]) || isAlpha(s[i])) {
		i++
	}
	return s[:i], s[i:]
}
