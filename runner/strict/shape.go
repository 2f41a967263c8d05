package strict

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// FromScalar is implemented by (a pointer to) a type that is written as one
// value. On a struct it reads the short form; the long form is its fields. The
// error becomes the problem; Hinted adds the mend.
type FromScalar interface{ FromScalar(s Scalar) error }

// FromNode is implemented by (a pointer to) a type that reads itself, such as a
// union. It notes problems at the node.
type FromNode interface{ FromNode(c Node) }

// Check is implemented by (a pointer to) a struct with rules over several
// fields. It is asked after the fields are decoded without a problem.
type Check interface{ Check(c Node) }

// Hinted is an error with its mend, for FromScalar.
type Hinted struct{ Text, Hint string }

func (h Hinted) Error() string { return h.Text }

var (
	fromScalarType = reflect.TypeFor[FromScalar]()
	fromNodeType   = reflect.TypeFor[FromNode]()
	checkType      = reflect.TypeFor[Check]()
)

func implements(t, iface reflect.Type) bool { return reflect.PointerTo(t).Implements(iface) }

// field is one declared key of a struct.
type field struct {
	key      string
	doc      string
	required bool
	index    []int
	typ      reflect.Type
}

// shape is what a struct declares.
type shape struct {
	fields []field
	byKey  map[string]*field
	keys   []string
}

var shapes sync.Map // reflect.Type → *shape

// shapeOf reads a struct's tags. It panics on a wrong declaration, which is a
// mistake in the program.
func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s := &shape{byKey: map[string]*field{}}
	s.addFields(t, nil)
	for i := range s.fields {
		f := &s.fields[i]
		if s.byKey[f.key] != nil {
			panic(fmt.Sprintf("strict: %s declares key %q twice", t, f.key))
		}
		s.byKey[f.key] = f
		s.keys = append(s.keys, f.key)
	}
	shapes.Store(t, s)
	return s
}

func (s *shape) addFields(t reflect.Type, index []int) {
	for i := range t.NumField() {
		sf := t.Field(i)
		at := append(append([]int{}, index...), i)
		tag, ok := sf.Tag.Lookup("key")
		if !ok {
			if sf.Anonymous && sf.Type.Kind() == reflect.Struct {
				refuseSpecialEmbedded(t, sf.Type)
				s.addFields(sf.Type, at)
			}
			continue
		}
		key, option, _ := strings.Cut(tag, ",")
		if key == "" || (option != "" && option != "required") || !sf.IsExported() {
			panic(fmt.Sprintf("strict: bad key tag %q on %s.%s", tag, t, sf.Name))
		}
		s.fields = append(s.fields, field{key: key, doc: sf.Tag.Get("doc"), required: option == "required", index: at, typ: sf.Type})
	}
}

// refuseSpecialEmbedded panics when embedding inner would give outer inner's method.
func refuseSpecialEmbedded(outer, inner reflect.Type) {
	for _, iface := range []reflect.Type{fromScalarType, fromNodeType, checkType} {
		if implements(inner, iface) {
			panic(fmt.Sprintf("strict: %s embeds %s, whose %s would be promoted: name the field", outer, inner, iface.Name()))
		}
	}
}
