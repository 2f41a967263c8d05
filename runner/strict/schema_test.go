package strict

import (
	"bytes"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

func (u *testUnion) JSONSchema(b *SchemaBuilder) map[string]any {
	return b.AnyOf(b.Text(), b.Of(testGet{}))
}

type testGet struct {
	Get string `key:"get,required"`
}

func compileTestSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema(&testFile{}, "", "test")))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("test.json", raw); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("test.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asEditorSees gives the document as an editor's YAML reader does.
func asEditorSees(src []byte) (any, error) {
	var v any
	if err := yaml.Load(src, &v, yaml.WithV4Defaults(), yaml.WithUniqueKeys(false)); err != nil {
		return nil, err
	}
	return jsonLike(v), nil
}

func jsonLike(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			out[k] = jsonLike(e)
		}
		return out
	case map[any]any:
		out := map[string]any{}
		for k, e := range v {
			out[fmt.Sprint(k)] = jsonLike(e)
		}
		return out
	case []any:
		for i := range v {
			v[i] = jsonLike(v[i])
		}
		return v
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return math.MaxFloat64 // JSON has no such number
		}
	case time.Time:
		return v.Format(time.RFC3339)
	}
	return v
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
		v, err := asEditorSees([]byte(src))
		if err != nil {
			t.Fatalf("%q: %v", src, err)
		}
		if err := schema.Validate(v); (err == nil) != good {
			t.Errorf("%q: schema: %v", src, err)
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
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
