package query

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/theory/jsonpath"
)

// maxDepth bounds how deep JSON may be nested: a question with several .. takes time that grows as
// a power of the depth.
const maxDepth = 200

func compileJSONPath(text string) (asker, error) {
	path, err := paths.Parse(text)
	if err != nil {
		return nil, err
	}
	return func(b Body, clock *budget) ([]Value, error) {
		text, err := b.json()
		if err != nil {
			return nil, err
		}
		value, err := parseJSON(text)
		if err != nil {
			return nil, err
		}
		nodes, err := walk(path, value, clock)
		if err != nil {
			return nil, err
		}
		var found []Value
		for _, node := range nodes {
			if clock.spent() {
				return nil, clock.slow()
			}
			text, err := written(node)
			if err != nil {
				return nil, err
			}
			found = append(found, Value{Text: text, Type: typeOf(node), Typed: true})
		}
		return found, nil
	}, nil
}

// walk selects a step of the path at a time, as the library does: only so it can be stopped. Each .. may
// find a node as often as it has ancestors.
func walk(path *jsonpath.Path, root any, clock *budget) ([]any, error) {
	nodes := []any{root}
	for _, step := range path.Query().Segments() {
		var next []any
		for _, n := range nodes {
			next = append(next, step.Select(n, root)...)
			switch {
			case clock.spent():
				return nil, clock.slow()
			case len(next) > most:
				return nil, fmt.Errorf("it finds more than %d values", most)
			}
		}
		nodes = next
	}
	return nodes, nil
}

// json is the body's text as that of JSON: UTF-8, whatever its header says (RFC 8259, 8.1 and 11). What is no UTF-8 is
// read by its mark of byte order or the charset of its header. Anything else is an error: the decoder would put other
// characters in, which then are certainly not those that were wanted.
func (b Body) json() ([]byte, error) {
	if utf8.Valid(b.Bytes) {
		return bytes.TrimPrefix(b.Bytes, []byte("\xef\xbb\xbf")), nil
	}
	text, err := b.Text()
	switch {
	case err != nil:
		return nil, err
	case !b.marked() && labelOf([]byte(b.ContentType)) == "":
		return nil, errors.New("it is no JSON: it is not in UTF-8, and its header names no charset")
	case strings.ContainsRune(text, utf8.RuneError):
		return nil, errors.New("it is no JSON: it has bytes that are no text in its charset")
	}
	return []byte(text), nil
}

// parseJSON reads one value and nothing behind it; numbers stay as they are written.
func parseJSON(body []byte) (any, error) {
	if err := shallow(body); err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, fmt.Errorf("it is no JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("it is no JSON: something follows the value")
	}
	return value, nil
}

func shallow(body []byte) error {
	depth, inText, escaped := 0, false, false
	for _, c := range body {
		switch {
		case escaped:
			escaped = false
		case inText:
			escaped = c == '\\'
			inText = c != '"'
		case c == '"':
			inText = true
		case c == '[' || c == '{':
			if depth++; depth > maxDepth {
				return fmt.Errorf("its JSON is nested deeper than %d", maxDepth)
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return nil
}

// written is a text as it is, and any other value as JSON.
func written(value any) (string, error) {
	if text, ok := value.(string); ok {
		return text, nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return "", fmt.Errorf("write what was found: %w", err)
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}
