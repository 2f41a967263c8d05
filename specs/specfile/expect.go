package specfile

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// expect is a Gomega matcher on a value that the host has told: a text, a number, a
// list of texts. words reads on after the noun: "> 5", "beginning with \"a\"".
type expect struct {
	words string
	match func(actual any) (bool, error)
}

// Match judges the value; the error means that it can't be judged so: "max" is no number.
func (e *expect) Match(actual any) (bool, error) { return e.match(actual) }

// FailureMessage says what was expected.
func (e *expect) FailureMessage(actual any) string {
	return fmt.Sprintf("expected %s, but it is %s", e.words, show(actual))
}

// NegatedFailureMessage is FailureMessage under NotTo.
func (e *expect) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("expected not %s, but it is %s", e.words, show(actual))
}

func (e *expect) String() string { return e.words }

func show(v any) string {
	switch v := v.(type) {
	case string:
		return quote(v)
	case []string:
		return quoteAll(v)
	}
	return hosttext.Visible(fmt.Sprint(v))
}

func quote(s string) string { return hosttext.Visible(fmt.Sprintf("%q", s)) }

func quoteAll(all []string) string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = quote(s)
	}
	return strings.Join(out, ", ")
}

// textOf gives a value as a text, as it would be written in the file.
func textOf(actual any) (string, error) {
	switch v := actual.(type) {
	case string:
		return v, nil
	case fmt.Stringer:
		return v.String(), nil
	}
	switch reflect.ValueOf(actual).Kind() {
	case reflect.Slice, reflect.Map, reflect.Struct, reflect.Pointer, reflect.Invalid:
		return "", fmt.Errorf("%s is no text", show(actual))
	}
	return fmt.Sprint(actual), nil
}

// linesOf gives the elements of a list, or the lines of a text.
func linesOf(actual any) ([]string, error) {
	if s, ok := actual.(string); ok {
		s = strings.TrimSuffix(s, "\n")
		if s == "" {
			return nil, nil
		}
		return strings.Split(s, "\n"), nil
	}
	v := reflect.ValueOf(actual)
	if v.Kind() != reflect.Slice {
		return nil, fmt.Errorf("%s is no list", show(actual))
	}
	out := make([]string, v.Len())
	for i := range out {
		text, err := textOf(v.Index(i).Interface())
		if err != nil {
			return nil, err
		}
		out[i] = text
	}
	return out, nil
}
