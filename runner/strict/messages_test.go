package strict

import (
	"strings"
	"testing"
)

// A small language like the real ones.
type testFile struct {
	Targets OneOrMany[Name]  `key:"targets"`
	Package Map[testPackage] `key:"package"`
	Service Map[testService] `key:"service"`
	File    Map[testFileRes] `key:"file"`
	Ints    []int64          `key:"ints"`
	Ports   []uint16         `key:"ports"`
	Wait    Duration         `key:"wait"`
	Note    LongText         `key:"note"`
	Small   int8             `key:"small"`
	Long    string           `key:"file-or-folder"`
	Any     []testUnion      `key:"any"`
}

type testCommon struct {
	Because string `key:"because" doc:"why"`
	Skip    *bool  `key:"skip"`
}

type testPackage struct {
	Installed *bool       `key:"installed"`
	Version   testVersion `key:"version"`
	testCommon
}

func (p *testPackage) FromScalar(s Scalar) error {
	yes, no := true, false
	switch {
	case s.Block:
		return Hinted{"expected a package, found a block of text", "quote a value that begins with > or |"}
	case s.Text == "installed":
		p.Installed = &yes
	case s.Text == "absent":
		p.Installed = &no
	case strings.ContainsAny(s.Text, "<>=~0123456789"):
		return p.Version.FromScalar(s)
	default:
		return Hinted{"expected installed, absent or a version constraint, found " + Quote(s.Text), Suggest(s.Text, []string{"installed", "absent"})}
	}
	return nil
}

func (p *testPackage) Expects() string { return "a package" }

type testVersion string

func (v *testVersion) FromScalar(s Scalar) error { *v = testVersion(s.Text); return nil }
func (v *testVersion) Expects() string           { return "a version" }

type testService struct {
	Enabled *bool `key:"enabled"`
	Running *bool `key:"running"`
	testCommon
}

func (s *testService) Check(c Node) {
	if s.Enabled == nil && s.Running == nil {
		c.Hintf("enabled: true, at least", "expects nothing of the service")
	}
}

type testFileRes struct {
	Mode  Mode   `key:"max-mode"`
	Link  string `key:"link"`
	Owner string `key:"owner,required"`
}

// testUnion is a text or a mapping with get:.
type testUnion struct{ Kind, Value string }

func (u *testUnion) FromNode(c Node) {
	switch {
	case c.IsScalar():
		u.Kind = "text"
		u.Value, _ = c.Text("a text")
	case c.Has("get"):
		var get struct {
			Get string `key:"get"`
		}
		c.Decode(&get)
		u.Kind, u.Value = "get", get.Get
	default:
		c.Expected("a text or a mapping with get")
	}
}

func decodeTest(src string, vars Vars) (testFile, string) {
	var f testFile
	doc, err := Parse("x.yaml", []byte(src))
	if err == nil {
		err = doc.Decode(&f, vars)
	}
	if err == nil {
		return f, ""
	}
	return f, err.Error()
}

// Each wrong file gives exactly these problems.
func TestMessages(t *testing.T) {
	vars := Vars{"php": {Text: "8.2"}, "app": {Text: "/var/www/app"}, "flag": {Text: "true"}, "n": {Text: "8"},
		"list": {Refused: "is a list", Pos: Pos{"vars.yaml", 3, 7}}}
	for _, tc := range []struct{ name, src, want string }{
		{"unknown key with a suggestion", "pakage:\n  a: installed\n", `1:1: pakage: unknown key "pakage" (did you mean package?)`},
		{"case and _ do not count", "service:\n  a: {Enabled: true}\n", `2:7: service.a.Enabled: unknown key "Enabled" (did you mean enabled?)`},
		{"a short list when nothing is near", "service:\n  a: {zzz: 1, running: true}\n", `2:7: service.a.zzz: unknown key "zzz" (known: because, enabled, running, skip)`},
		{"keys equal after variables", "service:\n  php8.2-fpm: {enabled: true}\n  php${php}-fpm: {running: true}\n",
			`3:3: service.php${php}-fpm: duplicate key "php8.2-fpm", first at x.yaml:2:3`},
		{"1 and \"1\" are one key", "package:\n  1: installed\n  \"1\": installed\n", `3:3: package.1: duplicate key "1", first at x.yaml:2:3`},
		{"an alias as key is one key with its text", "package:\n  &k a: installed\n  b: absent\n  *k : absent\n", `4:3: package.a: duplicate key "a", first at x.yaml:2:3`},
		{"a duplicate's own problems are found", "service:\n  a: {enabled: true}\n  a: {enabled: maybe}\n",
			"3:3: service.a: duplicate key \"a\", first at x.yaml:2:3\nx.yaml:3:16: service.a.enabled: expected true or false, found \"maybe\""},
		{"a duplicate in a struct", "note: a\nnote: b\n", `2:1: note: duplicate key "note", first at x.yaml:1:1`},
		{"two << are a duplicate", "service:\n  a: &a {enabled: true}\n  b:\n    <<: *a\n    <<: *a\n", `5:5: service.b.<<: duplicate key "<<", first at x.yaml:4:5`},
		{"yes is no boolean", "service:\n  nginx: {enabled: yes}\n", `2:20: service.nginx.enabled: expected true or false, found "yes" (write true)`},
		{"off is no boolean", "service:\n  nginx: {enabled: off}\n", `2:20: service.nginx.enabled: expected true or false, found "off" (write false)`},
		{"True is no boolean", "service:\n  nginx: {enabled: True}\n", `2:20: service.nginx.enabled: expected true or false, found "True" (write true)`},
		{"a quoted true is no boolean", "service:\n  nginx: {enabled: \"true\"}\n", `2:20: service.nginx.enabled: expected true or false, found "true" (write true without quotes)`},
		{"an empty folded block for a version", "package:\n  nginx: >1\n", `2:10: package.nginx: expected a package, found a block of text (quote a value that begins with > or |)`},
		{"a block for a short text", "file:\n  /a: {owner: a}\n  /b:\n    owner: |\n      x\n", `4:12: file./b.owner: expected a text, found a block of text (quote a value that begins with > or |)`},
		{"a block for a struct", "service:\n  a: >-\n", `2:6: service.a: expected a testservice, found an empty block of text (quote a value that begins with > or |)`},
		{"!= is a tag", "package:\n  curl: != 7.0\n", `2:9: package.curl: YAML tag "!=" is not used here (a value that begins with ! must be quoted)`},
		{"!!str is a tag", "package:\n  curl: !!str 7.0\n", `2:9: package.curl: YAML tag "!!str" is not used here (a value that begins with ! must be quoted)`},
		{"a goss regular expression in a list is a tag", "targets: [!/re/]\n", `1:11: targets[0]: YAML tag "!/re/" is not used here (a value that begins with ! must be quoted)`},
		{"!disabled is a tag", "note: !disabled\n", `1:7: note: YAML tag "!disabled" is not used here (a value that begins with ! must be quoted)`},
		{"! is a tag", "package:\n  curl: ! 7.0\n", `2:9: package.curl: YAML tag "!" is not used here (a value that begins with ! must be quoted)`},
		{"a tag on a mapping", "service: !x\n  a: {enabled: true}\n", `1:10: service: YAML tag "!x" is not used here (a value that begins with ! must be quoted)`},
		{"a tag on a key", "service:\n  !x a: {enabled: true}\n", `2:3: service.a: YAML tag "!x" is not used here (a value that begins with ! must be quoted)`},
		{"a tag on a list", "ints: !x [1]\n", `1:7: ints: YAML tag "!x" is not used here (a value that begins with ! must be quoted)`},
		{"a slip in a word", "package:\n  vim: instaled\n", `2:8: package.vim: expected installed, absent or a version constraint, found "instaled" (did you mean installed?)`},
		{"undefined variable in a key", "file:\n  ${ap}/current: {owner: x}\n", `2:3: file.${ap}/current: undefined variable "ap" (did you mean app?)`},
		{"undefined variable, its own place", "note: \"${app} and ${ap}\"\n", `1:19: note: undefined variable "ap" (did you mean app?)`},
		{"undefined in a block, its own place", "note: |\n  a ${app}\n  b ${ap}\n", `3:5: note: undefined variable "ap" (did you mean app?)`},
		{"two undefined", "note: ${aa1} ${bb1}\n",
			"1:7: note: undefined variable \"aa1\" (known: app, flag, list, n, php)\n" +
				"x.yaml:1:14: note: undefined variable \"bb1\" (known: app, flag, list, n, php)"},
		{"another ${…}", "note: ${x:-y}\n", `1:7: note: "${x:-y}" is no variable: only ${name} is replaced (write $${ for a literal ${)`},
		{"an open ${", "note: a ${app\n", `1:9: note: ${ without } (write $${ for a literal ${)`},
		{"a list variable is an error where used, both places", "note: ${list}\n", `1:7: note: variable "list", set at vars.yaml:3:7, is a list`},
		{"expects nothing", "service:\n  a: {because: x}\n", `2:6: service.a: expects nothing of the service (enabled: true, at least)`},
		{"a space is missing", "service:\n  a: {enabled:true, running: true}\n", `2:7: service.a.enabled:true: unknown key "enabled:true" (a space is missing: enabled: true)`},
		{"a plain value over two lines", "targets: role=web\n - convert\n", `1:10: targets: a plain value runs over several lines: "role=web - convert" (quote it, or indent what follows as what it is)`},
		{"and after an anchor", "note: &x a\n b\n", `1:7: note: a plain value runs over several lines: "a b" (quote it, or indent what follows as what it is)`},
		{"names refuse blanks", "targets: [mbstring gd]\n", `1:11: targets[0]: expected a name without blanks, found "mbstring gd" (a comma may be missing)`},
		{"an empty value", "note:\n", `1:6: note: expected a text, found nothing`},
		{"null is no value", "note: null\n", `1:7: note: expected a text, found null, which is nothing`},
		{"~ is no value", "targets: [a, ~]\n", `1:14: targets[1]: expected a name, found ~, which is nothing`},
		{"an empty struct", "service:\n  a:\n", `2:5: service.a: expected a testservice, found nothing`},
		{"a list for a mapping", "service: [a]\n", `1:10: service: expected a mapping, found a list`},
		{"a mapping for a list", "ints: {a: 1}\n", `1:7: ints: expected a list, found a mapping`},
		{"a mapping for a text", "note: {a: 1}\n", `1:7: note: expected a text, found a mapping`},
		{"integers are decimal", "ints: [0x1F, 0755, 1_000, 1e3, 1.5, +1]\n", strings.Join([]string{
			`1:8: ints[0]: expected a whole number, found "0x1F" (decimal digits only)`,
			`x.yaml:1:14: ints[1]: expected a whole number, found "0755" (decimal digits only)`,
			`x.yaml:1:20: ints[2]: expected a whole number, found "1_000" (decimal digits only)`,
			`x.yaml:1:27: ints[3]: expected a whole number, found "1e3" (decimal digits only)`,
			`x.yaml:1:32: ints[4]: expected a whole number, found "1.5" (decimal digits only)`,
			`x.yaml:1:37: ints[5]: expected a whole number, found "+1" (decimal digits only)`}, "\n")},
		{"a quoted number", "ints: [\"8\"]\n", `1:8: ints[0]: expected a whole number, found "8" (write 8 without quotes)`},
		{"a number too large", "ints: [9223372036854775808]\nports: [70000, -1]\n",
			"1:8: ints[0]: expected a whole number below 2^63, found \"9223372036854775808\"\n" +
				"x.yaml:2:9: ports[0]: the number 70000 is out of range\nx.yaml:2:16: ports[1]: the number -1 is out of range"},
		{"a duration without a unit", "wait: 30\n", `1:7: wait: expected a duration with its unit, found "30" (write 30s for seconds)`},
		{"a bad duration", "wait: soon\n", `1:7: wait: expected a duration, found "soon" (such as 30s, 5m, 1h30m)`},
		{"a negative duration", "wait: -5s\n", `1:7: wait: expected a duration that is not negative, found "-5s"`},
		{"a number too large for its field", "small: 128\n", `1:8: small: the number 128 is too large`},
		{"a mode too large", "file:\n  /a: {max-mode: 010000, owner: x}\n", `2:18: file./a.max-mode: mode "010000" is larger than 07777`},
		{"case and _ do not count in long words", "FILE_OR_FOLDER: x\n", `1:1: FILE_OR_FOLDER: unknown key "FILE_OR_FOLDER" (did you mean file-or-folder?)`},
		{"a mode without its 0", "file:\n  /a: {max-mode: 420, owner: x}\n", `2:18: file./a.max-mode: mode 420 has no leading 0 (write 0420 if it is octal)`},
		{"a mode that is not octal", "file:\n  /a: {max-mode: 0o644, owner: x}\n", `2:18: file./a.max-mode: expected a mode in octal, found "0o644" (such as 0644)`},
		{"a required key", "file:\n  /a: {link: x}\n", `2:7: file./a: key "owner" is missing`},
		{"a union of neither kind", "any: [{put: x}]\n", `1:7: any[0]: expected a text or a mapping with get, found a mapping`},
		{"an unknown key in a union", "any: [{get: x, gt: y}]\n", `1:16: any[0].gt: unknown key "gt" (did you mean get?)`},
		{"a template for a text", "note: {{ x }}\n", `1:7: note: expected a text, found a mapping (templates are not used here; a value with {{ must be quoted)`},
		{"a template for a mapping", "package: {{ x }}\n", `1:11: package: expected a key, found a mapping (templates are not used here; a value with {{ must be quoted)`},
		{"a long value is cut", "wait: " + strings.Repeat("é", 100) + "\n", `1:7: wait: expected a duration, found "` + strings.Repeat("é", 60) + `…" (such as 30s, 5m, 1h30m)`},
		{"a list as key", "package:\n  ? [a]\n  : installed\n", `2:5: package: expected a key, found a list`},
		{"no key", "package:\n  : installed\n", `2:3: package.: expected a key, found nothing (write a key before the colon, quoted if it is ~ or null)`},
		{"merging a text", "service:\n  <<: x\n", `2:7: service.<<: expected a mapping to merge, found "x"`},
		{"a control sequence in a key is shown, not sent", "\"\\e[31m\": 1\n", `1:1: \x1b[31m: unknown key "\x1b[31m" (did`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, got := decodeTest(tc.src, vars)
			if want, cutAt, ok := strings.Cut("x.yaml:"+tc.want, " (did"); ok && cutAt == "" {
				if !strings.HasPrefix(got, want) {
					t.Errorf("got  %s\nwant %s…", got, want)
				}
				return
			}
			if got != "x.yaml:"+tc.want {
				t.Errorf("got  %s\nwant x.yaml:%s", got, tc.want)
			}
		})
	}
}

// A duplicate is decoded for its own problems and changes nothing.
func TestDuplicateChangesNothing(t *testing.T) {
	f, problems := decodeTest("package:\n  a: installed\n  a: absent\nnote: x\nnote: y\n", nil)
	if problems == "" || len(f.Package) != 1 || !*f.Package[0].Value.Installed || f.Note != "x" {
		t.Errorf("%+v %s", f, problems)
	}
}

// A plain value at the end of a CRLF line is one line.
func TestCRLF(t *testing.T) {
	if _, problems := decodeTest("note: &a\r\n  x\r\ntargets: a\r\n  b\r\n", nil); !strings.Contains(problems, `x.yaml:3:10: targets: a plain value`) || strings.Contains(problems, "note") {
		t.Error(problems)
	}
}

// What is right is read as written.
func TestReadsAsWritten(t *testing.T) {
	src := "\ufeff" + `targets: web
package:
  a: 7.10
  b: "= 1e3"
  c: {version: 2026-11-01, installed: true}
  d: {version: 1_000}
  e: &e {version: 0755, because: base}
  f: {<<: *e, because: own}
service:
  php${php}-fpm: {enabled: "${flag}"}
file:
  /a: {max-mode: 0755, owner: "$${x}${app}"}
  /b: {max-mode: "755", owner: yes, link: '${app}/releases/*'}
ints: [8, "${n}", -3, 0]
note: |
  a
  b
wait: 1m30s
any: [x, {get: /}]
`
	vars := Vars{"php": {Text: "8.2"}, "app": {Text: "/srv/${n}"}, "flag": {Text: "true"}, "n": {Text: "9"}}
	for name, text := range map[string]string{"LF": src, "CRLF": strings.ReplaceAll(src, "\n", "\r\n")} {
		f, problems := decodeTest(text, vars)
		if problems != "" {
			t.Fatalf("%s: %s", name, problems)
		}
		for i, want := range []string{"7.10", "= 1e3", "2026-11-01", "1_000", "0755", "0755"} {
			if got := string(f.Package[i].Value.Version); got != want {
				t.Errorf("%s: version %d: got %q, want %q", name, i, got, want)
			}
		}
		b, _ := f.File.Get("/b")
		a, _ := f.File.Get("/a")
		fPkg, _ := f.Package.Get("f")
		for what, ok := range map[string]bool{
			"an own key wins over a merged one": fPkg.Because == "own",
			"octal":                             a.Mode == 0o755 && b.Mode == 0o755,
			"replaced once, $${ is literal":     a.Owner == "${x}/srv/${n}",
			"yes is a text where a text stands": b.Owner == "yes",
			"key replaced":                      f.Service[0].Key == "php8.2-fpm",
			"a quoted variable for a boolean":   *f.Service[0].Value.Enabled,
			"a quoted variable for a number":    f.Ints[1] == 9,
			"block":                             f.Note == "a\nb\n",
			"one for many":                      len(f.Targets) == 1 && f.Targets[0] == "web",
			"union":                             f.Any[0].Kind == "text" && f.Any[1].Value == "/",
			"position":                          f.Service[0].Pos == Pos{"x.yaml", 10, 3},
		} {
			if !ok {
				t.Errorf("%s: %s: %+v", name, what, f)
			}
		}
	}
}
