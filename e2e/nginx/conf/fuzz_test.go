package conf

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// FuzzParse: no panic, and an end in time; every place lies in the text, and the words are there.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"a;", "http { server { location ~ \"a{2}\" { return 200 $x; } listen 1-65535; } }", "x_by_lua_block { [[ }", "include *;", "a \\", "$", "${",
		"events {} http { map $host $m { ~(?<g>a) $g; default 0; } geo $g { ranges; 0.0.0.0-255.255.255.254 a; } upstream u { server a; zone z 1m; } server { listen 80 ssl; server_name ~^a$ *.b; " +
			"location / { if ($host = a) { return 301; } limit_except GET { deny all; } proxy_pass http://u/x; } location = /b { try_files a =404; } types { a b; } } }",
		"events{}http{log_format a '$b' escape=json;access_log /a a buffer=1k;error_page 404 =200 /x;expires @1h;split_clients $a $b{1%c;*d;}charset_map a utf-8{80 C3;}valid_referers none;}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		got, err := ReadText("f", text)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%d bytes took %s", len(text), took)
		}
		lines := strings.Split(text, "\n")
		for _, e := range Errors(err) {
			if e.At.Line < 1 || e.At.Line > len(lines) || e.At.Column < 1 || e.At.Column > len(lines[e.At.Line-1])+1 {
				t.Errorf("%v", e)
			}
		}
		placed(t, lines, got.Main.Block, len(Errors(err)) == 0)
	})
}

// at is the text of a line from a place on.
func at(t *testing.T, lines []string, p Position) string {
	t.Helper()
	if p.File != "f" || p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > len(lines[p.Line-1])+1 {
		t.Fatalf("%s lies outside of the text", p)
	}
	return lines[p.Line-1][p.Column-1:]
}

// placed fails when a word is not where it is said to be, or the end of a directive when the text is whole.
func placed(t *testing.T, lines []string, in []*Directive, whole bool) {
	for _, d := range in {
		for _, w := range append([]Word{{Text: d.Name, At: d.At}}, d.Args...) {
			text := at(t, lines, w.At)
			head := text // behind the quote, if there is one
			if text != "" && strings.ContainsRune(`"'`, rune(text[0])) {
				head = text[1:]
			}
			if w.Text != "" && w.Text[0] > ' ' && !strings.HasPrefix(text, w.Text[:1]) && !strings.HasPrefix(head, w.Text[:1]) && !strings.HasPrefix(head, "\\") && head != "" {
				t.Fatalf("%q is not at %s: %q", w.Text, w.At, text)
			}
		}
		if end := at(t, lines, d.End); whole && !strings.HasPrefix(end, map[bool]string{true: "}", false: ";"}[d.IsBlock()]) {
			t.Fatalf("%s at %s ends at %s: %q", d.Name, d.At, d.End, end)
		}
		if d.Block != nil && d.Raw != "" {
			t.Fatalf("%s has a block of directives and of Lua", d.At)
		}
		placed(t, lines, d.Block, whole)
	}
}

// FuzzDump: the dump of files reads as the files.
func FuzzDump(f *testing.F) {
	f.Add("include a; include b*; x {include a;}", "y;", "z; include a;")
	f.Add("include b1;", "y", "include a; q {}\n")
	f.Add("events{}include a;", "http{server{}}\n\n", "")
	f.Fuzz(func(t *testing.T, main, a, b string) {
		if len(main)+len(a)+len(b) > 400 {
			return // includes in includes multiply
		}
		files := map[string]string{"/n": main, "/a": a, "/b1": b}
		want, wantErr := ReadTexts("/n", files)
		if wantErr != nil {
			return
		}
		var dump strings.Builder
		for _, file := range want.Files {
			if header.MatchString(file.Text) {
				return // a line that looks like a head, which nothing tells apart where an include names it
			}
			dump.WriteString("# configuration file " + file.Path + ":\n" + file.Text + "\n")
		}
		got, err := ReadDump(dump.String())
		if err != nil || !reflect.DeepEqual(got.Main.Block, want.Main.Block) || !reflect.DeepEqual(got.Files, want.Files) {
			t.Errorf("%q reads %s with %v, the files %s", dump.String(), flat(got.Main.Block), err, flat(want.Main.Block))
		}
	})
}

// FuzzReadDump: no panic.
func FuzzReadDump(f *testing.F) {
	f.Add("# configuration file /a:\ninclude b;\n# configuration file /b:\nx;\n")
	f.Add("# configuration file /a:\ninclude *;\n# configuration file /b:\ninclude *;\n")
	f.Fuzz(func(t *testing.T, dump string) {
		if got, err := ReadDump(dump); err == nil && len(got.Files) == 0 {
			t.Error("a dump without a file")
		}
	})
}
