package specfile

import "github.com/fleetspec/fleetspec/runner/strict"

// Schema is the JSON Schema (draft 2020-12) of a spec file, for editors. What Load accepts
// it accepts; what only the whole shows (a resource that expects nothing) it does not see.
func Schema() []byte { return strict.Schema(&document{}, "", "fleetspec spec file") }

// schema is that of the section.
func (s section) schema(b *strict.SchemaBuilder) map[string]any { return b.MapOf(s.entrySchema(b)) }

// entrySchema is that of one resource.
func (s section) entrySchema(b *strict.SchemaBuilder) map[string]any {
	properties := map[string]any{"<<": true}
	for _, k := range s.keys {
		properties[k.name] = described(k.schema(b), k.doc)
	}
	for _, k := range append(append([]commonKey{}, commonKeys...), s.extra...) {
		properties[k.name] = described(k.schema(b), k.doc)
	}
	if s.name != "" {
		properties[s.name] = described(b.Text(), "its name, when the key is another (goss)")
	}
	long := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if s.free != nil {
		long["additionalProperties"] = valueSchema(b)
	}
	if s.short == nil {
		return long
	}
	return b.AnyOf(s.short.schema(b), long)
}

func described(schema map[string]any, doc string) map[string]any {
	schema["description"] = doc
	return schema
}
