package match

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/query"
)

// What can't be judged, or holds of every answer or of none, is an error before anything is sent; so is its opposite.
func TestWhatCannotBeWanted(t *testing.T) {
	empty := ""
	for _, c := range []struct {
		m    *Matcher
		want string
	}{
		{HaveStatus(), "it expects nothing"},
		{HaveStatus("20x"), "expected a status, or a class such as 2xx"},
		{HaveStatus(200, "ok"), "have status ok"},
		{HaveHeader("X A"), "that is no name of a header"},
		{HaveHeader("", "a"), "that is no name of a header"},
		{HaveHeader("X", "a", "b"), "HaveHeaderLines"},
		{HaveHeaderMatching("X", "("), "missing closing )"},
		{HaveHeaderLines("X"), "it expects no line"},
		{HaveHeaderCount("X", "some"), `compare a count with "some"`},
		{HaveHeaderCount("X", ">= 0"), "that always holds"},
		{HaveContentType(""), "that is no media type"},
		{HaveContentType("html"), "that is no media type"},
		{HaveContentType("text/html; charset"), "that is no media type"},
		{HaveBody(""), "every body holds the empty text"},
		{HaveBodyMatching("("), "missing closing )"},
		{HaveBodySHA256("abc"), "expected 64 hexadecimal digits"},
		{HaveBodyLength("10 apples"), "expected 120"},
		{HaveBodyLength(">= 0"), "that always holds"},
		{HaveBodyLength(""), `expected 120 or "< 10KB"`},
		{HaveFound(query.CSS, "a["), "compile css"},
		{HaveFound(query.XPath, "//a)x"), "something follows the end"},
		{HaveFound(query.JSONPath, "$.a", []string{"x"}), "is no text, number or truth"},
		{HaveFound(query.JSONPath, "$.a", Num("x")), `"x" is no number`},
		{HaveFound(query.JSONPath, "$.a", 1, 2), "it takes one value"},
		{HaveFoundMatching(query.CSS, "a", "("), "missing closing )"},
		{HaveFoundCount(query.CSS, "a", "-1"), `"-1" is no count`},
		{HaveFoundNumber(query.CSS, "a", "> x"), `"x" is no number`},
		{HaveRedirects("https://www.example.com/"), "expected a status and a place"},
		{HaveRedirects("200 /"), "expected a status and a place"},
		{HaveProto("3"), "1.1 or 2"},
		{HaveTLS("1.4"), "is no version of TLS"},
		{AnswerIn("500ms"), "say < or >"},
		{AnswerIn("< 5"), `"5" is no time`},
		{AnswerIn(">= 0s"), "that always holds"},
		{ComeFrom("10.0.0"), "that is no address"},
		{ComeFrom("10.0.0.1/24"), "that is no address"},
		{HaveCookie("", Cookie{}), "it has no name"},
		{HaveCookie("S", Cookie{Expires: "soon"}), "session or deleted"},
		{HaveCookie("S", Cookie{MaxAge: "1h"}), `"1h" is no whole number`},
		{HaveCookie("S", Cookie{Not: &empty}), "must differ from a text"},
		{HaveCertificate(Certificate{}), "it expects nothing of it"},
		{HaveCertificate(Certificate{Days: "21"}), "say < or >"},
		{HaveCertificate(Certificate{Chain: "long"}), "compare a count"},
		{HaveCertificate(Certificate{Names: []string{"https://a"}}), "that is no name of a host"},
		{HaveCertificate(Certificate{SHA256: "ab:cd"}), "expected 64 hexadecimal digits"},
	} {
		for _, m := range []*Matcher{c.m, Not(c.m)} {
			if m.Err() == nil || !strings.Contains(m.Err().Error(), c.want) {
				t.Errorf("%s: %v, want %s", m.Words(), m.Err(), c.want)
			}
			if holds, err := m.Match(bodied("text/html", "<a>")); holds || err == nil {
				t.Errorf("%s: %v, %v", m.Words(), holds, err)
			}
		}
	}
}

// Each matcher is registered by its constructor's name, so that the truth matrix has it.
func TestEveryMatcherIsRegistered(t *testing.T) {
	var names []string
	for _, v := range Verbs() {
		names = append(names, v.Name)
		if len(v.Examples()) == 0 {
			t.Errorf("%s has no example", v.Name)
		}
		for _, m := range v.Examples() {
			if m.Err() != nil {
				t.Errorf("%s: %v", v.Name, m.Err())
			}
		}
	}
	sources, err := filepath.Glob("[a-z]*.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, source := range sources {
		file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !f.Name.IsExported() || f.Name.Name == "Not" || f.Type.Results == nil {
				continue
			}
			if star, ok := f.Type.Results.List[0].Type.(*ast.StarExpr); ok && star.X.(*ast.Ident).Name == "Matcher" {
				n++
				if !slices.Contains(names, f.Name.Name) {
					t.Errorf("%s is not registered", f.Name.Name)
				}
			}
		}
	}
	if n < 20 || n != len(names) {
		t.Errorf("%d matchers, %d registered", n, len(names))
	}
}

func TestComparisons(t *testing.T) {
	for _, c := range []struct {
		u         unit
		text, is  string
		holds, no bool
	}{
		{counts, "3", "3", true, false}, {counts, "= 3", "3", true, false}, {counts, "!=3", "3", false, false}, {counts, ">=3", "3", true, false},
		{counts, "> 3", "3", false, false}, {counts, "<3", "2", true, false}, {counts, " <= 3 ", "3", true, false}, {counts, "> 1, < 3", "3", false, false},
		{counts, ">= 1, < 3", "2", true, false}, {counts, "1.5", "", false, true}, {counts, "=> 3", "", false, true}, {counts, "3,", "", false, true},
		{counts, "3 4", "", false, true}, {counts, "≥ 3", "", false, true}, {counts, "99999999999999999999", "", false, true}, {counts, "0x1", "", false, true},
		{sizes, "1KB", "1000", true, false}, {sizes, "1KiB", "1024", true, false}, {sizes, "1.5kB", "1500", true, false}, {sizes, "< 2MB", "1999999", true, false},
		{sizes, "1 KB", "", false, true}, {sizes, "1kb", "", false, true}, {sizes, "-1", "", false, true},
		{times, "< 1s", "999999999", true, false}, {times, "< 1h30m", "5400000000000", false, false}, {times, "< 1d", "86399000000000", true, false},
		{times, "< 1", "", false, true}, {times, "1s", "", false, true}, {times, "!= 1s", "", false, true}, {times, "< -1s", "", false, true},
		{days, ">= 0", "0", true, false}, {days, ">= 0", "-1", false, false}, {days, "21", "", false, true},
		{numbers, ">= -0.5", "-1/2", true, false}, {numbers, "1e3", "1000", true, false}, {numbers, "> 1e9999", "", false, true},
		{versions, ">= 1.2", "1.3", true, false}, {versions, ">= 1.3", "1.2", false, false}, {versions, "1", "", false, true},
	} {
		cmp, err := compare(c.u, c.text)
		if (err != nil) != c.no {
			t.Errorf("%s %q: %v", c.u.what, c.text, err)
			continue
		}
		if err == nil && cmp.holds(rat(t, c.is)) != c.holds {
			t.Errorf("%s: %s %q: %v", c.is, c.u.what, c.text, !c.holds)
		}
	}
}

func FuzzCompare(f *testing.F) {
	for _, text := range []string{"3", ">= 21", "< 10KB", "> 1, < 3", "<= 30d", ">= 1.2", "!= 1e3", "<1h30m", "=", ">=,<"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, u := range []unit{counts, sizes, times, lives, days, seconds, numbers, versions} {
			c, err := compare(u, text)
			if err != nil {
				continue
			}
			if len(c.terms) == 0 {
				t.Errorf("%q has no term", text)
			}
			again, err := compare(u, c.text)
			if err != nil || len(again.terms) != len(c.terms) {
				t.Errorf("%q is not read as it is shown: %q", text, c.text)
			}
			for i := range c.terms {
				if c.terms[i].bound.Cmp(again.terms[i].bound) != 0 || c.terms[i].op != again.terms[i].op {
					t.Errorf("%q is read in two ways", text)
				}
			}
		}
	})
}
