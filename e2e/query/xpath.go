package query

import (
	"fmt"
	"strconv"

	"github.com/antchfx/htmlquery"
	"github.com/antchfx/xpath"
)

func compileXPath(text string) (ask func(Body) ([]string, error), err error) {
	defer func() {
		if p := recover(); p != nil { // the library panics on some expressions
			ask, err = nil, fmt.Errorf("it can't be compiled: %v", p)
		}
	}()
	compiled, err := xpath.Compile(text)
	if err != nil {
		return nil, err
	}
	return func(b Body) ([]string, error) {
		doc, err := b.html()
		if err != nil {
			return nil, err
		}
		return evaluate(compiled, htmlquery.CreateXPathNavigator(doc))
	}, nil
}

// evaluate gives nodes as their text, and a number, text or truth as one value.
func evaluate(e *xpath.Expr, root xpath.NodeNavigator) (found []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			found, err = nil, fmt.Errorf("it can't be evaluated: %v", p)
		}
	}()
	switch v := e.Evaluate(root).(type) {
	case *xpath.NodeIterator:
		for v.MoveNext() {
			text := v.Current().Value()
			if v.Current().NodeType() != xpath.AttributeNode {
				text = plain(text)
			}
			found = append(found, text)
		}
	case string:
		found = []string{v}
	case float64:
		found = []string{strconv.FormatFloat(v, 'f', -1, 64)}
	case bool:
		found = []string{strconv.FormatBool(v)}
	default:
		return nil, fmt.Errorf("it gives %T, which is no text, number, truth or nodes", v)
	}
	return found, nil
}
