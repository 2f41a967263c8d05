package specfile

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// shape is what the host tells of an attribute.
type shape int

const (
	single  shape = iota // one text
	numeric              // one number
	several              // a list of texts
	lines                // a file's, or what a command printed
)

// kind is an attribute's shape, and how a text that it is compared with is read.
type kind struct {
	shape
	// read checks a text and gives it as the host would; nil: any will do.
	read func(s strict.Scalar) (string, error)
	// expects is for messages; empty: "a value".
	expects string
}

var (
	text    = kind{shape: single}
	count   = kind{shape: numeric}
	list    = kind{shape: several}
	content = kind{shape: lines}
)

// one is the kind of an element.
func (k kind) element() kind { return kind{single, k.read, k.expects} }

// want compiles the whole of what was written.
func (v value) want(k kind) (*expect, bool) {
	e, ok := v.compile(k)
	if !ok || k.shape != lines {
		return e, ok
	}
	// A newline at the end is no part of what a command or a file says.
	return &expect{e.words, func(actual any) (bool, error) {
		if s, ok := actual.(string); ok {
			actual = strings.TrimSuffix(s, "\n")
		}
		return e.match(actual)
	}}, true
}

// compile makes what was written into an expectation of a value of that kind. ok is
// false after a problem.
func (v value) compile(k kind) (e *expect, ok bool) {
	switch {
	case v.ops != nil:
		return v.operator(k)
	case v.node.IsSeq():
		return v.elements(k)
	case k.shape == numeric:
		return v.numberEqual()
	}
	want, ok := v.text(k)
	switch {
	case !ok:
		return nil, false
	case k.shape == several:
		return containing([]*expect{equalText(want)}), true
	case k.shape == lines:
		return equalText(strings.TrimSuffix(want, "\n")), true
	}
	return equalText(want), true
}

// text gives a scalar as the host would.
func (v value) text(k kind) (string, bool) {
	if v.scalar.Block && k.shape != lines {
		v.node.ExpectedHint(k.wanted(), "quote a value that begins with > or |")
		return "", false
	}
	if k.read == nil {
		return v.scalar.Text, true
	}
	out, err := k.read(v.scalar)
	var hinted strict.Hinted
	switch {
	case errors.As(err, &hinted):
		v.node.Hintf(hinted.Hint, "%s", hinted.Text)
	case err != nil:
		v.node.Errorf("%s", err)
	}
	return out, err == nil
}

func (k kind) wanted() string {
	if k.expects != "" {
		return k.expects
	}
	return "a value"
}

func (v value) numberEqual() (*expect, bool) {
	n, ok := parseNumber(v.scalar.Text)
	if !ok {
		v.node.Hintf("decimal digits only", "expected a number, found %s", strict.Quote(v.scalar.Text))
		return nil, false
	}
	return n.compared("", func(order int) bool { return order == 0 }), true
}

// elements compiles a list: patterns of lines, or elements that must be there.
func (v value) elements(k kind) (*expect, bool) {
	switch {
	case k.shape == lines && !v.nested():
		var p patterns
		ok := v.node.Decode(&p)
		return havePatterns(p), ok
	case k.shape == single || k.shape == numeric:
		v.node.Hintf("one of several: or: [ … ]", "expected one value, found a list")
		return nil, false
	case len(v.list) == 0:
		v.node.Hintf("for none: have-len: 0", "an empty list expects nothing")
		return nil, false
	}
	all, ok := compileAll(v.list, k.element())
	return containing(all), ok
}

// nested tells whether a list holds more than scalars.
func (v value) nested() bool {
	for _, item := range v.list {
		if item.ops != nil || item.node.IsSeq() {
			return true
		}
	}
	return false
}

func compileAll(all []value, k kind) (out []*expect, ok bool) {
	ok = true
	for _, v := range all {
		e, good := v.compile(k)
		out, ok = append(out, e), ok && good
	}
	return out, ok
}

// operator compiles a mapping with one operator.
func (v value) operator(k kind) (*expect, bool) {
	key, operand, ok := v.ops.given(v.node)
	if !ok || reflect.ValueOf(operand).IsZero() {
		return nil, false // its problem is noted
	}
	switch key {
	case "not", "and", "or":
		return v.logic(key, operand, k)
	case "equal":
		return operand.(*value).equal(k)
	case "contain-element", "contain-elements", "consist-of":
		return v.collection(key, operand, k)
	case "have-len":
		return ofLength(int(*operand.(*length)), k), true
	case "have-patterns":
		return havePatterns(*operand.(*patterns)), true
	case "semver-constraint":
		return operand.(*semver).expect(), true
	case "gt", "ge", "lt", "le":
		return comparison(key, *operand.(*number)), true
	}
	return textual(key, operand), true
}

func comparison(key string, n number) *expect {
	switch key {
	case "gt":
		return n.compared("> ", func(order int) bool { return order > 0 })
	case "ge":
		return n.compared(">= ", func(order int) bool { return order >= 0 })
	case "lt":
		return n.compared("< ", func(order int) bool { return order < 0 })
	}
	return n.compared("<= ", func(order int) bool { return order <= 0 })
}

func (v value) logic(key string, operand any, k kind) (*expect, bool) {
	if key == "not" {
		inner, ok := operand.(*value).compile(k)
		if !ok {
			return nil, false
		}
		words := inner.words
		if strings.Contains(words, " and ") || strings.Contains(words, " or ") {
			words = "(" + words + ")"
		}
		return &expect{"not " + words, func(actual any) (bool, error) {
			good, err := inner.match(actual)
			return !good && err == nil, err
		}}, true
	}
	all := operand.([]value)
	if len(all) == 0 {
		v.node.Errorf("%s: [] expects nothing", key)
		return nil, false
	}
	inner, ok := compileAll(all, k)
	if !ok {
		return nil, false
	}
	return joined(key, inner), true
}

// joined holds when all of the expectations do, or one does. One that can't be judged is
// an error, unless another already decides.
func joined(key string, all []*expect) *expect {
	decides := key == "or"
	return &expect{wordsOf(all, " "+key+" "), func(actual any) (bool, error) {
		var first error
		for _, e := range all {
			ok, err := e.match(actual)
			if err == nil && ok == decides {
				return decides, nil
			}
			if first == nil {
				first = err
			}
		}
		return !decides && first == nil, first
	}}
}

func (v *value) equal(k kind) (*expect, bool) {
	if !v.node.IsSeq() {
		return v.compile(k)
	}
	if k.shape == single || k.shape == numeric || v.nested() {
		v.node.Errorf("expected one value, found a list")
		return nil, false
	}
	want := []string{}
	for _, item := range v.list {
		one, ok := item.text(k)
		if !ok {
			return nil, false
		}
		want = append(want, one)
	}
	return &expect{"of exactly " + quoteAll(want) + " in this order", func(actual any) (bool, error) {
		have, err := linesOf(actual)
		return err == nil && len(have) == len(want) && strings.Join(have, "\n") == strings.Join(want, "\n"), err
	}}, true
}

func (v value) collection(key string, operand any, k kind) (*expect, bool) {
	if k.shape == single || k.shape == numeric {
		v.node.Errorf("%s is for a list, and this is one value", key)
		return nil, false
	}
	all, one := operand.([]value)
	if !one {
		all = []value{*operand.(*value)}
	}
	inner, ok := compileAll(all, k.element())
	switch {
	case !ok:
		return nil, false
	case key == "consist-of":
		return consisting(inner), true
	case len(inner) == 0:
		v.node.Errorf("%s: [] expects nothing", key)
		return nil, false
	}
	return containing(inner), true
}

func ofLength(n int, k kind) *expect {
	return &expect{fmt.Sprintf("of length %d", n), func(actual any) (bool, error) {
		if k.shape == several {
			all, err := linesOf(actual)
			return err == nil && len(all) == n, err
		}
		s, err := textOf(actual)
		return err == nil && utf8.RuneCountInString(s) == n, err
	}}
}
