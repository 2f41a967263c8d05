package strict

import (
	"slices"
	"strings"
)

// shortList is how many words a hint lists when none is near.
const shortList = 8

// Suggest gives the hint for a word that is none of words: "did you mean x?",
// else the whole list when it is short, else "". Case and _ for - don't count.
func Suggest(word string, words []string) string {
	if near, ok := Nearest(word, words); ok {
		return "did you mean " + near + "?"
	}
	if len(words) == 0 || len(words) > shortList {
		return ""
	}
	sorted := slices.Sorted(slices.Values(words))
	return "known: " + strings.Join(sorted, ", ")
}

// Nearest gives the word of words that word is most likely a slip for.
func Nearest(word string, words []string) (string, bool) {
	w := foldKey(cut(word, maxQuoted))
	best, bestDist := "", len(w)/3+1
	for _, candidate := range slices.Sorted(slices.Values(words)) {
		if d := distance(w, foldKey(candidate)); d < bestDist || (d == bestDist && best == "" && d <= 1) {
			best, bestDist = candidate, d
		}
	}
	if best == "" {
		best = begun(w, words)
	}
	return best, best != ""
}

// begun gives the only one of words that begins with w, as addr for address.
func begun(w string, words []string) string {
	best := ""
	for _, candidate := range words {
		if len(w) >= 3 && strings.HasPrefix(foldKey(candidate), w) {
			if best != "" {
				return ""
			}
			best = candidate
		}
	}
	return best
}

func foldKey(s string) string { return strings.ReplaceAll(strings.ToLower(s), "_", "-") }

// distance is the Damerau-Levenshtein distance (adjacent transpositions count
// once; the restricted form).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	prev2, prev, cur := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		cur[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(y)]
}
