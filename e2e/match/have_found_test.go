package match

import (
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/record"
)

func TestFound(t *testing.T) {
	of := bodied("application/json", `{"name":"Ada","n":1,"text":"1","big":9007199254740993,"on":true,"no":null,"all":[1,"x",2.50]}`)
	page := bodied("text/html; charset=Shift_JIS", sjis(t, `<h1> ログイン
	～ </h1><ul><li>1<li>2<li>3</ul><input name=t value="a b">`))
	judge(t, map[string]judged{
		"something":                          {HaveFound(query.JSONPath, "$.name"), of, ""},
		"nothing":                            {HaveFound(query.JSONPath, "$.nosuch"), of, "have json $.nosuch, but nothing is found"},
		"a text":                             {HaveFound(query.JSONPath, "$.name", "Ada"), of, ""},
		"another text":                       {HaveFound(query.JSONPath, "$.name", "Bob"), of, `have json $.name = "Bob", but found "Ada"`},
		"a number":                           {HaveFound(query.JSONPath, "$.n", 1), of, ""},
		"a number written otherwise":         {HaveFound(query.JSONPath, "$.all[*]", Num("25e-1")), of, ""},
		"a text is no number":                {HaveFound(query.JSONPath, "$.text", 1), of, `have json $.text = 1, but found "1"`},
		"a number is no text":                {HaveFound(query.JSONPath, "$.n", "1"), of, `have json $.n = "1", but found 1`},
		"a number beyond floats":             {HaveFound(query.JSONPath, "$.big", Num("9007199254740992")), of, "have json $.big = 9007199254740992, but found 9007199254740993"},
		"what is only known as it's written": {HaveFound(query.JSONPath, "$.n", Written("1")), of, ""},
		"a truth":                            {HaveFound(query.JSONPath, "$.on", true), of, ""},
		"another truth":                      {HaveFound(query.JSONPath, "$.on", false), of, "have json $.on = false, but found true"},
		"a truth is no text":                 {HaveFound(query.JSONPath, "$.on", "true"), of, `have json $.on = "true", but found true`},
		"null":                               {HaveFound(query.JSONPath, "$.no", nil), of, ""},
		"null is no text":                    {HaveFound(query.JSONPath, "$.no", "null"), of, `have json $.no = "null", but found null`},
		"a pattern":                          {HaveFoundMatching(query.JSONPath, "$.name", "^A"), of, ""},
		"another pattern":                    {HaveFoundMatching(query.JSONPath, "$.name", "^B"), of, `have json $.name matching /^B/, but found "Ada"`},
		"a count":                            {HaveFoundCount(query.JSONPath, "$.all[*]", "3"), of, ""},
		"another count":                      {HaveFoundCount(query.JSONPath, "$.all[*]", "> 3"), of, `have > 3 times json $.all[*], but found 1, "x", 2.50`},
		"a count of nothing":                 {HaveFoundCount(query.JSONPath, "$.nosuch", "0"), of, ""},
		"a comparison":                       {HaveFoundNumber(query.JSONPath, "$.n", ">= 1"), of, ""},
		"another comparison":                 {HaveFoundNumber(query.JSONPath, "$.n", "> 1"), of, "have json $.n > 1, but found 1"},
		"one of several":                     {HaveFoundNumber(query.JSONPath, "$.all[*]", "> 2"), of, ""},
		"text of Shift_JIS":                  {HaveFound(query.CSS, "h1", "ログイン 〜"), page, ""},
		"an attribute":                       {HaveFound(query.CSS, "input@value", "a b"), page, ""},
		"nodes":                              {HaveFoundCount(query.CSS, "ul li", "3"), page, ""},
		"in HTML a number is its text":       {HaveFound(query.CSS, "li", 2), page, ""},
		"and as it is written":               {HaveFound(query.CSS, "li", Num("2.0")), page, `have css li = 2.0, but found "1", "2", "3"`},
		"what XPath calculates":              {HaveFound(query.XPath, "count(//li)", 3), page, ""},
		"and as text":                        {HaveFound(query.XPath, "count(//li)", "3"), page, ""},
		"XPath finds another":                {HaveFound(query.XPath, "count(//li)", 4), page, "have xpath count(//li) = 4, but found 3"},
		"a comparison in HTML":               {HaveFoundNumber(query.CSS, "li", "> 2"), page, ""},
	})
	neither(t, map[string]judged{
		"no JSON":              {HaveFound(query.JSONPath, "$.a"), page, "ask for json $.a: it is no JSON: invalid character '<' looking for beginning of value"},
		"no number":            {HaveFoundNumber(query.CSS, "h1", "> 2"), page, `compare with > 2: "ログイン ～" is no number`},
		"a text in JSON":       {HaveFoundNumber(query.JSONPath, "$.text", "< 2"), of, `compare with < 2: "1" is text and no number`},
		"a number of no bound": {HaveFoundNumber(query.JSONPath, "$", "< 2"), bodied("application/json", "1e999999999"), `compare with < 2: "1e999999999" is no number`},
	})
}

// A question that was given up is no answer: the check is unknown.
func TestASlowQuestionIsUnknown(t *testing.T) {
	rec, end := record.Begin()
	defer end()
	m := of("ask", func(*httpcheck.Hop) (bool, string, error) { return true, "", &query.Slow{After: time.Second} })
	for _, m := range []*Matcher{m, Not(m)} {
		if holds, err := m.Match(chain(headed())); holds || err == nil {
			t.Error("it holds")
		}
	}
	if reads := rec.Unresolved(); len(reads) != 2 || !strings.Contains(reads[0].Err.Error(), "could not tell: it took too long") {
		t.Errorf("%+v", reads)
	}
}
