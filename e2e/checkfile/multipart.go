package checkfile

import (
	"os"
	"strings"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// multipart are the parts of a form, by their names or as a list, in which names may come again.
type multipart []partEntry

// partEntry is one of them.
type partEntry struct {
	Name     string           `key:"name" doc:"the field's name, in a list"`
	Value    *strict.LongText `key:"value" doc:"what it holds"`
	Bytes    *int             `key:"bytes" doc:"it holds this many bytes: to try a limit"`
	File     string           `key:"file" doc:"a file whose bytes it holds, beside this one"`
	Filename string           `key:"filename" doc:"the name that is told of the file"`
	Type     string           `key:"type" doc:"its Content-Type"`
	path     string
}

// FromScalar is the short form: the value.
func (e *partEntry) FromScalar(s strict.Scalar) error {
	text := strict.LongText(s.Text)
	e.Value = &text
	return nil
}

// Expects is for messages.
func (*partEntry) Expects() string { return "a part: its value, or { file: … }" }

// bytesLimit is how much of a body is made up.
const bytesLimit = 1 << 30

// Check notes what can't be sent.
func (e *partEntry) Check(c strict.Node) {
	n := 0
	for _, is := range []bool{e.Value != nil, e.Bytes != nil, e.File != ""} {
		if is {
			n++
		}
	}
	switch {
	case n != 1:
		c.Errorf("expected one of value, bytes and file")
	case e.Bytes != nil && (*e.Bytes < 0 || *e.Bytes > bytesLimit):
		c.Errorf("expected 0 to %d bytes, found %d", bytesLimit, *e.Bytes)
	}
	if e.File != "" {
		at, _ := c.Get("file")
		e.path = regular(at, e.File)
	}
}

// FromNode reads the parts.
func (m *multipart) FromNode(c strict.Node) {
	if c.IsSeq() {
		for _, item := range c.Seq() {
			var e partEntry
			if !item.IsMap() {
				item.Expected("a part: { name: …, value: … }")
			} else if item.Decode(&e) && e.Name == "" {
				item.Errorf("key %s is missing", strict.Quote("name"))
			}
			*m = append(*m, e)
		}
	} else {
		for _, p := range c.Map() {
			var e partEntry
			if p.Value.Decode(&e) && e.Name != "" {
				p.Value.Errorf("name: the part has one already, %s", strict.Quote(p.Key))
			}
			e.Name = p.Key
			*m = append(*m, e)
		}
	}
	if len(*m) == 0 && (c.IsSeq() || c.IsMap()) {
		c.Errorf("expected a part, found none")
	}
}

// JSONSchema is that of both forms.
func (m *multipart) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	part := b.Of(&partEntry{})
	return b.AnyOf(b.ListOf(part), b.MapOf(part))
}

func (m multipart) parts() []httpcheck.Part {
	out := make([]httpcheck.Part, len(m))
	for i, e := range m {
		out[i] = httpcheck.Part{Name: e.Name, Filename: e.Filename, Type: e.Type, File: e.path}
		switch {
		case e.Value != nil:
			out[i].Data = []byte(*e.Value)
		case e.Bytes != nil:
			out[i].Data = []byte(strings.Repeat("x", *e.Bytes))
		}
	}
	return out
}

// regular notes when a path is none of a file; it must stand as it is, beside the file of checks.
func regular(c strict.Node, path string) string {
	if e2e.Referring(path) {
		c.Errorf("a captured value or a secret can't stand in a file's name")
		return ""
	}
	whole := beside(c, path)
	switch info, err := os.Stat(whole); {
	case err != nil:
		c.Errorf("%v", err)
	case !info.Mode().IsRegular():
		c.Errorf("%s is no file", strict.Quote(whole))
	}
	return whole
}
