package specfile

import (
	"strings"
)

func ofText(words string, holds func(have string) bool) *expect {
	return &expect{words, func(actual any) (bool, error) {
		have, err := textOf(actual)
		return err == nil && holds(have), err
	}}
}

func equalText(want string) *expect {
	return ofText(quote(want), func(have string) bool { return have == want })
}

// textual makes the expectations of a text.
func textual(key string, operand any) *expect {
	if re, ok := operand.(*regex); ok {
		return ofText("matching "+quote(re.String()), re.MatchString)
	}
	s := *operand.(*string)
	switch key {
	case "have-prefix":
		return ofText("beginning with "+quote(s), func(have string) bool { return strings.HasPrefix(have, s) })
	case "have-suffix":
		return ofText("ending with "+quote(s), func(have string) bool { return strings.HasSuffix(have, s) })
	}
	return ofText("containing "+quote(s), func(have string) bool { return strings.Contains(have, s) })
}

func wordsOf(all []*expect, by string) string {
	out := make([]string, len(all))
	for i, e := range all {
		if e != nil {
			out[i] = e.words
		}
	}
	return strings.Join(out, by)
}

// containing wants for each expectation an element of its own, as goss does.
func containing(want []*expect) *expect {
	return &expect{"with " + wordsOf(want, ", "), func(actual any) (bool, error) {
		have, err := linesOf(actual)
		if err != nil {
			return false, err
		}
		n, err := paired(have, want)
		return err == nil && n == len(want), err
	}}
}

// consisting wants each element met by an expectation of its own, and none left over.
func consisting(want []*expect) *expect {
	words := "of exactly " + wordsOf(want, ", ")
	if len(want) == 0 {
		words = "of no element"
	}
	return &expect{words, func(actual any) (bool, error) {
		have, err := linesOf(actual)
		if err != nil || len(have) != len(want) {
			return false, err
		}
		n, err := paired(have, want)
		return err == nil && n == len(want), err
	}}
}

// paired gives how many of the expectations can be met at once, each by another element:
// a largest matching, found by augmenting paths.
func paired(have []string, want []*expect) (int, error) {
	fits := make([][]int, len(want))
	for i, w := range want {
		for j, h := range have {
			ok, err := w.match(h)
			if err != nil {
				return 0, err
			}
			if ok {
				fits[i] = append(fits[i], j)
			}
		}
	}
	owner := map[int]int{}
	n := 0
	for i := range want {
		if augment(i, fits, owner, map[int]bool{}) {
			n++
		}
	}
	return n, nil
}

func augment(i int, fits [][]int, owner map[int]int, seen map[int]bool) bool {
	for _, j := range fits[i] {
		if seen[j] {
			continue
		}
		seen[j] = true
		if other, taken := owner[j]; !taken || augment(other, fits, owner, seen) {
			owner[j] = i
			return true
		}
	}
	return false
}
