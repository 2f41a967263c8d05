package query

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
)

const page = `<!doctype html><html><head><title>Log in</title><meta name="robots" content="noindex"></head><body>
<h1>  Log
  in </h1><noscript><p class="old">No script</p></noscript>
<form action="/login"><input type="hidden" name="_token" value="a'b &amp; c"><input name="user"></form>
<table><form id="lost"><tr><td><input name="csrf" value="x"></td></tr></form></table>
<ul><li>one</li><li>two</li></ul><script>var a = "<h1>no</h1>"</script></body></html>`

func TestQuestions(t *testing.T) {
	for name, c := range map[string]struct {
		kind Kind
		text string
		body string
		want string
	}{
		"text of an element":                   {CSS, "h1", page, "Log in"},
		"attribute":                            {CSS, "input[name=_token]@value", page, "a'b & c"},
		"attribute by name in any case":        {CSS, "input[name=_token]@VALUE", page, "a'b & c"},
		"an @ in a value is no attribute":      {CSS, `[content="a@b"]`, `<p content="a@b">x</p>`, "x"},
		"several":                              {CSS, "li", page, "one|two"},
		"a group":                              {CSS, "h1, li", page, "Log in|one|two"},
		"an element without the attribute":     {CSS, "input[name=user]@value", page, ""},
		"noscript counts":                      {CSS, "noscript p.old", page, "No script"},
		"the table's form is closed early":     {CSS, "form#lost input", page, ""},
		"nothing found":                        {CSS, "h2", page, ""},
		"XPath, nodes":                         {XPath, "//li", page, "one|two"},
		"XPath, attribute":                     {XPath, "//input[@name='_token']/@value", page, "a'b & c"},
		"XPath, number":                        {XPath, "count(//li)", page, "2"},
		"XPath, text":                          {XPath, "string(//h1)", `<h1>a</h1>`, "a"},
		"XPath, truth":                         {XPath, "boolean(//h2)", page, "false"},
		"JSON, text":                           {JSONPath, "$.user.name", `{"user":{"name":"a<b"}}`, "a<b"},
		"JSON, number as it is written":        {JSONPath, "$.n", `{"n":12345678901234567890.10}`, "12345678901234567890.10"},
		"JSON, value":                          {JSONPath, "$.a", `{"a":{"b":[1,null,"<"]}}`, `{"b":[1,null,"<"]}`},
		"JSON, several":                        {JSONPath, "$..id", `[{"id":1},{"id":2}]`, "1|2"},
		"JSON, filter":                         {JSONPath, "$[?@.on == true].id", `[{"id":1,"on":true},{"id":2}]`, "1"},
		"JSON, after a mark of byte order":     {JSONPath, "$.a", "\xef\xbb\xbf{\"a\":1}", "1"},
		"regex, whole":                         {Regex, "t[aeo]n", "ten tan tun", "ten|tan"},
		"regex, group":                         {Regex, `token=([a-z]+)`, "token=abc&token=def", "abc|def"},
		"XPath of nothing found is no error":   {XPath, "//h2", page, ""},
		"JSON of nothing found is no error":    {JSONPath, "$.nosuch", `{"a":1}`, ""},
		"regex of nothing found is no error":   {Regex, "x+", "abc", ""},
		"CSS in a body that is no HTML at all": {CSS, "h1", "\x00\xff{}", ""},
	} {
		q, err := Compile(c.kind, c.text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		found, err := q.All(Body{Bytes: []byte(c.body), ContentType: "text/html; charset=utf-8"})
		if got := strings.Join(found, "|"); err != nil || got != c.want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, c.want)
		}
	}
}

func TestWhatCannotBeAskedIsAnErrorBeforeAnythingIsSent(t *testing.T) {
	for text, kind := range map[string]Kind{
		"input[name=": CSS, "h1:is(a)": CSS, "a:hover": CSS, "": CSS, "//[": XPath, "$.[": JSONPath, "user.name": JSONPath,
		"(": Regex, "a(?=b)": Regex, "x": "jq",
	} {
		if _, err := Compile(kind, text); err == nil {
			t.Errorf("%s %q was compiled", kind, text)
		}
	}
}

func TestWhatIsNoJSONIsAnError(t *testing.T) {
	for body, want := range map[string]string{
		"<html>":                     "no JSON",
		"":                           "no JSON",
		`{"a":1} {"b":2}`:            "something follows",
		`{"a":1}<!-- 3 ms -->`:       "something follows",
		strings.Repeat("[", 100_000): "nested deeper",
		`{"a":` + strings.Repeat(`[`, 201) + strings.Repeat(`]`, 201) + `}`: "nested deeper",
	} {
		q, err := Compile(JSONPath, "$..a..a")
		if err != nil {
			t.Fatal(err)
		}
		if found, err := q.All(Body{Bytes: []byte(body)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %q, %v, want %q", body, found, err, want)
		}
	}
}

// An XPath that the library panics on is an error, whether at compiling or at asking.
func TestXPathThatPanics(t *testing.T) {
	for _, text := range []string{"sum('a')", "floor('x', 1)", "concat()", "position('a')"} {
		q, err := Compile(XPath, text)
		if err != nil {
			continue
		}
		if found, err := q.All(Body{Bytes: []byte(page)}); err == nil && len(found) == 0 {
			t.Errorf("%s: nothing found, and no error", text)
		}
	}
}

func TestTextOfOldEncodings(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().String("<h1>ログイン～</h1>")
	if err != nil {
		t.Fatal(err)
	}
	euc, err := japanese.EUCJP.NewEncoder().String("<h1>ログイン</h1>")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ body, contentType, want string }{
		"Shift_JIS by header":            {sjis, "text/html; charset=Shift_JIS", "ログイン\u301c"},
		"PHP's name for it":              {sjis, "text/html; charset=SJIS-win", "ログイン\u301c"},
		"cp932":                          {sjis, `text/html; charset="cp932"`, "ログイン\u301c"},
		"by meta":                        {`<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">` + sjis, "text/html", "ログイン\u301c"},
		"by short meta":                  {`<meta charset="Shift_JIS">` + sjis, "", "ログイン\u301c"},
		"the header wins over meta":      {`<meta charset="utf-8">` + sjis, "text/html; charset=Shift_JIS", "ログイン\u301c"},
		"meta after 1,024 bytes is none": {strings.Repeat(" ", 1024) + `<meta charset="Shift_JIS"><h1>a</h1>`, "", "a"},
		"MS932":                          {sjis, "text/html; charset=MS932", "ログイン\u301c"},
		"CP51932":                        {euc, "text/html; charset=CP51932", "ログイン"},
		"EUC-JP":                         {euc, "text/html; charset=eucJP-win", "ログイン"},
		"a header that says it twice":    {sjis, "text/html; charset=Shift_JIS; charset=Shift_JIS", "ログイン\u301c"},
		"UTF-8 without label":            {"<h1>ログイン</h1>", "text/html", "ログイン"},
		"a mark wins over the header":    {"\xef\xbb\xbf<h1>ログイン</h1>", "text/html; charset=Shift_JIS", "ログイン"},
		"no label and no UTF-8: Latin":   {"<h1>caf\xe9</h1>", "text/html", "café"},
		"UTF-16 by its mark":             {"\xff\xfe<\x00h\x001\x00>\x00a\x00", "", "a"},
	} {
		q, err := Compile(CSS, "h1")
		if err != nil {
			t.Fatal(err)
		}
		found, err := q.All(Body{Bytes: []byte(c.body), ContentType: c.contentType})
		if got := Fold(strings.Join(found, "|")); err != nil || got != c.want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, c.want)
		}
	}
	if _, err := (Body{Bytes: []byte("x"), ContentType: "text/html; charset=klingon"}).Text(); err == nil {
		t.Error("an encoding that nobody knows was decoded")
	}
}

// Half of these characters' bytes are a backslash or another sign of syntax: a text that is not decoded first breaks there.
func TestTextWhoseSecondByteIsASign(t *testing.T) {
	const text = "ソ表能―ポ"
	page, err := japanese.ShiftJIS.NewEncoder().String(`<p title="` + text + `">{"a":"` + text + `"}</p>`)
	if err != nil {
		t.Fatal(err)
	}
	document, err := japanese.ShiftJIS.NewEncoder().String(`{"a":"` + text + `"}`)
	if err != nil {
		t.Fatal(err)
	}
	html, json := Body{Bytes: []byte(page), ContentType: "text/html; charset=Shift_JIS"}, Body{Bytes: []byte(document), ContentType: "application/json; charset=SJIS-win"}
	for _, c := range []struct {
		kind Kind
		text string
		body Body
	}{
		{CSS, "p[title='" + text + "']@title", html}, {XPath, "//p[@title='" + text + "']/@title", html},
		{Regex, `"a":"(ソ[^"]+)"`, html}, {JSONPath, "$.a", json}, {JSONPath, "$[?@ == '" + text + "']", json},
	} {
		q, err := Compile(c.kind, c.text)
		if err != nil {
			t.Errorf("%s %s: %v", c.kind, c.text, err)
			continue
		}
		if found, err := q.All(c.body); err != nil || len(found) != 1 || Fold(found[0]) != Fold(text) {
			t.Errorf("%s %s: %q, %v", c.kind, c.text, found, err)
		}
	}
}

// JSON is UTF-8. What is not, and can't be read surely, is no JSON: not JSON with other characters in it.
func TestJSONOfOldEncodings(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().String(`{"a":"ログイン"}`)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ body, contentType, want string }{
		"UTF-8":                           {`{"a":"ログイン"}`, "application/json", "ログイン"},
		"UTF-8, whatever the header says": {`{"a":"ログイン"}`, "application/json; charset=Shift_JIS", "ログイン"},
		"by its header":                   {sjis, "application/json; charset=Shift_JIS", "ログイン"},
		"by PHP's name":                   {sjis, "application/json; charset=SJIS-win", "ログイン"},
		"UTF-16 by its mark":              {"\xff\xfe{\x00\"\x00a\x00\"\x00:\x001\x00}\x00", "application/json", "1"},
		"no charset":                      {sjis, "application/json", "!no charset"},
		"not what its header says":        {sjis, "application/json; charset=utf-8", "!no text in its charset"},
		"cut in a character":              {`{"a":"` + "\x83\"}", "application/json; charset=Shift_JIS", "!no text in its charset"},
		"a charset that nobody knows":     {sjis, "application/json; charset=klingon", "!klingon"},
	} {
		q, err := Compile(JSONPath, "$.a")
		if err != nil {
			t.Fatal(err)
		}
		found, err := q.All(Body{Bytes: []byte(c.body), ContentType: c.contentType})
		if why, refused := strings.CutPrefix(c.want, "!"); refused {
			if err == nil || !strings.Contains(err.Error(), why) {
				t.Errorf("%s: %q, %v, want %q", name, found, err, why)
			}
		} else if err != nil || strings.Join(found, "|") != c.want {
			t.Errorf("%s: %q, %v", name, found, err)
		}
	}
}

// The parser of HTML gives up at 512 levels: that is no page without what was looked for.
func TestHTMLThatIsTooDeepIsAnError(t *testing.T) {
	for _, kind := range []Kind{CSS, XPath} {
		q, err := Compile(kind, map[Kind]string{CSS: "h1", XPath: "//h1"}[kind])
		if err != nil {
			t.Fatal(err)
		}
		if found, err := q.All(Body{Bytes: []byte(strings.Repeat("<div>", 600) + "<h1>a</h1>"), ContentType: "text/html"}); err == nil {
			t.Errorf("%s: %q, and no error", kind, found)
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, text := range []string{"a@b", "//li", "$..a", "(a)", "sum('a')", "h1, h2:not(.x)@y", "string(//a[@b='c'])"} {
		f.Add(text, page)
	}
	f.Fuzz(func(t *testing.T, text, body string) {
		if len(text) > 200 || len(body) > 2000 {
			return
		}
		for _, kind := range []Kind{CSS, XPath, JSONPath, Regex} {
			if q, err := Compile(kind, text); err == nil {
				_, _ = q.All(Body{Bytes: []byte(body)})
			}
		}
	})
}
