package pattern

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
)

// Go's regexp and other libraries answer these wrongly or not at all; NGINX answers so.
func TestAwkwardPatternsAsPCRE(t *testing.T) {
	for _, c := range []struct {
		text, subject string
		caseless, ok  bool
	}{
		{`\.php$`, "/a.php\n", false, true}, // "$" stands before a last newline too
		{`\.php$`, "/a.php\n\n", false, false},
		{`^/(?!api)`, "/api/x", false, false},
		{`^/(?!api)`, "/app", false, true},
		{`(?<!x)\.php$`, "/x.php", false, false},
		{`^/a++b`, "/aab", false, true},
		{`^/(?|(a)|(b))/`, "/b/", false, true},
		{`[[:upper:]]`, "/aB", false, true},
		{`[[:alpha:]]`, "/\xc3\xa9", false, false}, // bytes above ASCII are no letters
		{`^/\w$`, "/\xc3", false, false},
		{`^/.$`, "/é", false, false}, // one byte each
		{`^/..$`, "/é", false, true},
		{`^/.$`, "/é", false, false},
		{`(*UTF8)^/.$`, "/é", false, true},
		{`é`, "/x/é", false, true},
		{`é$`, "/é", true, true},
		{`^/ABC$`, "/abc", true, true},
		{`^/É$`, "/é", true, false},
		{`(?P<n>\d+)`, "/12", false, true},
		{``, "/", false, true},
		{`^(?>a|ab)$`, "ab", false, false},
		{"a\x00b", "/a\x00b", false, true},
	} {
		r, err := Compile(c.text, c.caseless)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if got := r.Match(c.subject); got != c.ok {
			t.Errorf("%q on %q is %v", c.text, c.subject, got)
		}
	}
	for _, text := range []string{"(", "(?<=a+)b", "(?<n>a)(?<n>b)", "[", "a{2,1}"} {
		if _, err := Compile(text, false); err == nil || !strings.Contains(err.Error(), "at byte") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestCapturesByNumberAndName(t *testing.T) {
	r, err := Compile(`^/u/(?<who>[a-z]+)(/x)?/([0-9]+)`, false)
	if err != nil {
		t.Fatal(err)
	}
	groups, names, ok := r.Captures("/u/anna/12/y")
	if !ok || strings.Join(groups, ",") != "/u/anna/12,anna,,12" || names["who"] != "anna" {
		t.Errorf("%q %q %v", groups, names, ok)
	}
}

func TestALimitIsAnErrorAndNoAnswer(t *testing.T) {
	r, err := Compile(`^(a+)+$`, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.Try(strings.Repeat("a", 60) + "!"); err == nil {
		t.Error("a match that PCRE2 gave up reads as an answer")
	}
}

// pieces make random patterns and subjects that meet.
var pieces = []string{"a", "b", "ab", "/", ".", "A", "é", "\n", `\.`, "^", "$", "(a|b)", "(?:ab|/)", "?", "*", "+", "|", "[ab]", `\w`, "a?", "(?>a|ab)", "(?!a)", "{2}"}

// TestQuickAnswersAsPCREDoes holds what is read off a pattern against the library.
func TestQuickAnswersAsPCREDoes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	decided := 0
	for range 30000 {
		text, caseless := random(rnd, 6), rnd.IntN(3) == 0
		r, err := Compile(text, caseless)
		if err != nil {
			continue
		}
		for range 10 {
			s := random(rnd, 5)
			quick, ok := r.quick.match(s)
			if !ok {
				continue
			}
			decided++
			if _, want, err := r.code.exec(s, false); err != nil || quick != want {
				t.Fatalf("%q (caseless %v) on %q: quick %v, PCRE2 %v, %v", text, caseless, s, quick, want, err)
			}
		}
	}
	if decided < 10000 {
		t.Errorf("only %d were decided", decided)
	}
}

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
		r, err := Compile(random(rnd, 4), rnd.IntN(3) == 0)
		o, err2 := Compile(random(rnd, 5), rnd.IntN(3) == 0)
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

func TestManyMatchAtOnce(t *testing.T) {
	r, err := Compile(`^/([a-z]+)/(?=x)`, false)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			name := strings.Repeat(string(rune('a'+i)), i+1)
			for range 2000 {
				groups, ok, err := r.Try("/" + name + "/x")
				if err != nil || !ok || groups[1] != name {
					t.Errorf("%q %v %v", groups, ok, err)
					return
				}
			}
		})
	}
	all.Wait()
}
