package match

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/query"
)

// HaveHeader holds when the header is there; with a value, when one of its lines is that value.
func HaveHeader(name string, value ...string) *Matcher {
	words := "have header " + name
	if len(value) > 0 {
		words += fmt.Sprintf(": %q", value[0])
	}
	return of(words, func(h *httpcheck.Hop) (bool, string, error) {
		lines := h.Header.Values(name)
		if len(lines) == 0 {
			return false, "there is none", nil
		}
		if len(value) == 0 {
			return true, "it is " + all(lines), nil
		}
		for _, line := range lines {
			if line == value[0] {
				return true, "it is " + all(lines), nil
			}
		}
		return false, "it is " + all(lines), nil
	})
}

// HaveHeaderMatching holds when the regular expression matches one of the header's lines. A pattern that can't
// be compiled makes the check an error.
func HaveHeaderMatching(name, pattern string) *Matcher {
	q, compiled := query.Compile(query.Regex, pattern)
	return of(fmt.Sprintf("have header %s matching /%s/", name, pattern), func(h *httpcheck.Hop) (bool, string, error) {
		lines := h.Header.Values(name)
		for _, line := range lines {
			if found, err := q.All(query.Body{Bytes: []byte(line), ContentType: "text/plain; charset=utf-8"}); err != nil || len(found) > 0 {
				return err == nil, "it is " + all(lines), err
			}
		}
		if len(lines) == 0 {
			return false, "there is none", nil
		}
		return false, "it is " + all(lines), nil
	}).unless(compiled)
}

// HaveContentType holds when the media type is that one, parameters aside: "text/html".
func HaveContentType(mediaType string) *Matcher {
	return of("have content type "+mediaType, func(h *httpcheck.Hop) (bool, string, error) {
		is := h.Header.Get("Content-Type")
		if is == "" {
			return false, "it has none", nil
		}
		bare, _, _ := strings.Cut(is, ";")
		return strings.EqualFold(strings.TrimSpace(bare), mediaType), "it is " + show(is), nil
	})
}

func all(lines []string) string {
	shown := make([]string, len(lines))
	for i, line := range lines {
		shown[i] = show(line)
	}
	return strings.Join(shown, ", ")
}
