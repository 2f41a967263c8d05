package checkfile

import (
	"strings"
)

func wordsOf(all []gossValue, by string) string {
	var out []string
	for _, v := range all {
		if v.matcher != nil {
			out = append(out, v.matcher.words)
		}
	}
	return strings.Join(out, by)
}

func allOf(all []gossValue) *gossMatcher {
	return &gossMatcher{wordsOf(all, " and "), func(is gossText) (bool, error) {
		for _, v := range all {
			if holds, err := v.matcher.holds(is); err != nil || !holds {
				return false, err
			}
		}
		return true, nil
	}}
}

// anyOf wants all to be told: what can't be told might be a no.
func anyOf(all []gossValue) *gossMatcher {
	return &gossMatcher{wordsOf(all, " or "), func(is gossText) (bool, error) {
		one := false
		for _, v := range all {
			holds, err := v.matcher.holds(is)
			if err != nil {
				return false, err
			}
			one = one || holds
		}
		return one, nil
	}}
}

// lineFor wants a line of its own for each of the matchers; exactly: and no line besides.
func lineFor(want []gossValue, exactly bool) *gossMatcher {
	words := "with a line " + wordsOf(want, " and one ")
	if exactly {
		words = "of exactly a line " + wordsOf(want, " and one ")
	}
	return &gossMatcher{words, func(is gossText) (bool, error) {
		lines := is.lines()
		if exactly && len(lines) != len(want) {
			return false, nil
		}
		fits := make([][]int, len(want))
		for i, v := range want {
			for j, line := range lines {
				holds, err := v.matcher.holds(asGoss(line))
				if err != nil {
					return false, err
				}
				if holds {
					fits[i] = append(fits[i], j)
				}
			}
		}
		taken := map[int]int{}
		for i := range fits {
			if !place(i, fits, taken, map[int]bool{}) {
				return false, nil
			}
		}
		return true, nil
	}}
}

// place finds a line for a matcher, moving others to other lines where it must: a matching by augmenting paths.
func place(i int, fits [][]int, taken map[int]int, seen map[int]bool) bool {
	for _, line := range fits[i] {
		if seen[line] {
			continue
		}
		seen[line] = true
		other, is := taken[line]
		if !is || place(other, fits, taken, seen) {
			taken[line] = i
			return true
		}
	}
	return false
}
