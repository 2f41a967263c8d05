package pattern

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestPatternsOfPCRE(t *testing.T) {
	cases := []struct {
		rule, pattern string
		caseless      bool
		matches, not  []string
	}{
		{"lookahead", `^/(?!admin)\w+$`, false, []string{"/user", "/adm"}, []string{"/admin", "/administrator", "/"}},
		{"lookbehind", `(?<!\.min)\.js$`, false, []string{"/a.js"}, []string{"/a.min.js"}},
		{"possessive quantifier", `^/a++ab`, false, nil, []string{"/aaab", "/ab"}},
		{"atomic group", `^(?>a|ab)c$`, false, []string{"ac"}, []string{"abc"}},
		{"branch reset", `^(?|/a/(\d)|/b/(\w))$`, false, []string{"/a/1", "/b/x"}, []string{"/a/x"}},
		{"POSIX class", `^/[[:alpha:]]+$`, false, []string{"/abc"}, []string{"/ab1", "/\xc3\xa4"}},
		{"the end is also before a last newline", `\.php$`, false, []string{"/x.php", "/x.php\n"}, []string{"/x.php\n\n", "/x.php\r\n", "/x.phpx"}},
		{"both anchors and a last newline", `^/nl$`, false, []string{"/nl", "/nl\n"}, []string{"/nl\n\n", "x/nl", "/nl\r"}},
		{"a dot is one byte", `^/.$`, false, []string{"/a"}, []string{"/\xc3\xa4", "/\n"}},
		{"two dots are two bytes", `^/..$`, false, []string{"/\xc3\xa4", "/\xff\xfe"}, nil},
		{"UTF on demand", `(*UTF8)^/.$`, false, []string{"/\xc3\xa4"}, []string{"/ab"}},
		{"classes of letters know ASCII only", `^/\w+\d$`, false, []string{"/a1"}, []string{"/\xc3\xa41", "/a\xd9\xa1"}},
		{"letters of both cases", `^/Ab(c|D)$`, true, []string{"/aBC", "/AbD", "/abd\n"}, []string{"/abe"}},
		{"bytes above ASCII have no case", "^/\xc3\x84$", true, []string{"/\xc3\x84"}, []string{"/\xc3\xa4"}},
		{"case counts otherwise", `^/Ab`, false, []string{"/Abc"}, []string{"/ab"}},
		{"the empty pattern matches everything", ``, false, []string{"", "/", "\n"}, nil},
		{"the empty text", `^$`, false, []string{"", "\n"}, []string{"/", "\n\n"}},
		{"zero bytes", "^a\x00b", false, []string{"a\x00bc"}, []string{"a", "ab"}},
		{"inline options", `(?i)^/abc`, false, []string{"/ABC"}, []string{"/ab"}},
		{"extended", `(?x) ^ /a b $ # text`, false, []string{"/ab"}, []string{"/a b"}},
		{"recursion", `^(\((?1)*\))$`, false, []string{"(())", "()"}, []string{"(()"}},
		{"condition", `^(<)?a(?(1)>)$`, false, []string{"a", "<a>"}, []string{"<a", "a>"}},
		{"back reference", `^/(\w)\1$`, false, []string{"/aa"}, []string{"/ab"}},
		{"braces", `^/n{2}\{2\}$`, false, []string{"/nn{2}"}, []string{"/n{2}"}},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			r, err := Compile(c.pattern, c.caseless)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range c.matches {
				if !r.Match(s) {
					t.Errorf("%q does not match %q", c.pattern, s)
				}
			}
			for _, s := range c.not {
				if r.Match(s) {
					t.Errorf("%q matches %q", c.pattern, s)
				}
			}
		})
	}
}

func TestRefusedPatterns(t *testing.T) {
	for pattern, why := range map[string]string{
		`(`:              "missing closing parenthesis at byte 1",
		`)`:              "unmatched closing parenthesis at byte 0",
		`(?<=a+)b`:       "lookbehind assertion is not fixed length",
		`(?<n>a)(?<n>b)`: "two named subpatterns have the same name",
		`[`:              "missing terminating ]",
		`*`:              "quantifier does not follow a repeatable item",
		`\`:              "\\ at end of pattern",
		`a{2,1}`:         "numbers out of order",
		`(?<1>a)`:        "name must start with a non-digit",
		strings.Repeat("(", 300) + strings.Repeat(")", 300): "parentheses are too deeply nested",
	} {
		if _, err := Compile(pattern, false); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %q", pattern, err, why)
		}
	}
}

func TestGroups(t *testing.T) {
	cases := []struct {
		rule, pattern, subject string
		groups                 []string
		names                  map[string]string
	}{
		{"whole match and groups", `b(c)(x)?d`, "abcd", []string{"bcd", "c", ""}, nil},
		{"a group behind the last that took part", `(a)|(b)|(c)`, "a", []string{"a", "a", "", ""}, nil},
		{"names of both spellings", `^/(?<one>\w+)/(?P<two>\d+)$`, "/a/7", []string{"/a/7", "a", "7"}, map[string]string{"one": "a", "two": "7"}},
		{"the twin that took part", `(?J)(?<n>a)|(?<n>b)`, "b", []string{"b", "", "b"}, map[string]string{"n": "b"}},
		{"an empty match comes first", `a*`, "baa", []string{""}, nil},
		{"the empty subject", `(a?)`, "", []string{"", ""}, nil},
		{"before the last newline", `(\w+)$`, "ab\n", []string{"ab", "ab"}, nil},
		{"the start is moved", `a\Kb`, "ab", []string{"b"}, nil},
		{"more groups than the ones before", strings.Repeat("(a)", 40), strings.Repeat("a", 40),
			append([]string{strings.Repeat("a", 40)}, strings.Split(strings.Repeat("a", 40), "")...), nil},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			r, err := Compile(c.pattern, false)
			if err != nil {
				t.Fatal(err)
			}
			groups, names, ok := r.Captures(c.subject)
			if !ok || !slices.Equal(groups, c.groups) || !maps.Equal(names, c.names) {
				t.Errorf("got %q %q %v, want %q %q", groups, names, ok, c.groups, c.names)
			}
			if r.Groups() != len(c.groups)-1 {
				t.Errorf("it has %d groups, says %d", len(c.groups)-1, r.Groups())
			}
			if got := r.Names(); !slices.Equal(got, slices.Sorted(maps.Keys(c.names))) {
				t.Errorf("names are %q", got)
			}
		})
	}
}

// What PCRE2 gives up on is an error and never "no match".
func TestGivenUp(t *testing.T) {
	cases := []struct{ rule, pattern, subject, why string }{
		{"limit of steps", `^(a+)+$`, strings.Repeat("a", 40) + "!", "match limit exceeded"},
		{"no UTF-8 where it is asked for", `(*UTF8)^/.$`, "/\xff", "UTF-8 error"},
		{"endless recursion", `^(a|(?1))b`, "cb", "recursi"},
	}
	for _, c := range cases {
		r, err := Compile(c.pattern, false)
		if err != nil {
			t.Fatal(err)
		}
		if groups, ok, err := r.Try(c.subject); err == nil || ok || groups != nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %q %v %v, want %q", c.rule, groups, ok, err, c.why)
		}
		if ok, err := r.Test(c.subject); err == nil || ok {
			t.Errorf("%s: Test says %v, %v", c.rule, ok, err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: Match does not panic", c.rule)
				}
			}()
			r.Match(c.subject)
		}()
	}
}

func TestManyAtOnce(t *testing.T) {
	shared, err := Compile(`^/(\w+)/(\d+)-x$`, false)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			own, err := Compile(`(`+strings.Repeat("a", i+1)+`)b*`, false)
			if err != nil {
				t.Error(err)
				return
			}
			want := strings.Repeat("7", i+1)
			for range 500 {
				if g, ok, err := shared.Try("/ab/" + want + "-x"); err != nil || !ok || g[2] != want {
					t.Errorf("%q %v %v", g, ok, err)
					return
				}
				if g, ok, err := own.Try("zz" + strings.Repeat("a", i+1)); err != nil || !ok || len(g[1]) != i+1 {
					t.Errorf("%q %v %v", g, ok, err)
					return
				}
			}
		})
	}
	all.Wait()
}
