package language

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

// has says whether a text is in a term.
func (s *Space) has(t *Term, text string) bool {
	for i := range len(text) {
		t = s.after(t, text[i])
	}
	return t.empty
}

var patterns = []string{`\.php$`, `^/a`, `^/a/(?=b)`, `(?<!x)\.php$`, `^/a++`, `^/(?|(a)|(b))/`, `[[:upper:]]`, `^/.$`, `b$`, `/ab?/`, `^/(?P<seg>[^/]+)/b`, `\.(?:php|inc)(/|$)`,
	`^/\w+$`, `//`, `^/a/.+/b`, `^.b$`, `A`, `^/$`, `(?i:ab)`, `^/(a|b)(?!/)`, `\x61$`, "\xc3\xa9", `^/[^a]`, ``, `^`, `$`, `^$`, `a{2}`, `a{2,}b`, `(ab){1,2}$`, `a{`, `a{x}`, `(?:a|^b)a`,
	`(?i)a(?-i)b`, `((?i)a)b`, `\ba`, `a\b`, `\Ba`, `a\B.`, `\bab\b`, `^(?!/a)/`, `^(?!.*\.php)/b`, `^/(?!a|b)[^/]*$`, `(?<=a)b`, `(?<=^/a)b`, `(?<=/(?=a))a`, `^/a\z`, `a\Z`, `(a|b)\1`,
	`(?>a|ab)b`, `\Q.a\E`, `a(?#no)b`, `[]a]b`, `[^]a]b`, `[a\-b]`, `[\w.]+/`, `[[:^alpha:]]a`, `\d`, `\D\D`, `\s`, `\N`, `(a(?=b)){1}`, `(?:a$)?b`, `(?:^/)*a`, `(?:a(?!b))+$`, `x*?y`, `a|b|`, `^(/a|/b(/|$))`,
	`\a|\x{62}`, `\0`, `(?=a(?<=/a))`, `(?=^)/a`, `a$.`, `a$\n`, `(?=.*a)(?=.*b)^/`, `^/(?:(?:a|b)/)*ab$`, `[a-b]{0,2}/$`, `\.`, `a.*?b.*+A`, `a++a`, `^/[ab]++/`, `(?:a++|b)/$`, `(?=/a++b)/`, `^/a*+a?$`}

// The terms hold the texts in which PCRE2 finds the patterns, byte for byte.
func TestRegexesAreReadAsPCRE2ReadsThem(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	texts := []string{"", "\n", "/", "/a", "/a\n", "/ab", "/x.php", "x.php\n", "/a/b\n\n", "\xc3\xa9", "{", "a{", "a{x}"}
	for range 1500 {
		var text strings.Builder
		for range r.IntN(8) {
			text.WriteString([]string{"/", "/", "a", "a", "b", "b", "A", "x", ".", ".php", "1", "\n", "\xc3\xa9", " ", "_"}[r.IntN(15)])
		}
		texts = append(texts, text.String())
	}
	exact := 0
	for _, p := range patterns {
		for _, fold := range []bool{false, true} {
			want, err := pattern.Compile(p, fold)
			if err != nil {
				t.Fatalf("%q: %v", p, err)
			}
			s := New()
			term, sure, err := s.Regex(p, fold)
			if err != nil {
				t.Errorf("%v", err)
				continue
			}
			if !sure {
				continue
			}
			exact++
			for _, text := range texts {
				if got := s.has(term, text); got != want.Match(text) {
					t.Fatalf("%q (fold %v) in %q: %v, seed %d", p, fold, text, got, seed)
				}
			}
		}
	}
	if exact < 2*len(patterns)*8/10 {
		t.Errorf("%d of %d are read exactly", exact, 2*len(patterns))
	}
}

// What is found is in the term; what is empty holds none of many texts.
func TestTheShortestTextIsFound(t *testing.T) {
	for _, row := range []struct {
		from string
		in   []string
		out  []string
		want string
	}{
		{"/", nil, nil, "/"},
		{"/", []string{`\.php$`}, nil, "/.php"},
		{"/a/", []string{`\.php$`}, []string{`^/a/\.`}, "/a/x.php"},
		{"/", []string{`^/(?!admin)[a-z]+$`}, []string{`x`}, "/a"},
		{"/", []string{`^/[^/]+/(?<!x/)b`}, []string{`^/[a-z]`}, "/0/b"},
		{"/a", nil, []string{`^/a`}, "none"},
		{"/", []string{`\.php$`}, []string{`\.PHP$`, `p`}, "none"},
		{"/", []string{`^/a{3}$`}, []string{`^/(a|aa)*$`}, "none"},
		{"/", []string{`^/(a|b){2}$`}, []string{`a`}, "/bb"},
	} {
		s := New()
		term := s.From(row.from)
		for i, list := range [][]string{row.in, row.out} {
			for _, p := range list {
				one, exact, err := s.Regex(p, false)
				if err != nil || !exact {
					t.Fatal(p, exact, err)
				}
				if i == 1 {
					one = s.Not(one)
				}
				term = s.And(term, one)
			}
		}
		got, answer := s.Shortest(term, 5000)
		if answer == Empty {
			got = "none"
		}
		if answer == GivenUp || got != row.want {
			t.Errorf("%+v: %q %v", row, got, answer)
		}
	}
}

// A search that comes to its bound says so, and nothing else.
func TestASearchThatIsTooLongIsGivenUp(t *testing.T) {
	s := New()
	term, _, err := s.Regex(`^/(?=.*a.{12}$)(?=.*b.{13}$)(?!.*a.{14}$).{40}$`, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, answer := s.Shortest(term, 100); answer != GivenUp {
		t.Errorf("%v", answer)
	}
}

// FuzzRegex reads any pattern: it never panics, is bounded, and what it finds of an exact one PCRE2 finds too.
func FuzzRegex(f *testing.F) {
	for _, p := range patterns {
		f.Add(p, true)
	}
	f.Fuzz(func(t *testing.T, text string, fold bool) {
		s := New()
		term, exact, err := s.Regex(text, fold)
		if err != nil {
			return
		}
		found, answer := s.Shortest(s.And(s.From("/"), term), 300)
		if answer == GivenUp || !exact {
			return
		}
		want, err := pattern.Compile(text, fold)
		if err != nil {
			return
		}
		probes := []string{found}
		if answer == Empty {
			probes = []string{"/", "/a", "/x.php", "/A1_\n", "/ab/b", "/\xc3\xa9"}
		}
		for _, probe := range probes {
			if ok, err := want.Test(probe); err == nil && ok != (answer == Found) {
				t.Errorf("%q (fold %v): %q %v, PCRE2 says %v", text, fold, probe, answer, ok)
			}
		}
	})
}
