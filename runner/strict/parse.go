package strict

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// maxDepth bounds how deep nodes nest, in the text and through aliases.
const maxDepth = 64

// Doc is a parsed file: one document, in YAML's sense well formed.
type Doc struct {
	// File is the name used in positions.
	File  string
	lines []string
	root  *yaml.Node
}

// Load reads and parses the regular file name.
func Load(name string) (*Doc, error) {
	src, err := ReadFile(name)
	if err != nil {
		return nil, err
	}
	return Parse(name, src)
}

// Parse parses src; file names it in positions. Its error is Errors: bytes that
// no file may hold (all of them), else one syntax error, which is a file's only
// problem since nothing after it can be trusted, else an empty file or a second
// document.
func Parse(file string, src []byte) (*Doc, error) {
	src = bytes.TrimPrefix(src, []byte(bom))
	if problems := scanSource(file, src); len(problems) > 0 {
		return nil, problems.sorted()
	}
	doc := &Doc{File: file, lines: splitLines(src)}
	var problem *Problem
	doc.root, problem = doc.load(src)
	if problem != nil {
		return nil, Errors{*problem}
	}
	return doc, nil
}

func splitLines(src []byte) []string {
	lines := strings.Split(string(src), "\n")
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\r")
	}
	return lines
}

// load gives the root of the only document.
func (d *Doc) load(src []byte) (*yaml.Node, *Problem) {
	loader, err := yaml.NewLoader(bytes.NewReader(src), yaml.WithV4Defaults(), yaml.WithUniqueKeys(false),
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth), loaderlimits.AliasNone())))
	if err != nil {
		return nil, d.syntaxProblem(err)
	}
	var first, second yaml.Node
	if err := loader.Load(&first); err != nil {
		return nil, d.syntaxProblem(err)
	}
	switch err := loader.Load(&second); {
	case err == nil:
		return nil, d.problemAt(second.Line, second.Column, "a second document", "one document a file: remove the --- or split the file")
	case !errors.Is(err, io.EOF):
		return nil, d.syntaxProblem(err)
	}
	if len(first.Content) != 1 || (isNull(first.Content[0]) && first.Content[0].Anchor == "") {
		return nil, d.problemAt(1, 1, "the file is empty", "")
	}
	return first.Content[0], nil
}

func (d *Doc) problemAt(line, col int, text, hint string) *Problem {
	return &Problem{Pos: d.pos(line, col), Text: text, Hint: hint}
}

// pos gives a place inside the file: the library puts what is missing at the
// end on a line after the last.
func (d *Doc) pos(line, col int) Pos {
	if last := len(d.lines); line > last {
		return Pos{d.File, last, utf8.RuneCountInString(d.lines[last-1]) + 1}
	}
	return Pos{d.File, max(line, 1), max(col, 1)}
}

// line gives line n of the source, from 1, or "".
func (d *Doc) line(n int) string {
	if n < 1 || n > len(d.lines) {
		return ""
	}
	return d.lines[n-1]
}

// from gives the source from line:col (runes, from 1) to the end of that line.
func (d *Doc) from(line, col int) string {
	text := d.line(line)
	for i := range text {
		if col--; col == 0 {
			return text[i:]
		}
	}
	return ""
}

// Decode decodes the document into the struct that into points to, with vars
// for ${name}. It gives all problems as Errors, or nil.
func (d *Doc) Decode(into any, vars Vars) error {
	root := d.Root(vars)
	root.Decode(into)
	return root.Err()
}

// Root is the document's node, with vars for ${name}. Each call gathers
// problems of its own, so a document can be read again with other variables.
func (d *Doc) Root(vars Vars) Node {
	return newNode(&session{doc: d, vars: vars}, d.root)
}
