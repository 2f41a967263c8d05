package version

import "strings"

// phpOrder is PHP's version_compare (ext/standard/versioning.c): "-", "_" and "+"
// are dots, digits and letters are parts of their own, and words are ordered as
// phpWeight says.
func phpOrder(a, b string) int {
	pa, pb := phpParts(a), phpParts(b)
	for i := 0; i < len(pa) && i < len(pb); i++ {
		if c := phpPart(pa[i], pb[i]); c != 0 {
			return c
		}
	}
	switch {
	case len(pa) > len(pb):
		return phpRest(pa[len(pb)])
	case len(pb) > len(pa):
		return -phpRest(pb[len(pa)])
	}
	return 0
}

// phpRest says how a version with one more part stands to that without it: a number makes
// it later, a word as it is ordered to a number.
func phpRest(part string) int {
	if isDigit(part[0]) {
		return 1
	}
	return phpPart(part, "#N#")
}

func phpPart(a, b string) int {
	da, db := isDigit(a[0]), isDigit(b[0])
	switch {
	case da && db:
		return numbers(a, b)
	case da:
		a = "#N#"
	case db:
		b = "#N#"
	}
	return sign(phpWeight(a) - phpWeight(b))
}

// phpWeight is the order of words, by their beginnings: any other word, dev, alpha, beta,
// RC, a number, pl.
func phpWeight(word string) int {
	for i, w := range [...][]string{{"dev"}, {"alpha", "a"}, {"beta", "b"}, {"RC", "rc"}, {"#"}, {"pl", "p"}} {
		for _, begin := range w {
			if strings.HasPrefix(word, begin) {
				return i
			}
		}
	}
	return -1
}

func phpParts(v string) []string {
	var out []string
	kind := 0
	for i := 0; i < len(v); i++ {
		k := 1
		switch c := v[i]; {
		case isDigit(c):
			k = 2
		case c == '-' || c == '_' || c == '+' || c == '.':
			kind = 0
			continue
		}
		if k != kind {
			out = append(out, "")
		}
		kind = k
		out[len(out)-1] += v[i : i+1]
	}
	return out
}
