package specfile

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/strict/stricttest"
)

// The reader and the schema say the same of each of these.
func TestSchemaAgrees(t *testing.T) {
	schema := stricttest.Compile(t, Schema())
	for src, good := range map[string]bool{
		"package: { a: installed, b: 7.10, c: { installed: true, version: 2, team: 8, meta: { any: [1] } } }\n": true,
		"package: { a: { instaled: true } }\n":                                                              false,
		"package: { a: { installed: \"true\" } }\n":                                                         false,
		"package: { a: { installed: \"${t}\" } }\nvars: { t: true }\n":                                      true,
		"package: { a: [installed] }\n":                                                                     false,
		"package: { a: { versions: { or: [ { contain-element: a }, [b] ] } } }\n":                           true,
		"package: { a: { versions: { contain-elemnt: a } } }\n":                                             false,
		"package: { a: { versions: { not: { have-prefx: a } } } }\n":                                        false,
		"kernel-param: { a: 1, b: { value: { gt: 1 } }, c: { value: { gt: \"${n}\" } } }\nvars: { n: 5 }\n": true,
		"kernel-param: { a: { value: { gt: x } } }\n":                                                       false,
		"in-path: [sh, jq]\n":                          true,
		"in-path: { sh: { found: true } }\n":           true,
		"in-path: [[sh]]\n":                            false,
		"timezone: Asia/Tokyo\n":                       true,
		"timezone: { value: { have-prefix: Asia } }\n": true,
		"platform: { id: debian, version: 12 }\n":      true,
		"platform: debian\n":                           false,
		"git-config: { deploy: { user.name: x, only: a=b, because: y, core.editor: absent } }\n":            true,
		"git-config: { deploy: { user.name: [x] } }\n":                                                      false,
		"file: { /a: { mode: 0644, contents: [a, /b/], max-mode: \"${m}\" } }\nvars: { m: \"0755\" }\n":     true,
		"file: { /a: { skip: true, exists: true, labels: [a, b] }, /b: { skip: why, exists: false } }\n":    true,
		"command: { a: { exit-status: 0, stdout: [a], stderr: [], timeout: 10000 } }\n":                     true,
		"command: { a: { exit-status: 0, stdout: { have-len: \"${n}\" }, timeout: 5s } }\nvars: { n: 5 }\n": true,
		"process: { a: { running: true, env: { A: b, C: present } } }\n":                                    true,
		"checks: []\n": false,
		"targets: [a=b, c]\npackage: { a: 1 }\nteam: x\nlabels: y\n": true,
		"package: { a: { only: a=b } }\n":                            false,
	} {
		s, err := files{"x.yaml": src}.load("x.yaml")
		if err == nil {
			target := web
			target.Labels = map[string]string{"a": "b"}
			err = s.Check([]inventory.Target{target})
		}
		if (err == nil) != good {
			t.Errorf("%s: reader: %v", src, err)
		}
		read, err := schema.Validate([]byte(src))
		if onlyReader := strings.Contains(src, "{ only: a=b } }") || strings.Contains(src, "user.name: [x]"); !read || (err == nil) != good && !onlyReader {
			t.Errorf("%s: schema: %v", src, err)
		}
	}
}

// Every section, key and operator is told what it is for, and no resource's key is one of
// the keys that all resources have.
func TestWords(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range parts {
		if seen[p.key()] || p.docs() == "" || later[p.key()] != "" {
			t.Errorf("section %s: twice, undocumented or refused", p.key())
		}
		seen[p.key()] = true
	}
	for _, k := range topKeys {
		if seen[k.name] || k.doc == "" || later[k.name] != "" {
			t.Errorf("key %s: twice, undocumented or refused", k.name)
		}
		seen[k.name] = true
	}
	for _, s := range sections() {
		keys := map[string]bool{"eventually": true, "retry": true, "<<": true}
		for _, k := range s.known() {
			if keys[k] {
				t.Errorf("%s.%s: twice", s.word, k)
			}
			keys[k] = true
		}
		for _, k := range s.keys {
			if k.doc == "" {
				t.Errorf("%s.%s is not documented", s.word, k.name)
			}
		}
	}
}

// sections are all parts that have keys of their own.
func sections() []section {
	var out []section
	for _, p := range parts {
		switch p := p.(type) {
		case section:
			out = append(out, p)
		case unnamed:
			out = append(out, p.section)
		case names:
			out = append(out, p.section)
		}
	}
	return out
}
