package strict

import (
	"testing"

	"github.com/fleetspec/fleetspec/runner/strict/stricttest"
)

func (u *testUnion) JSONSchema(b *SchemaBuilder) map[string]any {
	return b.AnyOf(b.Text(), b.Of(testGet{}))
}

type testGet struct {
	Get string `key:"get,required"`
}

func compileTestSchema(t testing.TB) stricttest.Schema {
	t.Helper()
	return stricttest.Compile(t, Schema(&testFile{}, "", "test"))
}

// The reader and the schema say the same of each of these.
func TestSchemaAgrees(t *testing.T) {
	schema := compileTestSchema(t)
	for src, good := range map[string]bool{
		"targets: web\n":                         true,
		"targets: [web, 8, true]\n":              true,
		"targets: [a b]\n":                       false,
		"targets: {a: b}\n":                      false,
		"package: {a: 7.10, b: 2026-11-01}\n":    true,
		"package: {a: {version: 7}}\n":           true,
		"package: {a: {vers: 7}}\n":              false,
		"package: {a: [7]}\n":                    false,
		"package: {a: }\n":                       false,
		"service: {a: {enabled: true}}\n":        true,
		"service: {a: {enabled: \"${flag}\"}}\n": true,
		"service: {a: {enabled: \"true\"}}\n":    false,
		"service: {a: {enabled: yes}}\n":         false,
		"file: {/a: {owner: 0}}\n":               true,
		"file: {/a: {link: x}}\n":                false,
		"ints: [1, -1]\n":                        true,
		"ints: [\"1\"]\n":                        false,
		"ints: [1.5]\n":                          false,
		"ports: [-1]\n":                          false,
		"note: |\n  a\n":                         true,
		"note: [a]\n":                            false,
		"any: [x, {get: y}]\n":                   true,
		"any: [{gt: y}]\n":                       false,
		"notes: x\n":                             false,
		"package: &p {a: 1}\nfile: {<<: {/b: {<<: {owner: x}}}}\n": true,
	} {
		_, problems := decodeTest(src, Vars{"flag": {Text: "true"}})
		if (problems == "") != good {
			t.Errorf("%q: reader: %s", src, problems)
		}
		if read, err := schema.Validate([]byte(src)); !read || (err == nil) != good {
			t.Errorf("%q: read %v, schema: %v", src, read, err)
		}
	}
}

// An editor may hand << over unmerged, and what is required may come from it.
func TestSchemaTakesUnmerged(t *testing.T) {
	schema := compileTestSchema(t)
	owner := map[string]any{"owner": "x"}
	for name, v := range map[string]any{
		"in a struct":  map[string]any{"file": map[string]any{"/a": map[string]any{"<<": owner, "link": "x"}}},
		"in a mapping": map[string]any{"file": map[string]any{"<<": []any{owner, owner}}},
	} {
		if err := schema.ValidateRead(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
