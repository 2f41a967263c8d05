package match

import (
	"maps"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/query"
)

var _ = register(Verb{Name: "HaveStatusThat", Examples: func() []*Matcher {
	return []*Matcher{HaveStatusThat("is any", func(int) (bool, error) { return true, nil }), HaveStatusThat("is none", func(int) (bool, error) { return false, nil })}
}})

// HaveStatusThat holds when the function does of the last answer's status; its error says that it can't tell. words
// say what it wants: "is below 300".
func HaveStatusThat(words string, holds func(status int) (bool, error)) *Matcher {
	return of("have a status that "+words, func(h *httpcheck.Hop) (bool, string, error) {
		ok, err := holds(h.Status)
		return ok, statusOf(h), err
	})
}

var _ = register(Verb{Name: "HaveHeaderLinesThat", Examples: func() []*Matcher {
	return []*Matcher{HaveHeaderLinesThat("are any", func([]string) (bool, error) { return true, nil }), HaveHeaderLinesThat("are none", func([]string) (bool, error) { return false, nil })}
}})

// HaveHeaderLinesThat holds when the function does of all header lines, "Name: value" each: by their names, and those of
// a name in their order.
func HaveHeaderLinesThat(words string, holds func(lines []string) (bool, error)) *Matcher {
	return of("have header lines that "+words, func(h *httpcheck.Hop) (bool, string, error) {
		var lines []string
		for _, name := range slices.Sorted(maps.Keys(h.Header)) {
			for _, value := range h.Header[name] {
				lines = append(lines, name+": "+value)
			}
		}
		ok, err := holds(lines)
		return ok, "they are " + all(lines), err
	})
}

var _ = register(Verb{Name: "HaveBodyThat", Examples: func() []*Matcher {
	return []*Matcher{HaveBodyThat("is any", func(string, int) (bool, error) { return true, nil }), HaveBodyThat("is none", func(string, int) (bool, error) { return false, nil })}
}})

// HaveBodyThat holds when the function does of the body's text, which came in so many bytes. Where that is in doubt, nobody can tell, unless
// words are ASCII without anything that would stand for other characters in a pattern.
func HaveBodyThat(words string, holds func(text string, size int) (bool, error)) *Matcher {
	return ofBody("have a body that "+words, func(b query.Body) (bool, string, error) {
		is, err := b.Read()
		switch {
		case err != nil:
			return false, "", err
		case is.Doubt != nil && (!is.Doubt.Tells(words) || strings.ContainsAny(words, `\[.`)): // what a pattern may mean by these is not ASCII
			return false, "", is.Doubt
		}
		ok, err := holds(is.Text, len(b.Bytes))
		return ok, "it is " + show(is.Text), err
	})
}
