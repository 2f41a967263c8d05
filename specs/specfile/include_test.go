package specfile

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/strict"
)

const ok = "package: { a: installed }\n"

func TestIncludeProblems(t *testing.T) {
	for _, c := range []struct {
		name  string
		in    files
		names string
		want  string
	}{
		{"a file that is not there", files{"a.yaml": "include: b.yaml\n"}, "a.yaml", `a.yaml:1:10: include: can't include it: "b.yaml": file does not exist`},
		{"a named file that is not there", files{}, "a.yaml", `a.yaml: file does not exist`},
		{"a vars file that is not there", files{"a.yaml": ok}, "a.yaml vars.yaml", `vars.yaml: file does not exist`},
		{"itself", files{"a.yaml": "include: ./a.yaml\n"}, "a.yaml", `a.yaml:1:10: include: "./a.yaml" includes itself: a.yaml → a.yaml`},
		{"a circle", files{"d/a.yaml": "include: b.yaml\n", "d/b.yaml": "include: [../c.yaml]\n", "c.yaml": "include: [d/b.yaml]\n"}, "d/a.yaml",
			`c.yaml:1:11: include[0]: "d/b.yaml" includes itself: d/b.yaml → c.yaml → d/b.yaml`},
		{"a URL", files{"a.yaml": "include: https://x/a.yaml\n"}, "a.yaml", `a.yaml:1:10: include: a URL can't be included (a file beside this one)`},
		{"an empty name", files{"a.yaml": "include: \"\"\n"}, "a.yaml", `a.yaml:1:10: include: expected a file, found an empty text`},
		{"a variable of the file's own", files{"a.yaml": "vars: { d: x }\ninclude: \"${d}/a.yaml\"\n"}, "a.yaml", `a.yaml:2:11: include: undefined variable "d"`},
		{"the position of an included problem", files{"a.yaml": "include: s/b.yaml\n" + ok, "s/b.yaml": "package:\n  x: { installed: on }\n"}, "a.yaml",
			`s/b.yaml:2:19: package.x.installed: expected true or false, found "on" (write true)`},
		{"a syntax error beside another file's problem", files{"a.yaml": "package: { a: b: c }\n", "b.yaml": "x: 1\n"}, "a.yaml b.yaml",
			"a.yaml:1:16: did not find expected ',' or '}' while parsing a flow mapping (a value that holds \": \" must be quoted)\nb.yaml:1:1: x: unknown key \"x\""},
		{"a broken vars file", files{"a.yaml": ok, "vars.yaml": "- a\n"}, "a.yaml vars.yaml", `vars.yaml:1:1: expected a mapping, found a list`},
		{"a vars file's bad name", files{"a.yaml": ok, "vars.yaml": "\"a b\": 1\n"}, "a.yaml vars.yaml", `vars.yaml:1:1: a b: "a b" is no name of a variable`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.in.load(strings.Fields(c.names)...)
			if err == nil || err.Error() != c.want {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
		})
	}
}

// names gives "package name" of each check for a target, after Check.
func (s *Suite) names(target string) string {
	var out []string
	for i, r := range s.roots {
		applies := r.applies(s.of[target][i], targetsOf[target])
		for j := range r.files {
			for _, c := range s.of[target][i].docs[j].checks {
				if applies[j] {
					out = append(out, c.name)
				}
			}
		}
	}
	return strings.Join(out, " ")
}

var targetsOf = map[string]inventory.Target{
	"web-01": web,
	"db":     {Name: "db", Labels: map[string]string{"name": "db", "role": "db"}, Vars: strict.Vars{"own": {Text: "mysql"}, "v": {Text: "target"}}, Pos: web.Pos},
}

func all() []inventory.Target { return []inventory.Target{targetsOf["web-01"], targetsOf["db"]} }

func TestIncludes(t *testing.T) {
	for _, c := range []struct {
		name    string
		in      files
		names   string
		web, db string
	}{
		{"once, however often it is named", files{
			"a.yaml": "include: [b.yaml, c.yaml]\npackage: { a: installed }\n", "b.yaml": "include: c.yaml\npackage: { b: installed }\n", "c.yaml": "package: { c: installed }\n",
		}, "a.yaml", "c b a", "c b a"},
		{"for each named file anew", files{"a.yaml": "include: c.yaml\n", "b.yaml": "include: c.yaml\n", "c.yaml": "package: { c: installed }\n"}, "a.yaml b.yaml", "c c", "c c"},
		{"a file that is named twice is read once", files{"a.yaml": ok}, "a.yaml ./a.yaml", "a", "a"},
		{"only where both choose", files{
			"a.yaml": "include: [b.yaml, c.yaml]\ntargets: role=web\n" + ok, "b.yaml": "targets: [\"role in (web,db)\"]\npackage: { b: installed }\n", "c.yaml": "package: { c: installed }\n",
		}, "a.yaml", "b c a", ""},
		{"an included file may be for others", files{"a.yaml": "include: b.yaml\n" + ok, "b.yaml": "targets: role=cache\npackage: { b: installed }\n"}, "a.yaml", "a", "a"},
		{"by name or selector", files{"a.yaml": "targets: [web-01, role=db]\n" + ok}, "a.yaml", "a", "a"},
		{"by a range's name", files{"a.yaml": "targets: web\n" + ok}, "a.yaml", "a", ""},
		{"a file of nothing but variables", files{"a.yaml": "include: v.yaml\npackage: { \"${x}\": installed }\n", "v.yaml": "vars: { x: y }\n"}, "a.yaml", "y", "y"},
		{"the including file's variables win", files{"a.yaml": "include: b.yaml\nvars: { v: a }\n", "b.yaml": "vars: { v: b }\npackage: { \"${v}\": installed }\n"}, "a.yaml", "a", "target"},
		{"the later included win", files{"a.yaml": "include: [b.yaml, c.yaml]\npackage: { \"${v}\": installed }\n", "b.yaml": "vars: { v: b }\n", "c.yaml": "vars: { v: c }\n"}, "a.yaml", "c", "target"},
		{"--vars win over the file", files{"a.yaml": "vars: { v: a }\npackage: { \"${v}\": installed }\n", "vars1": "v: one\n", "vars2": "v: two\nx: [1]\n"}, "a.yaml vars1 vars2", "two", "target"},
		{"include by --vars", files{"a.yaml": "include: \"${d}/b.yaml\"\n", "x/b.yaml": ok, "vars": "d: x\n"}, "a.yaml vars", "a", "a"},
		{"targets by variables", files{"a.yaml": "targets: \"role=${r}\"\n" + ok, "vars": "r: db\n"}, "a.yaml vars", "", "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := c.in.load(strings.Fields(c.names)...)
			if err == nil {
				err = s.Check(all())
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := s.names("web-01"); got != c.web {
				t.Errorf("web-01: %q, want %q", got, c.web)
			}
			if got := s.names("db"); got != c.db {
				t.Errorf("db: %q, want %q", got, c.db)
			}
		})
	}
}

// What depends on targets is told before anything is connected, with the targets.
func TestCheckProblems(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"a variable that only one target has": {"package: { \"${own}\": installed }\n",
			`a.yaml:1:13: package.${own}: undefined variable "own" for target "web-01"`},
		"a variable that nobody has":                 {"package: { \"${no}\": installed }\n", `a.yaml:1:13: package.${no}: undefined variable "no"`},
		"a variable where the file does not apply":   {"targets: role=db\npackage: { \"${own}\": installed }\n", ""},
		"a variable that makes two names one":        {"package: { \"${v}\": installed, target: installed }\nvars: { v: a }\n", `a.yaml:1:31: package.target: duplicate key "target", first at a.yaml:1:12 for target "db"`},
		"a variable that can't be a boolean":         {"vars: { own: true }\npackage: { a: { installed: \"${own}\" } }\n", `a.yaml:2:28: package.a.installed: expected true or false, found "mysql" for target "db"`},
		"an included file for a label that none has": {"include: b.yaml\n" + ok, `b.yaml:1:10: targets: none of the targets of this run is chosen by "rle=x" (none has the label "rle"; did you mean role?)`},
		"an undefined variable in targets":           {"targets: role=${r}\n" + ok, `a.yaml:1:15: targets: undefined variable "r"`},
		"a file whose variable is a list is refused": {"vars: { l: [1] }\npackage: { \"${l}\": installed }\n", `a.yaml:2:13: package.${l}: variable "l", set at a.yaml:1:12, is a list`},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := files{"a.yaml": c.src, "b.yaml": "targets: rle=x\n" + ok}.load("a.yaml")
			if err == nil {
				err = s.Check(all())
			}
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
