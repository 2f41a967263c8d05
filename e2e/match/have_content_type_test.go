package match

import "testing"

func TestContentType(t *testing.T) {
	html := func(is string) asked { return bodied(is, "") }
	judge(t, map[string]judged{
		"parameters aside":      {HaveContentType("text/html"), html("text/html; charset=utf-8"), ""},
		"whatever the case":     {HaveContentType("text/html"), html("Text/HTML"), ""},
		"another":               {HaveContentType("text/html"), html("text/plain"), `have content type text/html, but it is "text/plain"`},
		"a longer one":          {HaveContentType("text/html"), html("text/html5"), `have content type text/html, but it is "text/html5"`},
		"none":                  {HaveContentType("text/html"), chain(headed()), "have content type text/html, but it has none"},
		"a charset":             {HaveContentType("text/html; charset=utf-8"), html(`text/html;charset="UTF-8"`), ""},
		"another charset":       {HaveContentType("text/html; charset=utf-8"), html("text/html; charset=Shift_JIS"), `have content type text/html; charset=utf-8, but it is "text/html; charset=Shift_JIS"`},
		"no charset":            {HaveContentType("text/html; charset=utf-8"), html("text/html"), `have content type text/html; charset=utf-8, but it is "text/html"`},
		"a charset said twice":  {HaveContentType("text/html; charset=utf-8"), html("text/html; charset=utf-8; charset=utf-8"), ""},
		"two charsets":          {HaveContentType("text/html; charset=utf-8"), html("text/html; charset=utf-8; charset=x"), `have content type text/html; charset=utf-8, but it is "text/html; charset=utf-8; charset=x"`},
		"two lines that differ": {HaveContentType("text/html"), chain(headed("Content-Type", "text/html", "Content-Type", "text/plain")), `have content type text/html, but it is "text/html", "text/plain"`},
	})
}
