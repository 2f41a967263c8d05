package query

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/registry"
	"github.com/theory/jsonpath/spec"
)

// paths reads JSONPath with match and search of this package (RFC 9535, 2.4.6 and 2.4.7). The library's panic where a value
// has no such member, take "a|b" for one that begins with a or ends with b, and let a pattern that can't be compiled find
// nothing.
var paths = jsonpath.NewParser(jsonpath.WithRegistry(functions()))

func functions() *registry.Registry {
	r := registry.New()
	*r.Get("match") = *spec.Extension("match", spec.FuncLogical, twoTexts, matching("^(?:", ")$"))
	*r.Get("search") = *spec.Extension("search", spec.FuncLogical, twoTexts, matching("", ""))
	return r
}

// twoTexts tells what is wrong with the arguments; a pattern that is written out is compiled.
func twoTexts(args []spec.FuncExprArg) error {
	if len(args) != 2 {
		return fmt.Errorf("expected 2 arguments but found %d", len(args))
	}
	for i, arg := range args {
		if !arg.ConvertsTo(spec.FuncValue) {
			return fmt.Errorf("argument %d is no value", i+1)
		}
	}
	if literal, ok := args[1].(*spec.LiteralArg); ok {
		text, ok := literal.Value().(string)
		if !ok {
			return errors.New("the pattern is no text")
		}
		_, err := patternOf(text, "", "")
		return err
	}
	return nil
}

// matching makes the function that matches a pattern between two others. What is no text, or is not there, is not matched;
// a pattern of the document that can't be compiled ends the question.
func matching(before, after string) spec.Evaluator {
	return func(args []spec.PathValue) spec.PathValue {
		text, ok := textOf(args[0])
		pattern, ok2 := textOf(args[1])
		if !ok || !ok2 {
			return spec.LogicalFalse
		}
		re, err := patternOf(pattern, before, after)
		if err != nil {
			panic(err) // a question's panic is its error
		}
		return spec.Logical(re.MatchString(text))
	}
}

func textOf(v spec.PathValue) (string, bool) {
	value, ok := v.(*spec.ValueType)
	if !ok {
		return "", false
	}
	text, ok := value.Value().(string)
	return text, ok
}

// patternOf compiles a pattern as I-Regexp has it (RFC 9485): its dot takes neither CR nor LF.
func patternOf(text, before, after string) (*regexp.Regexp, error) {
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("compile pattern %q: %w", text, err)
	}
	re, err := regexp.Compile(before + undotted(tree).String() + after)
	if err != nil {
		return nil, fmt.Errorf("compile pattern %q: %w", text, err)
	}
	return re, nil
}

func undotted(re *syntax.Regexp) *syntax.Regexp {
	if re.Op == syntax.OpAnyCharNotNL {
		return &syntax.Regexp{Op: syntax.OpCharClass, Rune: []rune{0, '\n' - 1, '\n' + 1, '\r' - 1, '\r' + 1, '\U0010ffff'}}
	}
	for i := range re.Sub {
		re.Sub[i] = undotted(re.Sub[i])
	}
	return re
}
