package match

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// Num is a number as it is written, for HaveFound: 1.50 is 1.5, and 9007199254740993 is not 9007199254740992.
type Num string

// Written is a value of which only the writing is known, such as one that an earlier answer gave: a text, a number or
// a truth that is written so.
type Written string

var _ = register(Verb{Name: "HaveFound", Examples: func() []*Matcher {
	return []*Matcher{
		HaveFound(query.JSONPath, "$.name"), HaveFound(query.JSONPath, "$.name", "Ada"), HaveFound(query.JSONPath, "$.n", 1), HaveFound(query.JSONPath, "$.n", Written("1")),
		HaveFound(query.CSS, "h1"), HaveFound(query.CSS, "h1", "Welcome"), HaveFound(query.XPath, "//h1"), HaveFound(query.XPath, "count(//h1)", 0), HaveFound(query.Regex, "o(k)", "k"),
	}
}})

// HaveFound holds when the question finds something in the body; with a value, when one of the things found
// is that value. In JSON a value has a type: "1" is the text, 1 (or Num) the number, true and nil are what JSON has by
// these names. In HTML all is text, so that 1 is the text "1". A question that can't be asked makes the check an error.
func HaveFound(kind query.Kind, question string, value ...any) *Matcher {
	words := fmt.Sprintf("have %s %s", kind, question)
	switch len(value) {
	case 0:
		return foundAll(kind, question, words, func(is []query.Value) (bool, error) { return len(is) > 0, nil })
	case 1:
		fits, text, err := valueOf(value[0])
		plain := fmt.Sprint(value[0])
		certain := func(v query.Value) bool { return fits(v) && !v.Doubt.Replaced(plain) }
		m := found(kind, question, words+" = "+text, certain, func(v query.Value) bool { return v.Doubt.Tells(plain) })
		return m.unless(err)
	}
	return of(words, nil).unless(fmt.Errorf("%s: it takes one value", words))
}

// valueOf tells whether a value that was found is the wanted one.
func valueOf(want any) (fits func(query.Value) bool, words string, err error) {
	switch want := want.(type) {
	case string:
		return func(is query.Value) bool { return (is.Type == query.Text || !is.Typed) && same(is.Text, want) }, fmt.Sprintf("%q", want), nil
	case Written:
		return func(is query.Value) bool {
			return is.Type != query.Tree && same(is.Text, string(want))
		}, fmt.Sprintf("%q", string(want)), nil
	case bool:
		return func(is query.Value) bool {
			return (is.Type == query.Truth || is.Type == query.Text && !is.Typed) && is.Text == fmt.Sprint(want)
		}, fmt.Sprint(want), nil
	case nil:
		return func(is query.Value) bool { return is.Type == query.Null }, "null", nil
	case Num, int, int64, float64:
		number, err := query.ParseNumber(fmt.Sprint(want))
		return func(is query.Value) bool {
			if is.Type != query.Number { // in HTML: the text that was written
				return is.Type == query.Text && !is.Typed && is.Text == fmt.Sprint(want)
			}
			n, err := query.ParseNumber(is.Text)
			return err == nil && number != nil && n.Cmp(number) == 0
		}, fmt.Sprint(want), err
	}
	return func(query.Value) bool { return false }, fmt.Sprint(want), fmt.Errorf("have found %v: %T is no text, number or truth", want, want)
}

func same(a, b string) bool { return query.Fold(a) == query.Fold(b) }

var _ = register(Verb{Name: "HaveFoundMatching", Examples: func() []*Matcher {
	return []*Matcher{HaveFoundMatching(query.JSONPath, "$.name", "^A"), HaveFoundMatching(query.CSS, "h1", "x")}
}})

// HaveFoundMatching holds when the regular expression matches one of the things that the question finds.
func HaveFoundMatching(kind query.Kind, question, pattern string) *Matcher {
	re, err := regexp.Compile(pattern)
	words := fmt.Sprintf("have %s %s matching /%s/", kind, question, pattern)
	tells := func(v query.Value) bool { return v.Doubt.TellsPattern(pattern) }
	m := found(kind, question, words, func(is query.Value) bool { return re.MatchString(is.Text) && tells(is) }, tells)
	return m.unless(err)
}

var _ = register(Verb{Name: "HaveFoundCount", Examples: func() []*Matcher {
	return []*Matcher{HaveFoundCount(query.CSS, "h1", "0"), HaveFoundCount(query.JSONPath, "$.*", ">= 1"), HaveFoundCount(query.XPath, "//h1", "< 5")}
}})

// HaveFoundCount holds when the question finds so many things: "3", ">= 1".
func HaveFoundCount(kind query.Kind, question, count string) *Matcher {
	c, err := compare(counts, count)
	m := foundAll(kind, question, fmt.Sprintf("have %s times %s %s", c.text, kind, question), func(is []query.Value) (bool, error) {
		return c.count(len(is)), nil
	})
	return m.unless(err)
}

var _ = register(Verb{Name: "HaveFoundNumber", Examples: func() []*Matcher {
	return []*Matcher{HaveFoundNumber(query.JSONPath, "$.n", "> 0"), HaveFoundNumber(query.XPath, "count(//p)", "<= 5")}
}})

// HaveFoundNumber holds when the question finds a number that is so: "> 3". When it finds things of which none is a number,
// and in JSON a text never is one, they can't be compared, and neither the matcher holds nor its opposite.
func HaveFoundNumber(kind query.Kind, question, number string) *Matcher {
	c, err := compare(numbers, number)
	m := foundAll(kind, question, fmt.Sprintf("have %s %s %s", kind, question, c.text), func(is []query.Value) (bool, error) {
		var odd error
		for _, v := range is {
			n, err := query.ParseNumber(strings.TrimSpace(v.Text))
			if err == nil && v.Typed && v.Type != query.Number {
				err = fmt.Errorf("%s is %s and no number", showValue(v), v.Type)
			}
			switch {
			case err != nil:
				odd = fmt.Errorf("compare with %s: %w", c.text, err)
			case c.holds(n):
				return true, nil
			}
		}
		return false, odd
	})
	return m.unless(err)
}

// found makes a matcher that holds when one of the values fits. Where none does, it must be told of each that it does not.
func found(kind query.Kind, question, words string, fits, tells func(query.Value) bool) *Matcher {
	return foundAll(kind, question, words, func(is []query.Value) (bool, error) {
		if slices.ContainsFunc(is, fits) {
			return true, nil
		}
		for _, v := range is {
			if !tells(v) {
				return false, v.Doubt
			}
		}
		return false, nil
	})
}

func foundAll(kind query.Kind, question, words string, fit func([]query.Value) (bool, error)) *Matcher {
	q, compiled := query.Compile(kind, question)
	return ofBody(words, func(b query.Body) (bool, string, error) {
		found, err := q.Values(b)
		if err != nil { // such as no JSON: then not even "not found" is true
			return false, "", err
		}
		holds, err := fit(found)
		if len(found) == 0 {
			return holds, "nothing is found", err
		}
		return holds, "found " + showValues(found), err
	}).unless(compiled)
}

func showValues(all []query.Value) string {
	const most = 10
	var shown []string
	for i, v := range all {
		if i == most {
			shown = append(shown, fmt.Sprintf("and %d more", len(all)-most))
			break
		}
		shown = append(shown, showValue(v))
	}
	return strings.Join(shown, ", ")
}

// showValue puts a text into quotes, so that it is told from a number.
func showValue(v query.Value) string {
	if v.Type == query.Text {
		return show(v.Text)
	}
	is, rest := cut(v.Text)
	return hosttext.Visible(is) + rest
}
