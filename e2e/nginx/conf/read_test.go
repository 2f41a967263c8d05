package conf

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// flat writes a tree in one line: words joined by "·", quoted ones in quotes.
func flat(in []*Directive) string {
	var out strings.Builder
	for _, d := range in {
		out.WriteString(d.Name)
		for _, a := range d.Args {
			if a.Quoted {
				fmt.Fprintf(&out, "·%q", a.Text)
			} else {
				out.WriteString("·" + a.Text)
			}
		}
		switch {
		case d.Raw != "":
			out.WriteString("<" + strings.TrimSpace(d.Raw) + ">")
		case d.Block != nil:
			out.WriteString("{" + flat(d.Block) + "}")
		}
		out.WriteString(";")
	}
	return out.String()
}

// The rows of what NGINX accepts and refuses, as far as words alone decide.
func TestWordsAreSplitAsNGINXDoes(t *testing.T) {
	for _, c := range []struct{ rule, text, want string }{
		{"a brace ends a word", "location /a{}", "location·/a{};"},
		{"a modifier may stand before its pattern", "location =/x{}", "location·=/x{};"},
		{"an empty regex", "location ~ {}", "location·~{};"},
		{"a hash inside a word is text", "return 200 a#b;", "return·200·a#b;"},
		{"a hash at the head of a word begins a comment", "location #c\n/a {}", "location·/a{};"},
		{"quotes inside a word are text", `x a"b"c it's;`, `x·a"b"c·it's;`},
		{"a quoted name", `"return" 200;`, `return·200;`},
		{"braces in quotes", `location ~ "^/n{2}$" {}`, `location·~·"^/n{2}$"{};`},
		{"escaped braces stay escaped", `x ^/n\{2\}$;`, `x·^/n\{2\}$;`},
		{"a brace after a dollar belongs to the word", `x ${a}b $a{}`, `x·${a}b·$a{};`},
		{"an escaped semicolon keeps its backslash", `x a\;b;`, `x·a\;b;`},
		{"escapes that are resolved", `x "a\tb\"c\\d\'e\qf";`, "x·\"a\\tb\\\"c\\\\d'e\\\\qf\";"},
		{"an empty word", `x "" '';`, `x·""·"";`},
		{"lone CR is a blank", "x a\rb\r\n;", "x·a·b;"},
		{"bytes that are no text", "x \x00\xff;", "x·\x00\xff;"},
		{"Lua keeps its braces", "content_by_lua_block { if x then y = {'}'} end -- }\n }", "content_by_lua_block<if x then y = {'}'} end -- }>;"},
		{"long brackets of Lua", "x_by_lua_block { s = [==[ } ]] ]==] }", "x_by_lua_block<s = [==[ } ]] ]==]>;"},
		{"map lines", `map $a $b { default 0; "~a{2}" 1; \default 2; }`, `map·$a·$b{default·0;~a{2}·1;\default·2;};`},
	} {
		got, err := tree("f", texts{files: map[string]string{"f": c.text}})
		if err != nil || flat(got.Main.Block) != c.want {
			t.Errorf("%s: %q gives %s, %v; want %s", c.rule, c.text, flat(got.Main.Block), err, c.want)
		}
	}
}

func TestRefusedWithThePlace(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a;;", `f:1:3: unexpected ';'`},
		{";", `f:1:1: unexpected ';'`},
		{"{ }", `f:1:1: unexpected '{'`},
		{"a {\n return 200 }", `f:2:13: unexpected '}'`},
		{"}", `f:1:1: unexpected "}"`},
		{"a {\n  b;", `f:2:5: unexpected end of file, expecting "}"`},
		{"a b", `f:1:4: unexpected end of file, expecting ";" or "}"`},
		{`a "b`, `f:1:5: unexpected end of file, expecting "\""`},
		{`a "b"c;`, `f:1:6: unexpected 'c' after a quoted word`},
		{"a " + strings.Repeat("x", 4096) + ";", "f:1:3: word of more than 4095 bytes"},
		{"#" + strings.Repeat("x", 4096) + "\n", "f:1:1: comment of more than 4095 bytes"},
		{"a {\n include nosuch;\n}", "f:2:10: open nosuch: no such file"},
		{"include a b;", "f:1:1: invalid number of arguments"},
		{"include f;", "f:1:9: f includes itself"},
		{strings.Repeat("a {", 300), "blocks stand more than 200 deep"},
		{"x_by_lua_block { '}'", "the Lua block has no end"},
	} {
		_, err := ReadText("f", c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q: %v, want %s", c.text, err, c.want)
		}
	}
}

func TestIncludesAreResolvedInPlace(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"nginx.conf": "a; http { include conf.d/*.conf; include none/*.conf; z; }", "conf.d/10b.conf": "ten;", "conf.d/2a.conf": "two { include ../x; }",
		"conf.d/.hidden.conf": "hidden;", "x": "deep;",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// Relative names begin at the folder of the main file, wherever they stand.
	if _, err := ReadFile(filepath.Join(dir, "nginx.conf"), ""); err == nil || !strings.Contains(err.Error(), "2a.conf:1:15: open "+dir+"/../x: no such file") {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "conf.d/2a.conf"), []byte("two { include x; }"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := ReadFile(filepath.Join(dir, "nginx.conf"), "")
	if err != nil || flat(got.Main.Block) != "a;http{ten;two{deep;};z;};" {
		t.Fatalf("%s %v", flat(got.Main.Block), err)
	}
	if at := got.Main.First("http").Block[1].Block[0].At; at.File != dir+"/x" || at.Line != 1 {
		t.Errorf("%v", at)
	}
}

func TestARingOfIncludesIsRefused(t *testing.T) {
	_, err := ReadTexts("/m", map[string]string{"/m": "include /a;", "/a": "include /b;", "/b": "include /a;"})
	if err == nil || !strings.Contains(err.Error(), "/b:1:9: /a includes itself, by way of /m → /a → /b → /a") {
		t.Errorf("%v", err)
	}
}

func TestDumpIsTakenApart(t *testing.T) {
	dump := "# configuration file /etc/nginx/nginx.conf:\nhttp {\n include sites/*;\n include mime;\n include sites/a;\n}\n\n" +
		"# configuration file /etc/nginx/sites/a:\n# configuration file /etc/passwd:\na;\n" + // a comment that looks like a head
		"# configuration file /etc/nginx/sites/b:\nb;\n\n# configuration file /etc/nginx/mime:\ntypes { text/html html; }\n\n"
	got, err := ReadDump(dump)
	if err != nil || flat(got.Main.Block) != "http{a;b;types{text/html·html;};a;};" {
		t.Fatalf("%s %v", flat(got.Main.Block), err)
	}
	if len(got.Files) != 4 || got.Files[1].Text != "# configuration file /etc/passwd:\na;" || got.Files[2].Text != "b;\n" {
		t.Errorf("%q", got.Files)
	}
	if _, err := ReadDump("nginx: [emerg] no rights"); err == nil || !strings.Contains(err.Error(), "nginx -T") {
		t.Errorf("%v", err)
	}
}
