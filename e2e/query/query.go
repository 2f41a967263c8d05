package query

import (
	"fmt"
	"strings"
)

// Kind is the language of a question.
type Kind string

// The kinds, by their words in YAML.
const (
	CSS      Kind = "css"
	XPath    Kind = "xpath"
	JSONPath Kind = "json"
	Regex    Kind = "regex"
)

// Query is a compiled question.
type Query struct {
	kind Kind
	text string
	ask  asker
}

// asker asks a body, and gives up when the budget is spent.
type asker func(Body, *budget) ([]Value, error)

// Body is what is asked.
type Body struct {
	// Bytes are decoded from any Content-Encoding.
	Bytes []byte
	// ContentType is the header's value, or "".
	ContentType string
}

// Compile reads a question. A CSS selector may end in @NAME: the attribute's value instead of the
// element's text.
func Compile(kind Kind, text string) (Query, error) {
	q := Query{kind: kind, text: text}
	var err error
	switch kind {
	case CSS:
		q.ask, err = compileCSS(text)
	case XPath:
		q.ask, err = compileXPath(text)
	case JSONPath:
		q.ask, err = compileJSONPath(text)
	case Regex:
		q.ask, err = compileRegex(text)
	default:
		err = fmt.Errorf("there is no such kind of question (css, xpath, json, regex)")
	}
	if err != nil {
		return Query{}, fmt.Errorf("compile %s %q: %w", kind, text, err)
	}
	return q, nil
}

// Kind is the question's language.
func (q Query) Kind() Kind { return q.kind }

// String is the question as it was written, with its kind.
func (q Query) String() string { return string(q.kind) + " " + q.text }

// All gives the texts of all that is found, in the order of the body; nothing found is no error. An error says why
// the body can't be asked at all: it is no JSON, or is nested too deeply, or (*Slow) it took too long.
func (q Query) All(b Body) ([]string, error) {
	values, err := q.Values(b)
	var found []string
	for _, v := range values {
		found = append(found, v.Text)
	}
	return found, err
}

// Values is All with the types of what is found.
func (q Query) Values(b Body) ([]Value, error) {
	if q.ask == nil {
		return nil, fmt.Errorf("ask a body: the question was not compiled")
	}
	found, err := q.within(b, patience)
	if err != nil {
		return nil, fmt.Errorf("ask for %s: %w", q, err)
	}
	return found, nil
}

// plain is text as a reader sees it: without blanks around it, and runs of blanks as one.
func plain(text string) string { return strings.Join(strings.Fields(text), " ") }
