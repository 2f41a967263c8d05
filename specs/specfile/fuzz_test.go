package specfile

import (
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/runner/strict/stricttest"
)

// Whatever stands in the files: no panic; what the reader accepts the schema accepts; every
// message is printable and has a place; every matcher can be made and says what it wants.
func FuzzLoad(f *testing.F) {
	schema := stricttest.Compile(f, Schema())
	for _, seed := range []string{
		"package: { nginx: \"~> 1.22\", a: { versions: { not: { semver-constraint: '>1 || <0.5' } } } }\n",
		"include: b.yaml\nvars: { a: \"5\" }\nkernel-param: { x: { value: { or: [ { gt: \"${a}\" }, max ] } } }\n",
		"service:\n  a: { enabled: true, running: false, only: role=web, because: x, team: y, skip: true, labels: [a] }\n",
		"file: { /a: { mode: 0644, contents: ['!/x/', y], link: \"/b/*\", sha256: x } }\n",
		"command: { a: { exec: b, exit-status: { le: 1 }, stdout: { consist-of: [a, {have-len: 1}] }, timeout: 100 } }\n",
		"in-path: [a, b]\ntimezone: { value: UTC }\nplatform: { id: x }\n", "git-config: { deploy: { a.b: present, c.d: absent } }\n",
		"targets: [a=b, \"c in (d,e)\"]\nprocess: { a: { running: true, env: { A: 1 } } }\n", "- a\n", "gossfile: {}\n", "x: {{ .Vars }}\n",
		"package: &p { a: installed }\nservice: { <<: *p }\n",
	} {
		f.Add([]byte(seed), []byte("package: { b: absent }\n"))
	}
	f.Fuzz(func(t *testing.T, src, other []byte) {
		s, err := load([]string{"a.yaml"}, nil, files{"a.yaml": string(src), "b.yaml": string(other)}.read)
		if err == nil {
			err = s.Check([]inventory.Target{web})
		}
		if err != nil {
			printable(t, err)
			return
		}
		for _, read := range s.of[web.Name] {
			for _, d := range read.docs {
				for _, c := range d.checks {
					if c.matcher() == nil || c.pos.Line < 1 || c.name == "" && c.word != "timezone" && c.word != "platform" {
						t.Fatalf("check %+v", c)
					}
				}
			}
		}
		// the library's own loading refuses aliases that the reader counts
		if _, err := schema.Validate(src); err != nil {
			t.Fatalf("the schema refuses what the reader accepts: %v", err)
		}
	})
}

func printable(t *testing.T, err error) {
	var problems strict.Errors
	if !errors.As(err, &problems) || len(problems) == 0 {
		t.Fatalf("not Errors: %T", err)
	}
	for _, p := range problems {
		text := p.Error()
		if p.Pos.Line < 1 && p.Text != "file does not exist" || !utf8.ValidString(text) {
			t.Errorf("no place, or not UTF-8: %q", text)
		}
		for _, r := range text {
			if r < ' ' || r == 0x7f || r == 0x202e {
				t.Errorf("not printable: %q", text)
			}
		}
	}
}
