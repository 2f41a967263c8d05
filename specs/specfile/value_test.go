package specfile

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// compiled reads a value written in YAML.
func compiled(t *testing.T, src string, k kind) (*expect, string) {
	t.Helper()
	doc, err := strict.Parse("x", []byte("v: "+src+"\n"))
	if err != nil {
		return nil, err.Error()
	}
	root := doc.Root(strict.Vars{"n": {Text: "5"}})
	c, _ := root.Get("v")
	var v value
	if !c.Decode(&v) {
		return nil, root.Err().Error()
	}
	e, ok := v.want(k)
	if !ok {
		return nil, root.Err().Error()
	}
	return e, ""
}

func TestValues(t *testing.T) {
	groups := []string{"www-data", "adm"}
	lines := "listen 80;\n# listen 8080;\nroot /var/www\n"
	for _, c := range []struct {
		kind   kind
		src    string
		actual any
		want   string // yes, no, or the error
	}{
		{text, `a`, "a", "yes"}, {text, `a`, "b", "no"}, {text, `7.10`, "7.10", "yes"}, {text, `7.10`, "7.1", "no"},
		{text, `1024`, "1024", "yes"}, {text, `true`, "true", "yes"}, {text, `"${n}"`, "5", "yes"}, {text, `1000`, uint32(1000), "yes"},
		{count, `5`, 5, "yes"}, {count, `5`, int64(6), "no"}, {count, `5`, uint32(5), "yes"}, {count, `5.0`, 5, "yes"}, {count, `"5"`, 5, "yes"},
		{count, `9007199254740993`, int64(9007199254740992), "no"},
		{text, `{ gt: 200 }`, "201", "yes"}, {text, `{ gt: 200 }`, "200", "no"}, {text, `{ ge: 200 }`, "200", "yes"}, {text, `{ lt: 200 }`, "199.9", "yes"},
		{text, `{ le: 200 }`, "200.1", "no"}, {text, `{ gt: "${n}" }`, "6", "yes"}, {text, `{ gt: 200 }`, "max", `"max" is no number, so it can't be compared with 200`},
		{text, `{ not: { gt: 200 } }`, "max", `"max" is no number, so it can't be compared with 200`}, {text, `{ not: { gt: 200 } }`, "100", "yes"},
		{text, `{ or: [ { ge: 200 }, max ] }`, "max", "yes"}, {text, `{ or: [ { ge: 200 }, max ] }`, "min", `"min" is no number, so it can't be compared with 200`},
		{text, `{ and: [ { ge: 200 }, max ] }`, "min", "no"}, {text, `{ and: [ { ge: 2 }, { le: 4 } ] }`, "3", "yes"}, {text, `{ and: [ { ge: 2 }, { le: 4 } ] }`, "5", "no"},
		{text, `{ have-prefix: /var }`, "/var/www", "yes"}, {text, `{ have-prefix: /var }`, "/srv", "no"}, {text, `{ have-suffix: sh }`, "/bin/sh", "yes"},
		{text, `{ contain-substring: in/ }`, "/bin/sh", "yes"}, {text, `{ match-regexp: "^/bin/(ba)?sh$" }`, "/bin/bash", "yes"}, {text, `{ match-regexp: '\d' }`, "x", "no"},
		{text, `{ equal: a }`, "a", "yes"}, {text, `{ not: a }`, "a", "no"}, {text, `{ have-len: 3 }`, "日本語", "yes"},
		{text, `{ semver-constraint: ">1.0.0 <2.0.0 !=1.5.0" }`, "1.5.0", "no"}, {text, `{ semver-constraint: ">1.0.0 <2.0.0 !=1.5.0" }`, "1.6.0", "yes"},
		{text, `{ semver-constraint: "!1.5.0" }`, "1.5.0", "no"}, {text, `{ semver-constraint: "!1.5.0" }`, "1.5.1", "yes"}, {text, `{ semver-constraint: "==1.5.0" }`, "1.5.0", "yes"},
		{text, `{ semver-constraint: ">5.0.0 || < 1.5.0" }`, "1.0.1", "yes"}, {text, `{ semver-constraint: ">5.0.0 || < 1.5.0" }`, "2.0.1", "no"},
		{list, `{ semver-constraint: ">1" }`, []string{"2", "3"}, "yes"}, {list, `{ semver-constraint: ">1" }`, []string{"2", "1"}, "no"}, {list, `{ semver-constraint: ">1" }`, []string{}, "no"},
		{list, `[adm]`, groups, "yes"}, {list, `[adm, www-data]`, groups, "yes"}, {list, `[root]`, groups, "no"}, {list, `[adm, adm]`, groups, "no"}, {list, `adm`, groups, "yes"},
		{list, `{ contain-element: adm }`, groups, "yes"}, {list, `{ contain-element: { have-prefix: www } }`, groups, "yes"}, {list, `{ not: { contain-element: adm } }`, groups, "no"},
		{list, `{ contain-elements: [adm, { have-prefix: a }] }`, groups, "no"}, {list, `{ consist-of: [adm, { have-prefix: www }] }`, groups, "yes"},
		{list, `{ consist-of: [{ match-regexp: . }, adm] }`, groups, "yes"}, {list, `{ consist-of: [adm] }`, groups, "no"}, {list, `{ consist-of: [] }`, []string{}, "yes"},
		{list, `{ have-len: 2 }`, groups, "yes"}, {list, `{ equal: [www-data, adm] }`, groups, "yes"}, {list, `{ equal: [adm, www-data] }`, groups, "no"},
		{content, `["listen 80"]`, lines, "yes"}, {content, `["listen 81"]`, lines, "no"}, {content, `["!listen 81"]`, lines, "yes"}, {content, `["!listen 80"]`, lines, "no"},
		{content, `["/^root\\s/"]`, lines, "yes"}, {content, `["/^listen 8080/"]`, lines, "no"}, {content, `["!/^listen 8080/"]`, lines, "yes"}, {content, `["80;\n#"]`, lines, "no"},
		{content, `[/etc/]`, "/etc/passwd", "yes"}, {content, `[/etc/]`, "etc", "yes"}, {content, `[/etc]`, "etc", "no"}, {content, `['\!x']`, "a!x", "yes"}, {content, `['\/x/']`, "/x/", "yes"},
		{content, `ok`, "ok\n", "yes"}, {content, `ok`, "okay", "no"}, {content, `""`, "", "yes"}, {content, `{ have-patterns: [root] }`, lines, "yes"}, {content, `{ not: { have-patterns: [root] } }`, lines, "no"},
		{content, `{ contain-element: "root /var/www" }`, lines, "yes"}, {content, `{ and: [{ contain-element: { have-prefix: root } }, { not: { contain-element: x } }] }`, lines, "yes"},
		{content, `["a", { match-regexp: b }]`, "a\nb", "yes"}, {content, `{ gt: 3 }`, "4", "yes"}, {content, `{ have-len: 2 }`, "ok\n", "yes"}, {content, `{ match-regexp: "^ok$" }`, "ok\n", "yes"}, {content, `{ gt: 3 }`, "4\n", "yes"}, {content, `[""]`, "", "yes"},
	} {
		e, problem := compiled(t, c.src, c.kind)
		if problem != "" {
			t.Errorf("%s: %s", c.src, problem)
			continue
		}
		ok, err := e.Match(c.actual)
		got := map[bool]string{true: "yes", false: "no"}[ok]
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s on %q (%s): %s, want %s", c.src, c.actual, e, got, c.want)
		}
	}
}

func TestValueProblems(t *testing.T) {
	for _, c := range []struct {
		kind      kind
		src, want string
	}{
		{text, "[a, b]", "x:1:4: v: expected one value, found a list (one of several: or: [ … ])"},
		{count, "0x1F", `x:1:4: v: expected a number, found "0x1F" (decimal digits only)`},
		{count, "1e3", `x:1:4: v: expected a number, found "1e3" (decimal digits only)`},
		{text, "{ gt: 1_000 }", `x:1:10: v.gt: expected a number, found "1_000" (decimal digits only)`},
		{text, "{ match-regexp: '(' }", "x:1:20: v.match-regexp: regular expression \"(\": missing closing ): `(` (as in Go and RE2)"},
		{content, "['/(/']", "x:1:5: v[0]: regular expression \"/(/\": missing closing ): `(` (as in Go and RE2)"},
		{text, "{ contain-element: a }", "x:1:4: v: contain-element is for a list, and this is one value"},
		{list, "{ contain-elements: [] }", "x:1:4: v: contain-elements: [] expects nothing"},
		{text, "{ and: [] }", "x:1:4: v: and: [] expects nothing"},
		{text, "{ not: }", "x:1:11: v.not: expected a value, found nothing"},
		{list, "[a, ~]", "x:1:8: v[1]: expected a value, found ~, which is nothing"},
		{text, "{ have-len: -1 }", "x:1:16: v.have-len: a length is not negative"},
		{text, "{ semver-constraint: '>= x y' }", `x:1:25: v.semver-constraint: version range ">= x y": "x" is no version: it holds no digit`},
		{text, "{ or: [{ gt: 1, lt: 2 }] }", "x:1:11: v.or[0]: expected one matcher, found 2: gt, lt (join several by and: [ … ])"},
		{text, "!x", `x:1:4: v: YAML tag "!x" is not used here (a value that begins with ! must be quoted)`},
	} {
		_, problem := compiled(t, c.src, c.kind)
		if problem != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.src, problem, c.want)
		}
	}
}

// A spec's text says what is wanted, the same in both builds.
func TestValueWords(t *testing.T) {
	for src, want := range map[string]string{
		"{ not: { or: [a, { gt: 5 }] } }":    `not (with "a" or > 5)`,
		"{ consist-of: [a, have] }":          `of exactly "a", "have"`,
		"{ consist-of: [] }":                 "of no element",
		"[a, b]":                             `with "a", "b"`,
		"{ match-regexp: \"a\\tb\\u202e\" }": `matching "a\tb\u202e"`,
	} {
		e, problem := compiled(t, src, list)
		if problem != "" || strings.ReplaceAll(e.String(), "\u202e", "!") != want {
			t.Errorf("%s: got %v %s, want %s", src, e, problem, want)
		}
	}
}
