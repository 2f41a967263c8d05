package strict

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
)

// Schemer is implemented by (a pointer to) a FromNode type to give its schema,
// and by a FromScalar type to give that of its scalar form (default: any text).
type Schemer interface {
	JSONSchema(b *SchemaBuilder) map[string]any
}

// SchemaBuilder builds schemas that share their definitions.
type SchemaBuilder struct {
	defs map[string]any
	typ  map[string]reflect.Type
}

// Schema gives the JSON Schema (draft 2020-12) of what Decode accepts into v (a
// struct or a pointer to one), as indented JSON. id may be "".
func Schema(v any, id, title string) []byte {
	b := &SchemaBuilder{defs: map[string]any{}, typ: map[string]reflect.Type{}}
	root := b.Of(v)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = title
	root["$defs"] = b.defs
	if id != "" {
		root["$id"] = id
	}
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("strict: schema of %T: %v", v, err))
	}
	return append(out, '\n')
}

// Of gives the schema of v's type (or of what v points to).
func (b *SchemaBuilder) Of(v any) map[string]any {
	t := reflect.TypeOf(v)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return b.ofType(t)
}

func (b *SchemaBuilder) ofType(t reflect.Type) map[string]any {
	schemer, _ := reflect.New(t).Interface().(Schemer)
	switch {
	case implements(t, fromNodeType):
		if schemer == nil {
			panic(fmt.Sprintf("strict: %s has FromNode and no JSONSchema", t))
		}
		return schemer.JSONSchema(b)
	case implements(t, fromScalarType):
		scalar := b.Text()
		if schemer != nil {
			scalar = schemer.JSONSchema(b)
		}
		if t.Kind() != reflect.Struct {
			return scalar
		}
		return b.AnyOf(scalar, b.ref(t))
	}
	switch t.Kind() {
	case reflect.Pointer:
		return b.ofType(t.Elem())
	case reflect.Struct:
		return b.ref(t)
	case reflect.Slice:
		return b.ListOf(b.ofType(t.Elem()))
	case reflect.String:
		return b.Text()
	case reflect.Bool:
		return b.AnyOf(map[string]any{"type": "boolean"}, b.reference())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return b.AnyOf(map[string]any{"type": "integer"}, b.reference())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return b.AnyOf(map[string]any{"type": "integer", "minimum": 0}, b.reference())
	}
	panic(fmt.Sprintf("strict: no schema for %s", t))
}

// Text is the schema of any text: 7.10 and true are texts as well.
func (b *SchemaBuilder) Text() map[string]any {
	return map[string]any{"type": []string{"string", "number", "boolean"}}
}

// Pattern is Text where a string matches the regular expression or holds ${.
func (b *SchemaBuilder) Pattern(expr string) map[string]any {
	s := b.Text()
	s["pattern"] = `\$\{|` + expr
	return s
}

// Words is the schema of a text that is one of words, or holds ${.
func (b *SchemaBuilder) Words(words ...string) map[string]any {
	return b.AnyOf(map[string]any{"enum": words}, b.reference())
}

// AnyOf is the schema of a union.
func (b *SchemaBuilder) AnyOf(schemas ...map[string]any) map[string]any {
	return map[string]any{"anyOf": schemas}
}

// ListOf is the schema of a list.
func (b *SchemaBuilder) ListOf(item map[string]any) map[string]any {
	return map[string]any{"type": "array", "items": item}
}

// MapOf is the schema of a mapping with free keys.
func (b *SchemaBuilder) MapOf(value map[string]any) map[string]any {
	return map[string]any{
		"type":                 "object",
		"properties":           map[string]any{"<<": true},
		"additionalProperties": value,
	}
}

// reference is a text with ${…} in it, which stands for any value.
func (b *SchemaBuilder) reference() map[string]any {
	return map[string]any{"type": "string", "pattern": `\$\{`}
}

// ref gives a reference to a struct's definition, made on its first use.
func (b *SchemaBuilder) ref(t reflect.Type) map[string]any {
	name := b.defName(t)
	if _, ok := b.defs[name]; !ok {
		b.defs[name] = true // ends recursion
		b.typ[name] = t
		b.defs[name] = b.object(t)
	}
	return map[string]any{"$ref": "#/$defs/" + name}
}

var notName = regexp.MustCompile(`[^A-Za-z0-9]+`)

// defName is the type's name, numbered when two packages have it.
func (b *SchemaBuilder) defName(t reflect.Type) string {
	base := notName.ReplaceAllString(t.Name(), "_")
	if base == "" {
		base = "anonymous"
	}
	name := base
	for i := 2; b.typ[name] != nil && b.typ[name] != t; i++ {
		name = fmt.Sprintf("%s%d", base, i)
	}
	return name
}

// object is the schema of a struct's long form. An editor may see << unmerged,
// so it is allowed, and required keys may come from it.
func (b *SchemaBuilder) object(t reflect.Type) map[string]any {
	properties := map[string]any{"<<": true}
	var required []string
	for _, f := range shapeOf(t).fields {
		schema := b.ofType(f.typ)
		if f.doc != "" {
			schema["description"] = f.doc
		}
		properties[f.key] = schema
		if f.required {
			required = append(required, f.key)
		}
	}
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["anyOf"] = []any{
			map[string]any{"required": required},
			map[string]any{"required": []string{"<<"}},
		}
	}
	return out
}
