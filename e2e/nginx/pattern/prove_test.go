package pattern

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// pieces make random patterns and subjects that meet.
var pieces = []string{"a", "b", "ab", "/", ".", "A", "é", "\n", `\.`, "^", "$", "(a|b)", "(?:ab|/)", "?", "*", "+", "|", "[ab]", `\w`, "a?", "(?>a|ab)", "(?!a)", "{2}", "[^a]", "[[:upper:]]"}

func random(rnd *rand.Rand, most int) string {
	var out strings.Builder
	for range 1 + rnd.IntN(most) {
		out.WriteString(pieces[rnd.IntN(len(pieces))])
	}
	return out.String()
}

// TestProofsHold samples what prove.go claims.
func TestProofsHold(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	claims := map[string]int{}
	for range 20000 {
		text, another := random(rnd, 4), random(rnd, 5)
		if rnd.IntN(4) == 0 {
			another = text
		}
		r, err := Compile(text, rnd.IntN(3) == 0)
		o, err2 := Compile(another, rnd.IntN(3) == 0)
		if err != nil || err2 != nil {
			continue
		}
		prefix := "/" + random(rnd, 2)
		always, after, none, covers, starts := r.Always(), r.AllAfter(prefix), r.NoneAfter(prefix), r.Covers(o), r.Starts()
		for range 8 {
			s := "/" + random(rnd, 4)
			ok, err := r.Test(s)
			ok2, err2 := r.Test(prefix + s)
			other, err3 := o.Test(s)
			if err != nil || err2 != nil || err3 != nil {
				continue
			}
			begins := starts == nil
			for _, start := range starts {
				begins = begins || strings.HasPrefix(s, start)
			}
			for name, broken := range map[string]bool{"Always": always && !ok, "AllAfter": after && !ok2, "NoneAfter": none && ok2,
				"Covers": covers && other && !ok, "Starts": ok && !begins} {
				if broken {
					t.Fatalf("%s of %q (other %q, prefix %q) does not hold on %q", name, r, o, prefix, s)
				}
			}
		}
		for name, claimed := range map[string]bool{"Always": always, "AllAfter": after, "NoneAfter": none, "Covers": covers, "Starts": starts != nil} {
			if claimed {
				claims[name]++
			}
		}
	}
	for _, name := range []string{"AllAfter", "NoneAfter", "Covers", "Starts"} {
		if claims[name] < 20 {
			t.Errorf("%s claimed something %d times only", name, claims[name])
		}
	}
}

// Of two patterns of the same text the one that takes letters in both cases need not cover the other, nor the other it.
func TestCaseIsPartOfWhatIsCovered(t *testing.T) {
	for _, c := range []struct {
		text         string
		mine, others bool // caseless
		covers       bool
	}{
		{"[[:upper:]]", false, true, false},
		{"[[:upper:]]", false, false, true},
		{"[^a]", true, false, false},
		{"(?!a)b", true, false, false},
		{"[^a]", true, true, true},
		{`\.php$`, true, false, true}, // a plain text is known
		{`\.php$`, false, true, false},
	} {
		mine, err := Compile(c.text, c.mine)
		if err != nil {
			t.Fatal(err)
		}
		other, err := Compile(c.text, c.others)
		if err != nil {
			t.Fatal(err)
		}
		if got := mine.Covers(other); got != c.covers {
			t.Errorf("%q caseless %v covers it caseless %v: %v", c.text, c.mine, c.others, got)
		}
	}
}
