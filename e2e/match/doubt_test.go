package match

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/record"
)

// A page that is broken, or names no charset, tells what it holds in ASCII and what can be read of it. Of the rest neither a
// matcher holds nor its opposite: that the page is so is known, and the check fails by it.
func TestAPageInDoubt(t *testing.T) {
	page := sjis(t, "<h1>ログイン</h1><a title=OK><p>エラ")
	broken := bodied("text/html; charset=Shift_JIS", page+"\x81")
	guessed := bodied("text/html", page+"</p>")
	judge(t, map[string]judged{
		"a text that is read":           {HaveBody("ログイン"), broken, ""},
		"ASCII":                         {HaveBody("<h1>"), broken, ""},
		"ASCII that is not there":       {HaveBodyMatching("[Ff]atal.*"), bodied("text/html; charset=Shift_JIS", "\x81\xff"), "have a body matching /[Ff]atal.*/, but it is \"\ufffd\""},
		"ASCII of a guess":              {HaveFound(query.CSS, "a@title", "OK"), guessed, ""},
		"a value that is read":          {HaveFound(query.CSS, "h1", "ログイン"), broken, ""},
		"another value of what is read": {HaveFound(query.CSS, "h1", "ログアウト"), broken, `have css h1 = "ログアウト", but found "ログイン"`},
		"a pattern of a value":          {HaveFoundMatching(query.CSS, "h1", "^ログ"), broken, ""},
		"an element of a guess":         {HaveFound(query.CSS, "p"), guessed, ""},
		"no element":                    {HaveFound(query.CSS, "p.error"), broken, "have css p.error, but nothing is found"},
		"a count":                       {HaveFoundCount(query.CSS, "p", "1"), guessed, ""},
		"a broken value is not ASCII":   {HaveFound(query.CSS, "p", "OK"), broken, `have css p = "OK", but found "エラ` + "\ufffd" + `"`},
		"a function of ASCII":           {HaveBodyThat("holds OK", func(is string, _ int) (bool, error) { return strings.Contains(is, "OK"), nil }), guessed, ""},
		"a digest is that of bytes":     {HaveBodyLength("> 10"), broken, ""},
		"UTF-8 may hold a replacement":  {HaveBody("ログイン"), bodied("text/html", "\ufffd"), `have a body with "ログイン", but it is "` + "\ufffd" + `"`},
	})
	rec, end := record.Begin()
	defer end()
	unsure := map[string]struct {
		m  *Matcher
		of asked
	}{
		"a text that may be there":     {HaveBody("エラー"), broken},
		"a guess":                      {HaveBody("ログイン"), guessed},
		"a pattern that may be there":  {HaveBodyMatching("エラ[ーア]"), broken},
		"a pattern of all else":        {HaveBodyMatching("(?s)^[^エ]*$"), guessed},
		"a value that may be it":       {HaveFound(query.CSS, "p", "エラー"), broken},
		"a value of a blank":           {HaveFound(query.CSS, "p", "\u3000"), broken},
		"what was put in its place":    {HaveFound(query.CSS, "p", "エラ\ufffd"), broken},
		"a captured value":             {HaveFound(query.CSS, "p", Written("エラ。")), broken},
		"a value of a guess":           {HaveFound(query.CSS, "h1", "ログイン"), guessed},
		"a pattern of a broken value":  {HaveFoundMatching(query.CSS, "p", "ー$"), broken},
		"a pattern of any character":   {HaveFoundMatching(query.CSS, "p", "^...$"), broken},
		"a question of other letters":  {HaveFoundCount(query.XPath, "//p[contains(., 'エラー')]", "0"), broken},
		"the length of a text":         {HaveFound(query.XPath, "string-length(//p)", 3), broken},
		"a function of other letters":  {HaveBodyThat("holds エラー", func(string, int) (bool, error) { return true, nil }), broken},
		"a function that may mean any": {HaveBodyThat(`matches /\p{Han}/`, func(string, int) (bool, error) { return true, nil }), broken},
	}
	for name, c := range unsure {
		for _, m := range []*Matcher{c.m, Not(c.m)} {
			if holds, err := m.Match(c.of); m.Err() != nil || holds || err == nil || !strings.Contains(err.Error(), "its text is in doubt") {
				t.Errorf("%s: %s: %v, %v", name, m.Words(), holds, err)
			}
		}
	}
	if reads := rec.Unresolved(); len(reads) != 0 {
		t.Errorf("%v is unknown: what came is known, and wrong", reads)
	}
}
