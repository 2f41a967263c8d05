package match

import (
	"errors"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/record"
)

func TestBody(t *testing.T) {
	of := bodied("text/plain", "it is ok\n")
	old := bodied("text/html; charset=Shift_JIS", sjis(t, "<h1>ログイン～</h1>"))
	judge(t, map[string]judged{
		"a text":                      {HaveBody("is ok"), of, ""},
		"another text":                {HaveBody("OK"), of, `have a body with "OK", but it is "it is ok\n"`},
		"a text of Shift_JIS":         {HaveBody("ログイン〜"), old, ""},
		"another text of Shift_JIS":   {HaveBody("ログアウト"), old, `have a body with "ログアウト", but it is "<h1>ログイン～</h1>"`},
		"a pattern":                   {HaveBodyMatching(`(?m)ok$`), of, ""},
		"a pattern of Shift_JIS":      {HaveBodyMatching(`ログ..～`), old, ""},
		"another pattern":             {HaveBodyMatching("^ok"), of, `have a body matching /^ok/, but it is "it is ok\n"`},
		"a pattern of nothing":        {HaveBodyMatching("^$"), bodied("text/plain", ""), ""},
		"a length":                    {HaveBodyLength("9"), of, ""},
		"a length at most":            {HaveBodyLength("< 10KB"), of, ""},
		"the length is that of bytes": {HaveBodyLength("19"), old, ""},
		"another length":              {HaveBodyLength(">= 1KiB"), of, "have a body of >= 1KiB bytes, but it has 9"},
		"within":                      {HaveBodyLength("> 8, <= 9"), of, ""},
		"a digest":                    {HaveBodySHA256("E3B0C44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), bodied("", ""), ""},
		"another digest": {HaveBodySHA256(strings.Repeat("0", 64)), bodied("", ""),
			"have a body of SHA-256 " + strings.Repeat("0", 64) + ", but it is e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, of 0 bytes"},
	})
	odd := headed()
	odd.DecodeError = errors.New("gzip: invalid header")
	undecoded := "decode the body: gzip: invalid header"
	neither(t, map[string]judged{
		"a text":     {HaveBody("x"), chain(odd), undecoded},
		"a pattern":  {HaveBodyMatching("x"), chain(odd), undecoded},
		"a length":   {HaveBodyLength("0"), chain(odd), undecoded},
		"a digest":   {HaveBodySHA256(strings.Repeat("0", 64)), chain(odd), undecoded},
		"a question": {HaveFound(query.CSS, "h1"), chain(odd), undecoded},
		"a count":    {HaveFoundCount(query.CSS, "h1", "0"), chain(odd), undecoded},
		"a charset":  {HaveBody("x"), bodied("text/html; charset=klingon", "y"), `decode its text: the charset "klingon" is not known`},
	})
}

// A body that may have been cut tells nothing, neither what it holds nor what it lacks; its head does.
func TestABodyThatMayBeCutIsUnknown(t *testing.T) {
	whole := headed()
	whole.Body = []byte("ok")
	cut := *whole
	cut.Unproven = new(httpcheck.UnprovenError)
	rec, end := record.Begin()
	defer end()
	for _, m := range []*Matcher{HaveBody("ok"), HaveBodyMatching("ok"), HaveBodyLength("2"), HaveFound(query.Regex, "ok"), HaveBodySHA256(strings.Repeat("0", 64))} {
		for _, m := range []*Matcher{m, Not(m)} {
			if holds, err := m.Match(chain(&cut)); holds || err == nil {
				t.Errorf("%s: it holds", m.Words())
			}
		}
	}
	if reads := rec.Unresolved(); len(reads) != 10 || !strings.Contains(reads[0].Err.Error(), "could not tell: the body has no length") {
		t.Errorf("%+v", reads)
	}
	if holds, err := HaveBody("ok").Match(chain(whole)); !holds || err != nil {
		t.Errorf("whole: %v", err)
	}
}
