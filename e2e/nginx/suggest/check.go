package suggest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// check is the line of a check; needs says what it does not run without.
func (g *group) check(s Suggestion, expect string) (text, needs string) {
	q := s.Request
	fields := []string{strings.ToLower(q.Method) + ": " + quoted(q.Target)}
	if lines := g.header(s); lines != nil {
		fields = append(fields, "header: { "+strings.Join(lines, ", ")+" }")
	}
	if expect != "" {
		fields = append(fields, "expect: { "+expect+" }")
	}
	if q.Method == http.MethodPost || q.Method == http.MethodDelete {
		needs = "It needs an endpoint with writes: allowed:"
	}
	return "- { " + strings.Join(fields, ", ") + " }", needs
}

// header are the header lines that a check says.
func (g *group) header(s Suggestion) []string {
	var lines []string
	if s.Request.Host != g.host {
		lines = append(lines, "Host: "+quoted(s.Request.Host))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Header)) {
		lines = append(lines, key(name)+": "+quoted(strings.ReplaceAll(s.Header[name], "${", "$${")))
	}
	return lines
}

// key is the name of a header as YAML's flow takes it for a key.
func key(name string) string {
	if name == "null" {
		return `"Null"`
	}
	return http.CanonicalHeaderKey(name)
}

// with tells the headers of a request in words.
func (s Suggestion) with() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(s.Header)) {
		all = append(all, fmt.Sprintf(" with %s: %q", http.CanonicalHeaderKey(name), s.Header[name]))
	}
	return strings.Join(all, "")
}

// quoted is a text as YAML's flow takes it for a text: without quotes where it is plain.
func quoted(text string) string {
	plain := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("/._-~+", r)
	}
	if strings.HasPrefix(text, "/") && strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return text
	}
	return strconv.QuoteToASCII(text)
}
