package inventory

import (
	"errors"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/runner/strict/stricttest"
)

// The reader and the schema agree on what the schema can see.
func TestSchema(t *testing.T) {
	schema := stricttest.Compile(t, Schema())
	for src, want := range map[string]bool{
		good:                           true,
		"targets: {a: {}}":             false,
		"targets: {a: {address: web}}": false,
		"targets: {a: {address: 'ssh://w', jmp: b}}":                        false,
		"defaults: {concurrency: 0}":                                        false,
		"defaults: {become: 1}":                                             false,
		"defaults: {labels: {a: 'x y'}}":                                    false,
		"endpoints: {e: {dial: 'x:1'}}":                                     false,
		"endpoints: {e: {url: 'ftp://x'}}":                                  false,
		"endpoints: {e: {url: 'https://x'}}":                                true,
		"x: 1":                                                              false,
		"targets: {a: &a {address: 'local:'}, b: {<<: *a, become: me}}":     true,
		"targets: {a: {address: 'docker://x', become: true, deadline: 1m}}": true,
	} {
		_, err := Parse("f.yaml", []byte(src))
		if (err == nil) != want {
			t.Errorf("%s: reader: %v", src, err)
		}
		if read, err := schema.Validate([]byte(src)); !read || (err == nil) != want {
			t.Errorf("%s: read %v, schema: %v", src, read, err)
		}
	}
}

// What is read has unique names, addresses that read back as themselves, and a
// schema that accepts it; what is not has problems with places.
func FuzzParse(f *testing.F) {
	schema := stricttest.Compile(f, Schema())
	f.Add([]byte(good))
	for _, seed := range []string{
		"targets: {a: {address: 'ssh://w[1:3]', jump: b}, b: {address: 'ssh://u@b:22'}}",
		"defaults: {jump: b, become: yes}\ntargets: {b: {address: 'docker://?label=a%3Db&user=x'}}",
		"targets: {a: {address: 'image:x:1', run: {env: {A: b}, command: [c], publish: 80}}, b: {address: 'compose:f.yaml#s'}}",
		"endpoints: {e: {url: 'http://x:1/y', dial: 'x:1', via: a}}\ntargets: {a: {address: 'ssh://[::1]'}}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		inv, err := Parse("f.yaml", src)
		if err != nil {
			var problems strict.Errors
			if !errors.As(err, &problems) {
				t.Fatalf("%T: %v", err, err)
			}
			for _, p := range problems {
				if p.Pos.Line < 1 || strings.Contains(p.Error(), "\n") {
					t.Errorf("%q", p.Error())
				}
			}
			return
		}
		seen := map[string]bool{}
		for _, target := range inv.Targets {
			if seen[target.Name] {
				t.Errorf("two targets of the name %q", target.Name)
			}
			seen[target.Name] = true
			if again, err := ParseAddress(target.Address.String()); err != nil || again != target.Address {
				t.Errorf("%q reads back as %+v: %v", target.Address.String(), again, err)
			}
		}
		if _, err := schema.Validate(src); err != nil {
			t.Errorf("the schema refuses what the reader accepts: %v", err)
		}
	})
}

// A selector that is read says the same when it is read again, and an error's
// column is inside the text or just behind it.
func FuzzSelector(f *testing.F) {
	for _, seed := range []string{"role=web,platform!=ec2", "!a", "a in (b,c), d notin (e)", "a==b", "é"} {
		f.Add(seed)
	}
	labels := map[string]string{"role": "web", "a": "b"}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSelector(text)
		if err != nil {
			if e := new(SelectorError); !errors.As(err, &e) || e.Column < 1 || e.Column > len([]rune(text))+1 {
				t.Errorf("column of %v in %q", err, text)
			}
			return
		}
		again, err := ParseSelector(s.String())
		if err != nil || again.Matches(labels) != s.Matches(labels) {
			t.Errorf("%q reads back as %q: %v", text, again, err)
		}
	})
}

// An address never panics and never shows a password.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"ssh://u@h:22", "ssh://[::1]:22", "ssh://w-[01:40:2].x", "docker://x?user=y", "local:", "snapshot:a", "kube://x", "ssh://u:SECRET@h", "shh://u:SECRET@h", "ssh://u:SECRET@h:x/y", "u:SECRET@h"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := ParsePattern(text)
		if err != nil {
			if strings.Contains(text, ":SECRET@") && strings.Count(text, "SECRET") == 1 && strings.Contains(err.Error(), "SECRET") {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		if len(all) == 0 || len(all) > MaxTargets {
			t.Errorf("%q: %d addresses", text, len(all))
		}
		for _, a := range all {
			if again, err := ParseAddress(a.String()); err != nil || again != a {
				t.Errorf("%q reads back as %+v: %v", a.String(), again, err)
			}
		}
	})
}
