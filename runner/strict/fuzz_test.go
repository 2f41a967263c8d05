package strict

import (
	"errors"
	"testing"
	"unicode/utf8"
)

// What the reader accepts, the schema accepts; every message is one line of
// printable UTF-8 per problem, with a place inside the file.
func FuzzDecode(f *testing.F) {
	schema := compileTestSchema(f)
	vars := Vars{"a": {Text: "true"}, "b": {Text: "8"}, "c": {Text: "x y"}, "": {Text: ""}}
	for _, seed := range []string{
		"targets: [web, ${a}]\nnote: |\n  x\n", "package: {a: {version: 7.10}, b: installed}\n",
		"service: &s\n  a: {<<: {enabled: true}}\n", "file: {/a: {owner: x, max-mode: 0755}}\n",
		"ints: [1, -0, \"${b}\"]\nports: [80]\nwait: 0\n", "any: [x, {get: y}, .inf, 1e3]\n",
		"? note\n: x\n", "<<: {note: a}\n", "- a\n", "note: *x\n", "targets: &t a\nnote: *t\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		var file testFile
		doc, err := Parse("x.yaml", src)
		if err == nil {
			err = doc.Decode(&file, vars)
		}
		if err == nil {
			// the library's own loading refuses aliases that Decode counts
			if _, err := schema.Validate(src); err != nil {
				t.Fatalf("the schema refuses what the reader accepts: %v", err)
			}
			return
		}
		var problems Errors
		if !errors.As(err, &problems) || len(problems) == 0 {
			t.Fatalf("not Errors: %T", err)
		}
		for _, p := range problems {
			if p.Pos.Line < 1 || p.Pos.Column < 1 || (doc != nil && p.Pos.Line > len(doc.lines)) {
				t.Errorf("no place: %v", p)
			}
			for _, r := range p.Error() {
				if r < ' ' || r == utf8.RuneError && !utf8.ValidString(p.Error()) {
					t.Errorf("not printable: %q", p.Error())
				}
			}
		}
	})
}
