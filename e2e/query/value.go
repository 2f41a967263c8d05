package query

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
)

// Type is what a found value is where its language knows types: JSON does, and XPath of what it
// calculates. All else is text.
type Type string

// The types.
const (
	Text   Type = "text"
	Number Type = "number"
	Truth  Type = "true or false"
	Null   Type = "null"
	Tree   Type = "a list or an object"
)

// Value is one thing that was found.
type Value struct {
	// Text is a text as it is, and anything else as JSON writes it.
	Text string
	Type Type
	// Typed: the language knows types, so that a text is not a number that is written so.
	Typed bool
	// Doubt is not nil when nobody can tell whether the text is that of the page.
	Doubt *Doubtful
}

func texts(all []string, doubt *Doubtful) []Value {
	var out []Value
	for _, text := range all {
		out = append(out, Value{Text: text, Type: Text})
	}
	return doubted(out, doubt)
}

// doubted notes the doubt of a body at those of its values that have it.
func doubted(all []Value, doubt *Doubtful) []Value {
	for i := range all {
		if !doubt.Certain(all[i].Text) {
			all[i].Doubt = doubt
		}
	}
	return all
}

// typeOf is the type of a value of JSON.
func typeOf(value any) Type {
	switch value.(type) {
	case string:
		return Text
	case json.Number:
		return Number
	case bool:
		return Truth
	case nil:
		return Null
	}
	return Tree
}

// form is a number as JSON writes it, small enough to be calculated with: 1e999999999 would fill the memory.
var form = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?$`)

const longestNumber = 400 // bytes

// ParseNumber reads a number exactly; the error says that it is none, or is out of all bounds.
func ParseNumber(text string) (*big.Rat, error) {
	if len(text) <= longestNumber && form.MatchString(text) {
		if r, ok := new(big.Rat).SetString(text); ok {
			return r, nil
		}
	}
	if len(text) > 40 {
		text = text[:40] + "…"
	}
	return nil, fmt.Errorf("%q is no number", text)
}
