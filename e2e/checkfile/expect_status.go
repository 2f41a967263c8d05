package checkfile

import (
	"regexp"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// statuses are those of which an answer has one.
type statuses struct {
	node strict.Node
	any  []any
}

var class = regexp.MustCompile(`^[1-5]xx$`)

// FromNode reads a status, a class of them, or a list.
func (s *statuses) FromNode(c strict.Node) {
	s.node = c
	items := []strict.Node{c}
	if c.IsSeq() {
		if items = c.Seq(); len(items) == 0 {
			c.Errorf("expects nothing: it is empty")
		}
	}
	for _, item := range items {
		if item.IsScalar() {
			if text, ok := item.Text("a status"); ok && class.MatchString(text) {
				s.any = append(s.any, text)
				continue
			}
		}
		switch n, ok := item.Int(); {
		case !ok:
		case n < 100 || n > 599:
			item.Errorf("expected a status from 100 to 599, found %d", n)
		default:
			s.any = append(s.any, int(n))
		}
	}
}

// JSONSchema is a number, a class or a list.
func (s *statuses) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	one := b.AnyOf(map[string]any{"type": "integer", "minimum": 100, "maximum": 599}, b.Pattern(class.String()), b.Pattern(`\$\{`))
	return b.AnyOf(one, b.ListOf(one))
}
