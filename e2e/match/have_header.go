package match

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/query"
)

var _ = register(Verb{Name: "HaveHeader", Examples: func() []*Matcher {
	return []*Matcher{HaveHeader("Content-Type"), HaveHeader("Content-Type", "text/plain"), HaveHeader("X-Nothing")}
}})

// HaveHeader holds when the header is there; with a value, when one of its lines is that value.
func HaveHeader(name string, value ...string) *Matcher {
	words := "have header " + name
	if len(value) > 0 {
		words += fmt.Sprintf(": %q", value[0])
	}
	m := ofLines(name, words, func(lines []string) (bool, error) {
		return len(value) == 0 || slices.Contains(lines, value[0]), nil
	})
	if len(value) > 1 {
		return m.unless(fmt.Errorf("have header %s: it takes one value: HaveHeaderLines takes all of them", name))
	}
	return m
}

var _ = register(Verb{Name: "HaveHeaderMatching", Examples: func() []*Matcher {
	return []*Matcher{HaveHeaderMatching("Content-Type", "^text/"), HaveHeaderMatching("X-Nothing", ".*")}
}})

// HaveHeaderMatching holds when the regular expression matches one of the header's lines. A pattern that can't
// be compiled makes the check an error.
func HaveHeaderMatching(name, pattern string) *Matcher {
	q, compiled := query.Compile(query.Regex, pattern)
	return ofLines(name, fmt.Sprintf("have header %s matching /%s/", name, pattern), func(lines []string) (bool, error) {
		for _, line := range lines {
			if found, err := q.All(query.Body{Bytes: []byte(line), ContentType: "text/plain; charset=utf-8"}); err != nil || len(found) > 0 {
				return err == nil, err
			}
		}
		return false, nil
	}).unless(compiled)
}

var _ = register(Verb{Name: "HaveHeaderLines", Examples: func() []*Matcher {
	return []*Matcher{HaveHeaderLines("Content-Type", "text/plain"), HaveHeaderLines("X-Nothing", "a", "b")}
}})

// HaveHeaderLines holds when these are all lines of the header, in their order.
func HaveHeaderLines(name string, lines ...string) *Matcher {
	m := ofLines(name, fmt.Sprintf("have header %s in %s: %s", name, plural(len(lines), "line"), all(lines)), func(is []string) (bool, error) {
		return slices.Equal(is, lines), nil
	})
	if len(lines) == 0 {
		return m.unless(fmt.Errorf("have header %s: it expects no line: Not(HaveHeader(…)) says that", name))
	}
	return m
}

var _ = register(Verb{Name: "HaveHeaderCount", Examples: func() []*Matcher {
	return []*Matcher{HaveHeaderCount("Content-Type", "1"), HaveHeaderCount("X-Nothing", "0"), HaveHeaderCount("X-Nothing", "< 2")}
}})

// HaveHeaderCount holds when the header has so many lines: "2", ">= 1".
func HaveHeaderCount(name, count string) *Matcher {
	c, err := compare(counts, count)
	return of(fmt.Sprintf("have header %s in %s lines", name, c.text), func(h *httpcheck.Hop) (bool, string, error) {
		n := len(h.Header.Values(name))
		return c.count(n), "it has " + plural(n, "line"), nil
	}).unless(errors.Join(nameOf(name), err))
}

// ofLines makes a matcher of the lines of a header, which holds of none.
func ofLines(name, words string, fits func([]string) (bool, error)) *Matcher {
	return of(words, func(h *httpcheck.Hop) (bool, string, error) {
		lines := h.Header.Values(name)
		if len(lines) == 0 {
			return false, "there is none", nil
		}
		holds, err := fits(lines)
		return holds, "it is " + all(lines), err
	}).unless(nameOf(name))
}

// nameOf refuses what no header's name can be: that is absent from every answer.
func nameOf(name string) error {
	if !httpguts.ValidHeaderFieldName(name) {
		return fmt.Errorf("have header %q: that is no name of a header", name)
	}
	return nil
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// all shows lines, the first of many.
func all(lines []string) string {
	const most = 10
	var shown []string
	for i, line := range lines {
		if i == most {
			shown = append(shown, fmt.Sprintf("and %d more", len(lines)-most))
			break
		}
		shown = append(shown, show(line))
	}
	return strings.Join(shown, ", ")
}
