package strict

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Bytes that no file may hold, and syntax errors with their mend.
func TestUnreadable(t *testing.T) {
	for _, tc := range []struct{ name, src, want string }{
		{"invalid UTF-8", "a: 1\nb: \xff\n", `2:4: invalid UTF-8 (byte 0xff) (save the file as UTF-8)`},
		{"UTF-16 with a mark", "\xff\xfea\x00:\x00", `1:1: the file is UTF-16 (save it as UTF-8)`},
		{"UTF-16 without a mark", "a\x00:\x00", `1:1: the file is UTF-16 (save it as UTF-8)`},
		{"NUL", "note: a\nb: \x00\n", `2:4: a control character ("\x00") (write it as an escape in "…")`},
		{"ESC", "é: \x1b[31m\n", `1:4: a control character ("\x1b") (write it as an escape in "…")`},
		{"every bad line is told", "a: \x01\nb: \x02\n", "1:4: a control character (\"\\x01\") (write it as an escape in \"…\")\nx.yaml:2:4: a control character (\"\\x02\") (write it as an escape in \"…\")"},
		{"lone CR", "a: 1\rb: 2\n", `1:5: a carriage return inside a line (end lines with LF or CRLF)`},
		{"line separator", "a: 1\u2028b\n", `1:5: a Unicode line separator ('\u2028') (write it as an escape in "…")`},
		{"next line", "a: 1\u0085b\n", `1:5: a Unicode line separator ('\u0085') (write it as an escape in "…")`},
		{"inner byte order mark", "a: 1\n\ufeffb: 2\n", `2:1: a byte order mark inside the file (remove it)`},
		{"two byte order marks", "\ufeff\ufeffb: 2\n", `1:1: a byte order mark inside the file (remove it)`},
		{"zero width", "a\u200b: 1\n", `1:2: an invisible character ('\u200b') (remove it)`},
		{"bidi", "a: \u202ex\n", `1:4: a text direction character ('\u202e') (remove it)`},
		{"no-break indentation", "a:\n \u00a0b: 1\n", `2:2: a no-break or wide space in the indentation ('\u00a0') (indent with plain spaces)`},
		{"a file too large", "a: " + strings.Repeat("x", MaxSize), `1:1: the file is larger than 4 MiB`},
		{"conflict", "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n",
			"2:1: a merge conflict marker (resolve the conflict)\nx.yaml:4:1: a merge conflict marker (resolve the conflict)\nx.yaml:6:1: a merge conflict marker (resolve the conflict)"},
		{"empty", "", `1:1: the file is empty`},
		{"only comments", "# a\n", `1:1: the file is empty`},
		{"only a null", "---\n~\n", `1:1: the file is empty`},
		{"two documents", "note: a\n---\nnote: b\n", `2:1: a second document (one document a file: remove the --- or split the file)`},
		{"a broken second document", "note: a\n---\nnote: 'b\n", `3:7: found unexpected end of stream while scanning a quoted scalar`},
		{"tab", "note:\n\ta: 1\n", `2:1: found character that cannot start any token while scanning for the next token (indent with spaces, not tabs)`},
		{"template", "note: {{ x }} y\n", `1:15: did not find expected key while parsing a block mapping (templates are not used here; a value with {{ must be quoted)`},
		{"variable in flow", "file: { /a: { link: ${app}/x } }\n", `1:22: did not find expected ',' or '}' while parsing a flow mapping (inside [ ] and { } a value with ${…} must be quoted)`},
		{"variable in a flow list", "targets: [${app}]\n", `1:12: did not find expected ',' or ']' while parsing a flow sequence (inside [ ] and { } a value with ${…} must be quoted)`},
		{"constraint", "package:\n  nginx: >= 1.22\n", `2:10: did not find expected comment or line break while scanning a block scalar (quote a value that begins with > or |)`},
		{"glob", "note: **/x\n", `1:7: unknown anchor '*/x' referenced (a value that begins with * must be quoted)`},
		{"at", "note: @x\n", "1:7: found character that cannot start any token while scanning for the next token (a value that begins with @, ` or % must be quoted)"},
		{"percent", "note: %x\n", "1:7: found character that cannot start any token while scanning for the next token (a value that begins with @, ` or % must be quoted)"},
		{"escape", "note: \"\\d+\"\n", `1:8: found unknown escape character while scanning a quoted scalar (in "…" a backslash begins an escape: use '…')`},
		{"second colon", "note: a: b\n", `1:8: mapping values are not allowed in this context (a value that holds ": " must be quoted)`},
		{"open quote is told where it opened", "a: 1\nnote: \"abc\nb: 2\n", `2:7: found unexpected end of stream while scanning a quoted scalar`},
		{"missing colon", "note\nb: 1\n", `2:2: mapping values are not allowed in this context`},
		{"text after quotes", "note: 'a' b\n", `1:11: did not find expected key while parsing a block mapping (text follows a quoted value: quote all of it)`},
		{"YAML directive", "%YAML 1.2\n---\na: 1\n", `1:1: found incompatible YAML document (remove the %YAML line)`},
		{"depth", strings.Repeat("[", 200), `1:65: exceeded max depth of 64 while increasing flow level (nested too deep)`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Parse("x.yaml", []byte(tc.src))
			if err == nil {
				t.Fatal("no error")
			}
			if got := err.Error(); got != "x.yaml:"+tc.want {
				t.Errorf("got  %s\nwant x.yaml:%s", got, tc.want)
			}
		})
	}
}

// A no-break space inside a text, CRLF, one byte order mark and ======= in a
// block are fine.
func TestReadable(t *testing.T) {
	for _, src := range []string{"note: a\u00a0b\n", "note: a\r\n", "\ufeffnote: a\n", "note: |\n  =======\n", "note: \U0001F600 é\n", "---\nnote: a\n...\n", "note:\ta\n"} {
		if _, problems := decodeTest(src, nil); problems != "" {
			t.Errorf("%q: %s", src, problems)
		}
	}
}

// Only a regular file of 4 MiB at most is read.
func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	fifo, big := filepath.Join(dir, "fifo"), filepath.Join(dir, "big")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(big, make([]byte, MaxSize+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		dir:                          "not a regular file",
		fifo:                         "not a regular file",
		"/dev/zero":                  "not a regular file",
		big:                          "larger than 4 MiB",
		filepath.Join(dir, "nobody"): "no such file or directory",
	} {
		done := make(chan error, 1)
		go func() { _, err := ReadFile(name); done <- err }()
		select {
		case err := <-done:
			if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "read "+name) {
				t.Errorf("%s: %v", name, err)
			}
		case <-time.After(5 * time.Second):
			t.Errorf("%s: hung", name)
		}
	}
}

// Small files that grow: each ends soon, with an error.
func TestBombs(t *testing.T) {
	var laughs, merges strings.Builder
	laughs.WriteString("any:\n- &a0 [x]\n")
	merges.WriteString("package:\n  k0: &a0 {because: x}\n")
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&laughs, "- &a%d [%s]\n", i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 9), ","))
		fmt.Fprintf(&merges, "  k%d: &a%d {<<: [%s]}\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 9), ","))
	}
	for name, tc := range map[string]struct{ src, want string }{
		"aliases":         {laughs.String(), "expected a text or a mapping with get"},
		"merges":          {merges.String(), "values through aliases"},
		"an endless list": {"ints: &a [*a]\n", "expected a whole number, found a list"},
		"endless merge":   {"package:\n  a: &a\n    <<: [*a, *a, *a]\n", "nested more than 64 deep"},
		"one key again":   {"package:\n" + strings.Repeat("  a: installed\n", 50_000), "… and 49949 more"},
		"many keys":       {"x:\n" + manyKeys(50_000), "unknown key"},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, got := decodeTest(tc.src, nil)
			if !strings.Contains(got, tc.want) {
				t.Errorf("got %.300s, want %s", got, tc.want)
			}
			if n := strings.Count(got, "\n"); n > maxPrinted {
				t.Errorf("%d lines", n)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func manyKeys(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, "  k%d: 1\n", i)
	}
	return out.String()
}

// An endless tree through the free form of the reader ends too.
func TestEndlessWalk(t *testing.T) {
	doc, err := Parse("x.yaml", []byte("a: &a [*a, *a]\n"))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(n Node)
	walk = func(n Node) {
		if n.IsSeq() {
			for _, item := range n.Seq() {
				walk(item)
			}
		}
		if n.IsMap() {
			n.Has("x")
			for _, e := range n.Map() {
				walk(e.Value)
			}
		}
	}
	root := doc.Root(nil)
	walk(root)
	if err := root.Err(); err == nil || !strings.Contains(err.Error(), "nested more than 64 deep") {
		t.Errorf("got %v", err)
	}
}

// A vars file may hold what others need; only a use of it is an error.
func TestVarsFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "all.yml")
	src := "a: 8.10\nb: [1]\nc: {x: y}\nd: !vault |\n  x\ne: '{{ a }}'\nf:\ng: x$${y}\nh: ${a}\n"
	if err := os.WriteFile(name, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	vars, err := LoadVars(name)
	if err != nil {
		t.Fatal(err)
	}
	f, problems := decodeTest("note: ${a} ${g}\n", vars)
	if problems != "" || f.Note != "8.10 x${y}" {
		t.Errorf("%q %s", f.Note, problems)
	}
	for key, want := range map[string]string{
		"b": "2:4, is a list", "c": "3:4, is a mapping", "d": `4:4, has the YAML tag "!vault"`,
		"e": "6:4, holds a template", "f": "7:3, is empty", "h": "9:4, holds ${…} itself, which is not replaced",
	} {
		_, got := decodeTest("note: x ${"+key+"}\n", vars)
		if full := fmt.Sprintf("x.yaml:1:9: note: variable %q, set at %s:%s", key, name, want); got != full {
			t.Errorf("got  %s\nwant %s", got, full)
		}
	}
}

// Embedding a type that reads itself would make the whole struct read so.
func TestEmbeddedSpecialIsRefused(t *testing.T) {
	defer func() {
		if got := fmt.Sprint(recover()); !strings.Contains(got, "name the field") {
			t.Errorf("got %s", got)
		}
	}()
	type wrong struct {
		LongText2
	}
	shapeOf(reflect.TypeFor[wrong]())
}

// LongText2 is a struct with a method that embedding would promote.
type LongText2 struct{}

func (*LongText2) FromScalar(Scalar) error { return nil }

// Two files' problems print in order, each place and text once.
func TestJoin(t *testing.T) {
	a := Problem{Pos: Pos{"a", 2, 1}, Text: "x"}
	b := Problem{Pos: Pos{"a", 1, 1}, Text: "y"}
	got := Join(nil, Errors{a, a}, b)
	if got.Error() != "a:1:1: y\na:2:1: x" {
		t.Errorf("got %s", got)
	}
	if Join(nil, nil) != nil {
		t.Error("no errors joined are an error")
	}
}

// 55,000 resources, 3.7 MB, are read in seconds; a usual file in milliseconds.
func TestSpeed(t *testing.T) {
	var src strings.Builder
	src.WriteString("package:\n")
	for i := range 55_000 {
		fmt.Fprintf(&src, "  package-%d: {version: 1.%d, installed: true, because: \"${a}\"}\n", i, i)
	}
	start := time.Now()
	f, problems := decodeTest(src.String(), Vars{"a": {Text: "b"}})
	took := time.Since(start)
	if problems != "" || len(f.Package) != 55_000 {
		t.Fatal(problems)
	}
	t.Logf("%d bytes in %v", src.Len(), took)
	if took > 15*time.Second {
		t.Errorf("took %v", took)
	}
}

// The design's example of a spec parses, positions and all.
func TestDesignExample(t *testing.T) {
	doc, err := Parse("web.yaml", []byte(designExample))
	if err != nil {
		t.Fatal(err)
	}
	root := doc.Root(Vars{"php": {Text: "8.2"}, "app": {Text: "/var/www/app"}})
	var keys []string
	var walk func(Node)
	walk = func(n Node) {
		switch {
		case n.IsMap():
			for _, e := range n.Map() {
				keys = append(keys, e.Key)
				walk(e.Value)
			}
		case n.IsSeq():
			for _, item := range n.Seq() {
				walk(item)
			}
		default:
			n.Scalar("a value")
		}
	}
	walk(root)
	if err := root.Err(); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"php8.2-fpm", "/var/www/app/shared/**", "unix:/run/php/php8.2-fpm.sock", "net.core.somaxconn", "tcp:443"} {
		if !slices.Contains(keys, want) {
			t.Errorf("no key %q in %q", want, keys)
		}
	}
}

const designExample = `targets: role=web
include: [base.yaml]
vars: { php: "8.2", app: /var/www/app }            # a comment
package:
  nginx: "~> 1.22"
  postfix: installed
php:
  fpm:
    version: "~> ${php}"
    extensions: [mbstring, gd, intl, { redis: "~> 5.3" }]
    settings: { memory_limit: 256M, realpath_cache_ttl: 120 }
    pools: { www: { settings: { memory_limit: 512M }, env: { APP_ENV: production, NEW_RELIC_LICENSE_KEY: present } } }
service:
  php${php}-fpm: { enabled: true, running: true, only: platform=ec2, because: "in a pod PHP-FPM is PID 1" }
port:
  tcp:443: { listening: true }
  unix:/run/php/php${php}-fpm.sock: { listening: true, owner: www-data }
file:
  ${app}/current: { filetype: symlink, link: "${app}/releases/*" }
  ${app}/shared/**: { owner: www-data, max-mode: "0750" }
user:
  deploy: { shell: /bin/bash, authorized-key: "SHA256:abc" }
git-config:
  deploy: { user.email: deploy@example.com }
in-path: [convert, jq]
kernel-param: { net.core.somaxconn: 1024 }
`
