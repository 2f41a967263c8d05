package specfile

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// files is a folder in memory.
type files map[string]string

func (f files) read(name string) ([]byte, error) {
	src, ok := f[name]
	if !ok {
		return nil, fmt.Errorf("read %s: %w", name, os.ErrNotExist)
	}
	return []byte(src), nil
}

// load reads spec files of the folder, and vars files that are named vars*.
func (f files) load(names ...string) (*Suite, error) {
	var specs, vars []string
	for _, n := range names {
		if strings.HasPrefix(n, "vars") {
			vars = append(vars, n)
		} else {
			specs = append(specs, n)
		}
	}
	return load(specs, vars, f.read)
}

var web = inventory.Target{Name: "web-01", Labels: map[string]string{"name": "web", "role": "web"}, Pos: strict.Pos{File: "fleetspec.yaml", Line: 1, Column: 1}}

// problems are all messages of a file x.yaml against one target, a line each.
func problemsOf(src string) string {
	s, err := files{"x.yaml": src}.load("x.yaml")
	if err == nil {
		err = s.Check([]inventory.Target{web})
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestMessages(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"an unknown section", "pakages: {}\n", `x.yaml:1:1: pakages: unknown key "pakages" (did you mean package?)`},
		{"an unknown key of a resource", "package: { nginx: { instaled: true } }\n", `x.yaml:1:21: package.nginx.instaled: unknown key "instaled" (did you mean installed?)`},
		{"yes is no boolean", "package: { nginx: { installed: yes } }\n", `x.yaml:1:32: package.nginx.installed: expected true or false, found "yes" (write true)`},
		{"two same keys", "package:\n  nginx: installed\n  nginx: absent\n", `x.yaml:3:3: package.nginx: duplicate key "nginx", first at x.yaml:2:3`},
		{"two same keys after variables", "vars: { v: nginx }\npackage:\n  ${v}: installed\n  nginx: absent\n", `x.yaml:4:3: package.nginx: duplicate key "nginx", first at x.yaml:3:3`},
		{"a resource that expects nothing", "package: { nginx: {} }\n", `x.yaml:1:12: package.nginx: expects nothing of a package (installed: true, at least)`},
		{"a resource with only a team", "package: { nginx: { team: web } }\n", `x.yaml:1:12: package.nginx: expects nothing of a package (installed: true, at least)`},
		{"a resource without a value", "package:\n  nginx:\n", `x.yaml:2:9: package.nginx: expected a package, found nothing (say what is expected of it)`},
		{"a section that is empty", "package: {}\n", "x.yaml:1:10: package: expects nothing: it is empty"},
		{"a section without a value", "package:\n", "x.yaml:1:9: package: expected a mapping, found nothing"},
		{"an empty file", "# nothing\n", "x.yaml:1:1: the file is empty"},
		{"a file that expects nothing", "targets: role=web\n", "x.yaml:1:1: the file expects nothing (such as package: { nginx: installed })"},
		{"a file that is a list", "- package\n", "x.yaml:1:1: expected a mapping of resources, found a list"},
		{"an undefined variable", "vars: { app: x }\npackage: { \"${ap}\": installed }\n", `x.yaml:2:13: package.${ap}: undefined variable "ap" (did you mean app?)`},
		{"only without a reason", "package: { nginx: { installed: true, only: role=web } }\n", `x.yaml:1:44: package.nginx.only: only needs a reason: the report says why it does not apply elsewhere (add because: …)`},
		{"a bad selector in only", "package: { nginx: { installed: true, only: \"role=\", because: x } }\n", `x.yaml:1:50: package.nginx.only: selector "role=": expected a value for "role", found the end`},
		{"a short form misspelt", "package: { nginx: instaled }\n", `x.yaml:1:19: package.nginx: expected installed, absent or a version constraint, found "instaled" (did you mean installed?)`},
		{"an operator of another tool", "package: { nginx: \"^1.22\" }\n", `x.yaml:1:19: package.nginx: "^" is no operator, write "~>"`},
		{"a version that YAML folds", "package:\n  nginx: >1\n", `x.yaml:2:10: package.nginx: expected a package, found an empty block of text (quote a value that begins with > or |)`},
		{"two operators", "package: { nginx: { versions: { have-len: 1, contain-element: a } } }\n", `x.yaml:1:31: package.nginx.versions: expected one matcher, found 2: have-len, contain-element (join several by and: [ … ])`},
		{"no operator", "package: { nginx: { versions: {} } }\n", `x.yaml:1:31: package.nginx.versions: expected a matcher, found none (such as gt: 5)`},
		{"an unknown operator", "package: { nginx: { versions: { not: { have-prefx: a } } } }\n", `x.yaml:1:40: package.nginx.versions.not.have-prefx: unknown key "have-prefx" (did you mean have-prefix?)`},
		{"an empty list", "package: { nginx: { versions: [] } }\n", `x.yaml:1:31: package.nginx.versions: an empty list expects nothing (for none: have-len: 0)`},
		{"more of what must not be", "package: { nginx: { installed: false, version: \"1\" } }\n", `x.yaml:1:21: package.nginx.installed: installed: false, and yet more is expected of it`},
		{"a name that can't be asked", "package: { \"nginx:\": installed }\n", `x.yaml:1:12: package.nginx:: an architecture is missing after the colon`},
		{"skip: yes", "package: { nginx: { installed: true, skip: yes } }\n", `x.yaml:1:44: package.nginx.skip: expected a reason, found "yes" (write why, or true)`},
		{"a label that Ginkgo refuses", "package: { nginx: { installed: true, labels: [a, \"b,c\"] } }\n", `x.yaml:1:50: package.nginx.labels[1]: "b,c" can't be a label (letters, digits, - _ . and blanks)`},
		{"eventually", "package: { nginx: { installed: true, eventually: 5s } }\n", `x.yaml:1:38: package.nginx.eventually: eventually is not supported yet`},
		{"HTTP checks", "checks: [{ get: / }]\n", "x.yaml:1:1: checks: HTTP checks stand in a file of their own"},
		{"goss's http", "http: { \"http://x\": { status: 200 } }\n", "x.yaml:1:1: http: goss's http is read where fleetspec check is given the file itself, and not from included ones"},
		{"gossfile", "gossfile: { a.yaml: {} }\n", "x.yaml:1:1: gossfile: goss's gossfile is not read here (name the files by include:, or render them into one by goss render; fleetspec import is to come)"},
		{"goss's templates", "package:\n{{range .Vars.x}}\n  {{.}}: { installed: true }\n{{end}}\n", "x.yaml:2:1: goss's templates are not used here (use ${name} and vars:, or render the file by goss render; fleetspec import is to come)"},
		{"a quoted template", "package: { nginx: { versions: [\"{{ .Vars.v }}\"] } }\n", "x.yaml:1:33: goss's templates are not used here (use ${name} and vars:, or render the file by goss render; fleetspec import is to come)"},
		{"targets that choose nobody", "targets: role=db\npackage: { a: installed }\n", `x.yaml:1:10: targets: none of the targets of this run is chosen by "role=db"`},
		{"targets of an unknown label", "targets: roel=web\npackage: { a: installed }\n", `x.yaml:1:10: targets: none of the targets of this run is chosen by "roel=web" (none has the label "roel"; did you mean role?)`},
		{"targets of an unknown name", "targets: [web-02]\npackage: { a: installed }\n", `x.yaml:1:10: targets: none of the targets of this run is chosen by "web-02" (did you mean web-01?)`},
		{"a bad selector in targets", "targets: [\"role=web,,\"]\npackage: { a: installed }\n", `x.yaml:1:21: targets[0]: selector "role=web,,": expected a label, found ","`},
		{"no targets", "targets: []\npackage: { a: installed }\n", `x.yaml:1:10: targets: names no target (leave the key out for all targets)`},
		{"a variable in a fixed key", "vars: { k: installed }\npackage: { a: { \"${k}\": true } }\n", `x.yaml:2:17: package.a.${k}: a key of this mapping can't hold ${…}`},
		{"several at once, in order", "package: { a: { installed: no }, b: { instaled: true } }\nservic: {}\n", strings.Join([]string{
			`x.yaml:1:28: package.a.installed: expected true or false, found "no" (write false)`,
			`x.yaml:1:39: package.b.instaled: unknown key "instaled" (did you mean installed?)`,
			`x.yaml:2:1: servic: unknown key "servic" (did you mean service?)`}, "\n")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := problemsOf(c.src); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
