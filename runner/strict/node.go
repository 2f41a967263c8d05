package strict

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// maxAliased bounds the values reached through aliases in one reading, so that
// a few bytes of nested aliases can't become gigabytes.
const maxAliased = 100_000

// session is one reading of a document: its variables and its problems.
type session struct {
	doc      *Doc
	vars     Vars
	problems Errors
	aliased  int
	stopped  *Problem // why the reading ended early, or nil
}

func (s *session) add(p Problem) { s.problems = append(s.problems, p) }

// Node is a place in a document with its path, read leniently: its methods note
// problems and go on, so that a file's problems are all found. A zero or false
// second result means that a problem was noted.
type Node struct {
	s       *session
	vars    Vars
	n       *yaml.Node // never an alias
	at      *yaml.Node // what stands there: n, or the alias that led to it
	path    string
	depth   int
	aliased bool
}

func newNode(s *session, n *yaml.Node) Node { return Node{s: s, vars: s.vars}.child(n, "") }

// With gives the node with other variables for it and all below it. Its problems are noted with the others.
func (c Node) With(vars Vars) Node {
	c.vars = vars
	return c
}

// child gives the node for n, at path, one level below c. Aliases are followed,
// and counted with all that is below them; depth is counted here and nowhere else.
func (c Node) child(n *yaml.Node, path string) Node {
	out := Node{s: c.s, vars: c.vars, at: n, path: path, depth: c.depth + 1, aliased: c.aliased}
	for n.Kind == yaml.AliasNode {
		out.aliased = true
		n = n.Alias
	}
	out.n = n
	if out.aliased {
		if c.s.aliased++; c.s.aliased > maxAliased {
			out.stop(fmt.Sprintf("more than %d values through aliases", maxAliased))
		}
	}
	if out.depth > maxDepth {
		out.stop(fmt.Sprintf("nested more than %d deep", maxDepth))
	}
	return out
}

// stop ends the reading: from here on nodes have no children.
func (c Node) stop(text string) {
	if c.s.stopped == nil {
		c.s.stopped = &Problem{Pos: c.Pos(), Path: c.path, Text: text}
	}
}

// Pos is where the node is written; for an alias the alias itself.
func (c Node) Pos() Pos { return c.s.doc.pos(c.at.Line, c.at.Column) }

// Within gives the node as if it stood where text is first written in it, for a
// problem of a part of a value. When the source has it otherwise (as escapes)
// that is the node itself.
func (c Node) Within(text string) Node {
	pos := c.s.doc.find(c.at.Line, c.at.Column, text, 1)
	return c.moved(pos)
}

// Offset gives the node as if it stood n runes further on: for a problem at a
// place in a value's text. It is the node itself when the text isn't written
// there as it is.
func (c Node) Offset(text string, n int) Node {
	pos := c.s.doc.find(c.at.Line, c.at.Column, text, 1)
	if pos.Column == c.at.Column && !strings.HasPrefix(c.s.doc.from(pos.Line, pos.Column), text) {
		return c
	}
	pos.Column += n
	return c.moved(pos)
}

func (c Node) moved(pos Pos) Node {
	at := *c.at
	at.Line, at.Column = pos.Line, pos.Column
	c.at = &at
	return c
}

// Path is where the node is in the tree, keys as written: "service.nginx".
func (c Node) Path() string { return c.path }

// Errorf notes a problem at the node.
func (c Node) Errorf(format string, args ...any) { c.Hintf("", format, args...) }

// Hintf notes a problem at the node with its mend.
func (c Node) Hintf(hint, format string, args ...any) {
	c.s.add(Problem{Pos: c.Pos(), Path: c.path, Text: fmt.Sprintf(format, args...), Hint: hint})
}

// Err gives all problems noted in this reading of the document, sorted.
func (c Node) Err() error {
	all := c.s.problems
	if c.s.stopped != nil {
		all = append(all[:len(all):len(all)], *c.s.stopped)
	}
	return all.sorted().asError()
}

// IsMap tells whether the node is a mapping.
func (c Node) IsMap() bool { return c.n.Kind == yaml.MappingNode }

// IsSeq tells whether the node is a list.
func (c Node) IsSeq() bool { return c.n.Kind == yaml.SequenceNode }

// IsScalar tells whether the node is a text, number or boolean.
func (c Node) IsScalar() bool { return c.n.Kind == yaml.ScalarNode && !isNull(c.n) }

// IsNull tells whether the node is empty, ~ or null.
func (c Node) IsNull() bool { return isNull(c.n) }

const quotedStyle = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

func isNull(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || n.Style&quotedStyle != 0 || tagged(n) {
		return false
	}
	switch n.Value {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

func tagged(n *yaml.Node) bool { return n.Style&yaml.TaggedStyle != 0 || n.Tag == "!" }

func (c Node) tagged() bool { return tagged(c.n) }

// untagged notes an explicit tag as a problem.
func (c Node) untagged() bool {
	if !c.tagged() {
		return true
	}
	c.Hintf("a value that begins with ! must be quoted", "YAML tag %s is not used here", Quote(c.n.Tag))
	return false
}

// Describe says what the node is, for "expected …, found …".
func (c Node) Describe() string {
	switch {
	case c.IsMap():
		return "a mapping"
	case c.IsSeq():
		return "a list"
	case c.IsNull() && c.n.Value == "":
		return "nothing"
	case c.IsNull():
		return c.n.Value + ", which is nothing"
	case c.isBlock() && strings.TrimSpace(c.n.Value) == "":
		return "an empty block of text"
	case c.isBlock():
		return "a block of text"
	}
	return Quote(c.n.Value)
}

func (c Node) isBlock() bool { return c.n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 }

// Expected notes that want was expected here and something else found.
func (c Node) Expected(want string) { c.ExpectedHint(want, "") }

const templateHint = "templates are not used here; a value with {{ must be quoted"

// template tells whether the mapping is an unquoted {{ template }}, which YAML
// reads as a mapping in a mapping.
func (c Node) template() bool {
	return c.IsMap() && strings.HasPrefix(c.s.doc.from(c.n.Line, c.n.Column), "{{")
}

// ExpectedHint is Expected with the mend.
func (c Node) ExpectedHint(want, hint string) {
	if c.untagged() {
		if hint == "" && c.template() {
			hint = templateHint
		}
		c.Hintf(hint, "expected %s, found %s", want, c.Describe())
	}
}
