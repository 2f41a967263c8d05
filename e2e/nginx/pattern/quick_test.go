package pattern

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// slow is PCRE2's own word.
func slow(r *Regexp, s string) (bool, error) {
	_, ok, err := r.code.exec(s, false)
	return ok, err
}

// agree fails the test when what was read off the pattern says other than PCRE2.
func agree(t *testing.T, r *Regexp, s string) (decided bool) {
	t.Helper()
	quick, decided := r.quick.match(s)
	if !decided {
		return false
	}
	want, err := slow(r, s)
	if err == nil && quick != want {
		t.Fatalf("%q (caseless %v) on %q: PCRE2 says %v, the quick test %v (%+v)", r.text, r.quick.fold, s, want, quick, r.quick.branches)
	}
	return true
}

// syntax of patterns, the everyday ones more than once.
var syntax = []string{"a", "b", "A", "/", `\.`, "php", "a", "b", "^", "$", "|", "(", ")", "(?:", "(", ")", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?|", "(?<n>", "(?P<m>", "?", "*", "+",
	"??", "*+", "++", "?+", "{2}", "{0}", "{0,1}", "{1,}", "{,2}", "{", "}", "[ab]", "[^a]", "[]a]", "[^]a]", "[[:alpha:]]", `[\]a]`, "[a[b]", "[", "]", ".", `\d`, `\w`, `\b`, `\B`, `\n`, "\n", `\R`,
	`\Qa|b\E`, `\x61`, `\1`, `\K`, `\A`, `\z`, `\Z`, "(?i)", "(?-i)", "(?x)", "(?#a)", "(*F)", "(*ACCEPT)", "(?1)", "#", " ", "\xc3\xa4", "\xff", "\x00", "-", "_", `\-`, `\/`, `\\`}

var subjects = []string{"a", "b", "A", "B", "/", ".", "php", "PHP", "ab", "\n", "a", "b", "{2}", "[", "]", "1", "_", "\xc3\xa4", "\xff", "\x00", " ", "#", "-", `\`, "|", "$", "^"}

func join(rnd *rand.Rand, from []string, most int) string {
	var out strings.Builder
	for range rnd.IntN(most + 1) {
		out.WriteString(from[rnd.IntN(len(from))])
	}
	return out.String()
}

// The quick test and PCRE2 agree on random patterns and texts.
func TestQuickAgreesWithPCRE(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 1))
	patterns, decided := 0, 0
	for patterns < 20000 {
		text := join(rnd, syntax, 8)
		r, err := Compile(text, rnd.IntN(3) == 0)
		if err != nil {
			continue
		}
		patterns++
		for range 8 {
			if agree(t, r, join(rnd, subjects, 6)) {
				decided++
			}
		}
	}
	if decided < patterns {
		t.Errorf("only %d answers for %d patterns came from the quick test: it is hardly tried", decided, patterns)
	}
}

// What is read off the usual patterns, so that they need no PCRE2.
func TestQuickDecides(t *testing.T) {
	cases := []struct {
		pattern       string
		caseless      bool
		no, yes, asks []string // decided without PCRE2: not, matched; and left to PCRE2
	}{
		{`\.php$`, false, []string{"/a.html", "/php", "/a.php7"}, []string{"/a.php", "/a.php\n"}, nil},
		{`^/old/page-17$`, false, []string{"/old/page-1", "/old/page-170"}, []string{"/old/page-17", "/old/page-17\n"}, nil},
		{`^/old/`, false, []string{"/new/"}, []string{"/old/x"}, nil},
		{`/\.ht`, false, []string{"/ht"}, []string{"/a/.htaccess"}, nil},
		{`\.(?:jpe?g|png|gif)$`, true, []string{"/a.jp", "/a.svg", "/a.png/b"}, []string{"/a.JPG", "/a.jpeg", "/a.Png"}, nil},
		{`^/u/(\d+)/edit$`, false, []string{"/u/7", "/v/7/edit", "/u/7/edit/"}, nil, []string{"/u/x/edit", "/u/7/edit"}},
		{`^/(a|b)/`, false, []string{"/c/"}, []string{"/a/x", "/b/"}, nil},
		{`^/a$|^/b$`, false, []string{"/c", "/ab"}, []string{"/a", "/b"}, nil},
		{`a+b`, false, []string{"/x"}, nil, []string{"/ab", "/axb"}},
		{`^`, false, nil, []string{"", "/"}, nil},
		{``, false, nil, []string{"", "/"}, nil},
		{`(?>a|ab)c`, false, []string{"a"}, nil, []string{"abc"}},
		{`(?i)abc`, false, nil, nil, []string{"x"}},
	}
	for _, c := range cases {
		r, err := Compile(c.pattern, c.caseless)
		if err != nil {
			t.Fatal(err)
		}
		for want, all := range map[string][]string{"no": c.no, "yes": c.yes, "asks": c.asks} {
			for _, s := range all {
				ok, decided := r.quick.match(s)
				if got := map[[2]bool]string{{false, true}: "no", {true, true}: "yes"}[[2]bool{ok, decided}]; got != want && (decided || want != "asks") {
					t.Errorf("%q on %q: %q, want %q (%+v)", c.pattern, s, got, want, r.quick.branches)
				}
				agree(t, r, s)
			}
		}
	}
}

func FuzzQuick(f *testing.F) {
	for _, p := range []string{`\.php$`, `^/(a|b)?c$`, `(?!a)b|[^]]`, `\Qa\E{2,}?`} {
		f.Add(p, "/ab.php\n", false)
		f.Add(p, "C", true)
	}
	f.Fuzz(func(t *testing.T, pattern, s string, caseless bool) {
		if len(pattern) > 64 || len(s) > 64 {
			return
		}
		r, err := Compile(pattern, caseless)
		if err != nil {
			return
		}
		agree(t, r, s)
	})
}

func BenchmarkQuickNo(b *testing.B) { benchmark(b, `^/old/page-17$`, "/some/other/page.php") }
func BenchmarkPCRE(b *testing.B)    { benchmark(b, `^/u/(\d+)/edit$`, "/u/123456/edit") }

func benchmark(b *testing.B, pattern, s string) {
	r, err := Compile(pattern, false)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := r.Try(s); err != nil {
			b.Fatal(err)
		}
	}
}
