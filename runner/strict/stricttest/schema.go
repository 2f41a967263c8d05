// Package stricttest lets tests ask a JSON Schema what it thinks of a YAML file, as an editor does.
package stricttest

import (
	"bytes"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// Schema is a compiled JSON Schema.
type Schema struct{ compiled *jsonschema.Schema }

// Compile fails the test where text is no schema of draft 2020-12.
func Compile(t testing.TB, text []byte) Schema {
	t.Helper()
	raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("schema.json", raw); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return Schema{s}
}

// Validate reads src as an editor's YAML reader does. Read says that it could be; the error is the schema's.
func (s Schema) Validate(src []byte) (read bool, err error) {
	var v any
	if yaml.Load(src, &v, yaml.WithV4Defaults(), yaml.WithUniqueKeys(false)) != nil {
		return false, nil //nolint:nilerr // that it could not be read is the answer
	}
	return true, s.ValidateRead(jsonLike(v))
}

// ValidateRead is Validate for what was read already, as JSON has it.
func (s Schema) ValidateRead(v any) error { return s.compiled.Validate(v) }

// jsonLike has texts for all keys, and a number of JSON for each.
func jsonLike(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = jsonLike(e)
		}
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
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return math.MaxFloat64 // JSON has no such number
		}
	case time.Time:
		return v.Format(time.RFC3339)
	}
	return v
}
