package query

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/antchfx/htmlquery"
	"github.com/antchfx/xpath"
)

func compileXPath(text string) (ask asker, err error) {
	compiled, err := compileWhole(text)
	if err != nil {
		return nil, err
	}
	return func(b Body, clock *budget) ([]Value, error) {
		doc, doubt, err := b.html(text)
		if err != nil {
			return nil, err
		}
		found, err := evaluate(compiled, clocked{htmlquery.CreateXPathNavigator(doc), clock})
		return doubted(found, doubt), err
	}, nil
}

// compileWhole refuses an expression with something behind its end, such as //a)x: the library reads as far as it
// understands and forgets the rest. What it did read to its end is no expression any more with an operator
// behind it; what it did not, it still takes.
func compileWhole(text string) (*xpath.Expr, error) {
	compiled, err := compileSome(text)
	if err != nil {
		return nil, err
	}
	if _, err := compileSome(text + " ="); err == nil {
		return nil, errors.New("something follows the end of the expression")
	}
	return compiled, nil
}

func compileSome(text string) (e *xpath.Expr, err error) {
	defer func() {
		if p := recover(); p != nil { // the library panics on some expressions
			e, err = nil, fmt.Errorf("it can't be compiled: %v", p)
		}
	}()
	return xpath.Compile(text)
}

// clocked is a navigator that stops when the time is over: the library calls it at each step.
type clocked struct {
	xpath.NodeNavigator
	clock *budget
}

func (c clocked) tick() {
	if c.clock.spent() {
		panic(c.clock.slow())
	}
}

// Copy copies the navigator, under the same clock.
func (c clocked) Copy() xpath.NodeNavigator {
	c.tick()
	return clocked{c.NodeNavigator.Copy(), c.clock}
}

// MoveTo takes the other's place.
func (c clocked) MoveTo(to xpath.NodeNavigator) bool {
	if other, ok := to.(clocked); ok {
		to = other.NodeNavigator
	}
	return c.NodeNavigator.MoveTo(to)
}

// MoveToNext is a step.
func (c clocked) MoveToNext() bool {
	c.tick()
	return c.NodeNavigator.MoveToNext()
}

// MoveToPrevious is a step.
func (c clocked) MoveToPrevious() bool {
	c.tick()
	return c.NodeNavigator.MoveToPrevious()
}

// MoveToChild is a step.
func (c clocked) MoveToChild() bool {
	c.tick()
	return c.NodeNavigator.MoveToChild()
}

// MoveToParent is a step.
func (c clocked) MoveToParent() bool {
	c.tick()
	return c.NodeNavigator.MoveToParent()
}

// evaluate gives nodes as their text, and a number, text or truth as one value.
func evaluate(e *xpath.Expr, root clocked) (found []Value, err error) {
	defer func() {
		p := recover()
		if slow, ok := p.(*Slow); ok {
			found, err = nil, slow
		} else if p != nil {
			found, err = nil, fmt.Errorf("it can't be evaluated: %v", p)
		}
	}()
	switch v := e.Evaluate(root).(type) {
	case *xpath.NodeIterator:
		for v.MoveNext() {
			root.tick()
			text := v.Current().Value()
			if v.Current().NodeType() != xpath.AttributeNode {
				text = plain(text)
			}
			found = append(found, Value{Text: text, Type: Text})
		}
	case string:
		found = texts([]string{v}, nil)
	case float64:
		found = []Value{{Text: strconv.FormatFloat(v, 'f', -1, 64), Type: Number}}
	case bool:
		found = []Value{{Text: strconv.FormatBool(v), Type: Truth}}
	default:
		return nil, fmt.Errorf("it gives %T, which is no text, number, truth or nodes", v)
	}
	return found, nil
}
