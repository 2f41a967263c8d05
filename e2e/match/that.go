package match

import (
	"maps"
	"slices"

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
	return []*Matcher{HaveBodyThat("is any", func(string) (bool, error) { return true, nil }), HaveBodyThat("is none", func(string) (bool, error) { return false, nil })}
}})

// HaveBodyThat holds when the function does of the body's text.
func HaveBodyThat(words string, holds func(text string) (bool, error)) *Matcher {
	return ofBody("have a body that "+words, func(b query.Body) (bool, string, error) {
		text, err := b.Text()
		if err != nil {
			return false, "", err
		}
		ok, err := holds(text)
		return ok, "it is " + show(text), err
	})
}
