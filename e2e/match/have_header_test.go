package match

import (
	"strings"
	"testing"
)

func TestHeaders(t *testing.T) {
	of := chain(headed("X-One", "a", "X-Two", "a", "X-Two", "b", "X-Odd", "caf\xe9 ログイン"))
	judge(t, map[string]judged{
		"there":                      {HaveHeader("x-one"), of, ""},
		"not there":                  {HaveHeader("X-None"), of, "have header X-None, but there is none"},
		"a value":                    {HaveHeader("X-One", "a"), of, ""},
		"a value of several":         {HaveHeader("X-Two", "b"), of, ""},
		"another value":              {HaveHeader("X-Two", "c"), of, `have header X-Two: "c", but it is "a", "b"`},
		"a value is not its part":    {HaveHeader("X-Odd", "caf"), of, `have header X-Odd: "caf", but it is "caf\xe9 ログイン"`},
		"the empty value":            {HaveHeader("X-One", ""), of, `have header X-One: "", but it is "a"`},
		"a pattern":                  {HaveHeaderMatching("X-Two", "^b$"), of, ""},
		"a pattern that fails":       {HaveHeaderMatching("X-Two", "^c"), of, `have header X-Two matching /^c/, but it is "a", "b"`},
		"a pattern, no header":       {HaveHeaderMatching("X-None", ".*"), of, "have header X-None matching /.*/, but there is none"},
		"all lines":                  {HaveHeaderLines("X-Two", "a", "b"), of, ""},
		"all lines in another order": {HaveHeaderLines("X-Two", "b", "a"), of, `have header X-Two in 2 lines: "b", "a", but it is "a", "b"`},
		"a line too many":            {HaveHeaderLines("X-Two", "a"), of, `have header X-Two in 1 line: "a", but it is "a", "b"`},
		"a line too few":             {HaveHeaderLines("X-One", "a", "a"), of, `have header X-One in 2 lines: "a", "a", but it is "a"`},
		"a count":                    {HaveHeaderCount("X-Two", "2"), of, ""},
		"a count of none":            {HaveHeaderCount("X-None", "0"), of, ""},
		"another count":              {HaveHeaderCount("X-One", ">= 2"), of, "have header X-One in >= 2 lines, but it has 1 line"},
	})
	many := headed()
	for range 1000 {
		many.Header.Add("X", strings.Repeat("y", 1000))
	}
	m := HaveHeader("X", "a")
	if holds, err := m.Match(chain(many)); holds || err != nil || len(m.FailureMessage(chain(many))) > 5000 || !strings.Contains(m.FailureMessage(chain(many)), "and 990 more") {
		t.Errorf("%v %v: %d bytes are shown", holds, err, len(m.FailureMessage(chain(many))))
	}
}
