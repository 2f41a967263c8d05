package match

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/onsi/gomega/matchers"
	"github.com/onsi/gomega/types"
)

// Words says what a matcher wants, as it reads on after "to": "be installed", "not be empty".
// It is the same at every call, which Gomega's own formatting is not (it shows
// addresses): a spec's text is made of it, and must be the same in both builds of a tree.
func Words(m types.GomegaMatcher) string {
	switch m := m.(type) {
	case *matchers.NotMatcher:
		return "not " + Words(m.Matcher)
	case *matchers.AndMatcher:
		return joined(m.Matchers, " and ")
	case *matchers.OrMatcher:
		return joined(m.Matchers, " or ")
	case fmt.Stringer:
		return m.String()
	}
	v := reflect.Indirect(reflect.ValueOf(m))
	words := []string{spaced(strings.TrimSuffix(v.Type().Name(), "Matcher"))}
	if v.Kind() == reflect.Struct {
		for i := range v.NumField() {
			if f := v.Field(i); v.Type().Field(i).IsExported() && !f.IsZero() {
				words = append(words, argument(f))
			}
		}
	}
	return strings.Join(words, " ")
}

func joined(ms []types.GomegaMatcher, by string) string {
	out := make([]string, len(ms))
	for i, m := range ms {
		out[i] = Words(m)
	}
	return strings.Join(out, by)
}

// argument shows a matcher's argument without an address in it.
func argument(v reflect.Value) string {
	if m, ok := v.Interface().(types.GomegaMatcher); ok {
		return Words(m)
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		return argument(v.Elem())
	case reflect.String:
		return fmt.Sprintf("%q", v.String())
	case reflect.Slice, reflect.Array:
		all := make([]string, v.Len())
		for i := range all {
			all[i] = argument(v.Index(i))
		}
		return "[" + strings.Join(all, ", ") + "]"
	case reflect.Struct, reflect.Map, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return "a " + v.Type().String()
	}
	return fmt.Sprint(v.Interface())
}

// spaced makes "contain substring" of "ContainSubstring".
func spaced(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
