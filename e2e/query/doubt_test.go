package query

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
)

// encoded is a text in another encoding.
func encoded(t *testing.T, text string) (sjis, euc, jis string) {
	t.Helper()
	sjis, err := japanese.ShiftJIS.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	euc, err2 := japanese.EUCJP.NewEncoder().String(text)
	jis, err3 := japanese.ISO2022JP.NewEncoder().String(text)
	if err := errors.Join(err2, err3); err != nil {
		t.Fatal(err)
	}
	return sjis, euc, jis
}

func TestWhatThereIsToDoubt(t *testing.T) {
	sjis, euc, jis := encoded(t, "<h1>エラー</h1>\n")
	for name, c := range map[string]struct{ body, contentType, want string }{
		"UTF-8":                              {"エラー", "text/html; charset=utf-8", ""},
		"UTF-8 without a label":              {"エラー", "text/html", ""},
		"UTF-8 that holds a replacement":     {"a\ufffd", "text/html; charset=utf-8", ""},
		"UTF-8 with bytes that are none":     {"a\nエ\x83", "text/html; charset=utf-8", "line 2 has bytes that are no text in utf-8"},
		"a mark, and bytes that are none":    {"\xef\xbb\xbfa\x83", "", "line 1 has bytes that are no text in utf-8"},
		"Shift_JIS":                          {sjis, "text/html; charset=Shift_JIS", ""},
		"Shift_JIS that was cut":             {sjis + "\x83", "text/html; charset=SJIS-win", "line 2 has bytes that are no text in shift_jis"},
		"Shift_JIS with a byte that is none": {"\xfd" + sjis, "text/html; charset=Shift_JIS", "line 1 has bytes"},
		"EUC-JP":                             {euc, "text/html; charset=euc-jp", ""},
		"EUC-JP that says Shift_JIS":         {euc + "\xfd", "text/html; charset=Shift_JIS", "no text in shift_jis"},
		"UTF-8 that says Shift_JIS":          {"エラー\xff", "text/html; charset=Shift_JIS", "no text in shift_jis"},
		"Shift_JIS that says UTF-8":          {sjis, "text/html; charset=utf-8", "no text in utf-8"},
		"Shift_JIS without a label":          {sjis, "text/html", "names a charset"},
		"Shift_JIS that says so too late":    {strings.Repeat(" ", 1024) + `<meta charset="Shift_JIS">` + sjis, "text/html", "names a charset"},
		"ISO-2022-JP":                        {jis, "text/html; charset=iso-2022-jp", ""},
		"ISO-2022-JP without a label":        {jis, "text/html", "names a charset"},
		"UTF-16 without a label":             {"<\x00h\x001\x00", "text/html", "names a charset"},
		"UTF-16 by its mark":                 {"\xff\xfe<\x00\x31\x00", "", ""},
		"UTF-16 with half a pair":            {"\xff\xfe<\x00\x00\xd8", "", "no text in utf-16le"},
		"what no browser reads":              {"abc", "text/html; charset=iso-2022-kr", "no text in replacement"},
		"ASCII without a label":              {"abc", "", ""},
	} {
		r, err := Body{Bytes: []byte(c.body), ContentType: c.contentType}.Read()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if said := r.Doubt != nil; said != (c.want != "") || said && !strings.Contains(r.Doubt.Error(), c.want) {
			t.Errorf("%s: read as %q, doubt %v; want %q", name, r.Text, r.Doubt, c.want)
		}
	}
}

// doubtful are a page that is broken in its <p>, and one that names no charset.
func doubtful(t *testing.T) map[string]Body {
	t.Helper()
	sjis, _, _ := encoded(t, `<h1>ログイン</h1><input name=t value=abc><ul><li>1<li>2</ul><p id=x>エラ`)
	return map[string]Body{
		"broken":  {Bytes: []byte(sjis + "\x81"), ContentType: "text/html; charset=Shift_JIS"},
		"guessed": {Bytes: []byte(sjis + "</p>"), ContentType: "text/html"},
	}
}

// What is ASCII is told of a page in doubt, and what depends on any other character is not.
func TestQuestionsToAPageInDoubt(t *testing.T) {
	for name, body := range doubtful(t) {
		for _, c := range []struct {
			kind Kind
			text string
			want string // the values that are certain; "?": it can't be asked
		}{
			{CSS, "input[name=t]@value", "abc"}, {CSS, "li", "1|2"}, {CSS, "h2", ""}, {CSS, "p", "?1"},
			{CSS, "[title=エラー]", "?"}, {CSS, `[title=\30a8]`, "?"},
			{XPath, "//input/@value", "abc"}, {XPath, "count(//li)", "2"}, {XPath, "boolean(//h2)", "false"}, {XPath, "string(//p)", "?1"},
			{XPath, "count(//p[not(contains(., 'エラー'))])", "?"}, {XPath, "string-length(//p)", "?"}, {XPath, "count(//p[string-length(.) < 3])", "?"},
			{Regex, `value=([a-z]+)`, "abc"}, {Regex, `value=([^>]*)`, "abc"}, {Regex, "nosuch", ""}, {Regex, "<p id=x>(.*)", "?1"},
			{Regex, "エラー", "?"}, {Regex, `\p{Katakana}`, "?"}, {Regex, "[^a]b", "?"}, {Regex, "^.{70}", "?"}, {Regex, "(?i)LI", "li|li"},
		} {
			q, err := Compile(c.kind, c.text)
			if err != nil {
				t.Fatal(err)
			}
			found, err := q.Values(body)
			var doubt *Doubtful
			switch {
			case c.want == "?":
				if !errors.As(err, &doubt) || found != nil {
					t.Errorf("%s: %s: %v, %v", name, q, found, err)
				}
				continue
			case err != nil:
				t.Errorf("%s: %s: %v", name, q, err)
				continue
			}
			got := ""
			for i, v := range found {
				got += map[bool]string{true: "", false: "|"}[i == 0]
				if v.Doubt != nil {
					got += "?1"
				} else {
					got += v.Text
				}
			}
			if got != c.want {
				t.Errorf("%s: %s: %q, want %q", name, q, got, c.want)
			}
		}
	}
}

// A text that is found is there, one that is not may be; what is ASCII is or is not.
func TestTextsOfAPageInDoubt(t *testing.T) {
	for name, c := range map[string]struct {
		page, part, pattern string
		holds, unsure       bool
	}{
		"a text":                               {"broken", "ログイン", "ログイン", true, false},
		"a text that is not there":             {"broken", "ログアウト", "ログアウト", false, true},
		"the text that is broken":              {"broken", "エラー", "エラー", false, true},
		"what stands in its place":             {"broken", "エラ\ufffd", "エラ\ufffd", false, true},
		"ASCII":                                {"broken", "<h1>", "<h[1]>", true, false},
		"ASCII that is not there":              {"broken", "Fatal error", "Fatal error.* on line [0-9]+", false, false},
		"of a guess, ASCII":                    {"guessed", "value=abc", `value=\w+`, true, false},
		"of a guess, ASCII that is not there":  {"guessed", "Fatal", "Fatal[^<]*<", false, false},
		"of a guess, the text as it was meant": {"guessed", "ログイン", "ログイン", false, true},
	} {
		r, err := doubtful(t)[c.page].Read()
		if err != nil {
			t.Fatal(err)
		}
		for what, ask := range map[string]func() (bool, error){
			"holds": func() (bool, error) { return r.Holds(c.part) },
			"finds": func() (bool, error) { return r.Finds(regexp.MustCompile(c.pattern)) },
		} {
			holds, err := ask()
			var doubt *Doubtful
			if holds != c.holds || errors.As(err, &doubt) != c.unsure || (err != nil) != c.unsure {
				t.Errorf("%s: %s %v, %v", name, what, holds, err)
			}
		}
	}
}

// Patterns that pass by what they do not know tell nothing of it, and others do.
func TestPatternsThatAreBlind(t *testing.T) {
	doubt := &Doubtful{why: "x"}
	for pattern, want := range map[string]bool{
		"": true, "abc": true, "a|b": true, "^a$": true, "(a)(?:b)?": true, "[a-z]+": true, `\d{3}`: true, "a.*b": true, `"([^"]*)"`: true, `[^<]+<`: true, `\S+x`: true,
		"é": false, "a.b": false, ".": false, ".?": false, ".{3}": false, "[^a]": false, `\S`: false, `\W`: false, `\pL`: false, `\x{e9}`: false, "[é-ü]*": false, "(a.)*": false, "(?i)é": false,
	} {
		if got := doubt.TellsPattern(pattern); got != want {
			t.Errorf("%q: %v", pattern, got)
		}
		if !(*Doubtful)(nil).TellsPattern(pattern) {
			t.Errorf("%q is in doubt, and nothing is", pattern)
		}
	}
}
