package strict

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Decode decodes the node into what into points to, noting all problems. It
// tells whether there was none. What a problem concerns is left as it was.
func (c Node) Decode(into any) bool {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		panic(fmt.Sprintf("strict: decode into %T, which is no pointer", into))
	}
	return c.decode(v.Elem())
}

// decode reads the node into v, which can be set.
func (c Node) decode(v reflect.Value) bool {
	if c.s.stopped != nil {
		return false
	}
	before := len(c.s.problems)
	c.decodeKind(v)
	return len(c.s.problems) == before && c.s.stopped == nil
}

func (c Node) decodeKind(v reflect.Value) {
	switch special := v.Addr().Interface().(type) {
	case FromNode:
		if c.untagged() {
			special.FromNode(c)
		}
		return
	case FromScalar:
		if v.Kind() != reflect.Struct || c.IsScalar() {
			c.decodeScalar(special)
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		inner := reflect.New(v.Type().Elem())
		if c.decode(inner.Elem()) {
			v.Set(inner)
		}
	case reflect.Struct:
		c.decodeStruct(v)
	case reflect.Slice:
		c.decodeSlice(v)
	default:
		c.decodePlain(v)
	}
}

func (c Node) decodeScalar(into FromScalar) {
	s, ok := c.Scalar(wanted(into))
	if !ok {
		return
	}
	err := into.FromScalar(s)
	var hinted Hinted
	switch {
	case errors.As(err, &hinted):
		c.Hintf(hinted.Hint, "%s", hinted.Text)
	case err != nil:
		c.Errorf("%s", err)
	}
}

// wanted gives the words for a type in "expected …": its Expects method, else
// its name.
func wanted(v any) string {
	if e, ok := v.(interface{ Expects() string }); ok {
		return e.Expects()
	}
	t := reflect.TypeOf(v)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return article(strings.ToLower(t.Name()))
}

func article(noun string) string {
	if noun == "" {
		return "a value"
	}
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

func (c Node) decodeStruct(v reflect.Value) {
	s := shapeOf(v.Type())
	if !c.IsMap() {
		c.ExpectedHint(wanted(v.Addr().Interface()), c.blockHint())
		return
	}
	before := len(c.s.problems)
	given := map[string]bool{}
	for _, e := range c.entries(rawKeys) {
		f := s.byKey[e.Key]
		switch {
		case e.Bad && f == nil:
		case e.Bad:
			e.Value.decode(reflect.New(f.typ).Elem())
		case f == nil:
			e.KeyNode.unknownKey(e, s.keys)
		default:
			given[e.Key] = true
			e.Value.decode(v.FieldByIndex(f.index))
		}
	}
	for _, f := range s.fields {
		if f.required && !given[f.key] {
			c.Errorf("key %s is missing", Quote(f.key))
		}
	}
	if check, ok := v.Addr().Interface().(Check); ok && len(c.s.problems) == before && c.s.stopped == nil {
		check.Check(c)
	}
}

func (c Node) blockHint() string {
	if c.isBlock() {
		return "quote a value that begins with > or |"
	}
	return ""
}

// UnknownKey notes that an entry's key is none of known.
func (e Pair) UnknownKey(known []string) { e.KeyNode.unknownKey(e, known) }

func (k Node) unknownKey(e Pair, known []string) {
	hint := Suggest(e.Key, known)
	if word, rest, ok := strings.Cut(e.Key, ":"); ok && e.Value.IsNull() {
		if near, ok := Nearest(word, known); ok {
			hint = "a space is missing: " + near + ": " + cut(rest, maxQuoted)
		}
	}
	k.Hintf(hint, "unknown key %s", Quote(e.Key))
}

func (c Node) decodeSlice(v reflect.Value) {
	out := reflect.MakeSlice(v.Type(), 0, len(c.n.Content))
	for _, item := range c.Seq() {
		value := reflect.New(v.Type().Elem()).Elem()
		item.decode(value)
		out = reflect.Append(out, value)
	}
	v.Set(out)
}

func (c Node) decodePlain(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if text, ok := c.Text(textWanted(v.Type())); ok {
			v.SetString(text)
		}
	case reflect.Bool:
		if b, ok := c.Bool(); ok {
			v.SetBool(b)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if n, ok := c.Int(); ok {
			if v.OverflowInt(n) {
				c.Errorf("the number %d is too large", n)
				return
			}
			v.SetInt(n)
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if n, ok := c.Int(); ok {
			if n < 0 || v.OverflowUint(uint64(n)) {
				c.Errorf("the number %d is out of range", n)
				return
			}
			v.SetUint(uint64(n))
		}
	default:
		panic(fmt.Sprintf("strict: can't decode into %s", v.Type()))
	}
}

func textWanted(t reflect.Type) string {
	if t.PkgPath() == "" {
		return "a text"
	}
	return wanted(reflect.New(t).Interface())
}
