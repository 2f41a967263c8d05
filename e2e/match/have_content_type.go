package match

import (
	"fmt"
	"mime"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

var _ = register(Verb{Name: "HaveContentType", Examples: func() []*Matcher {
	return []*Matcher{HaveContentType("text/plain"), HaveContentType("text/html; charset=Shift_JIS")}
}})

// HaveContentType holds when the media type is that one: "text/html". Parameters of the answer don't matter unless they
// are written here, as in "text/html; charset=utf-8": then each must be there, whatever the case of its letters. Of several
// lines each must be so, since readers take one or the other.
func HaveContentType(mediaType string) *Matcher {
	want, parameters, err := mime.ParseMediaType(mediaType)
	if err == nil && strings.Count(want, "/") != 1 {
		err = fmt.Errorf("such as text/html")
	}
	if err != nil {
		err = fmt.Errorf("have content type %q: that is no media type: %w", mediaType, err)
	}
	return of("have content type "+mediaType, func(h *httpcheck.Hop) (bool, string, error) {
		lines := h.Header.Values("Content-Type")
		if len(lines) == 0 {
			return false, "it has none", nil
		}
		for _, line := range lines {
			if !isType(line, want, parameters) {
				return false, "it is " + all(lines), nil
			}
		}
		return true, "it is " + all(lines), nil
	}).unless(err)
}

// isType reads by itself: mime refuses what some servers write, such as a charset said twice.
func isType(line, want string, parameters map[string]string) bool {
	parts := strings.Split(line, ";")
	if !strings.EqualFold(strings.TrimSpace(parts[0]), want) {
		return false
	}
	met := map[string]bool{}
	for _, part := range parts[1:] {
		name, value, _ := strings.Cut(part, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if wanted, ok := parameters[name]; ok {
			if !strings.EqualFold(strings.Trim(strings.TrimSpace(value), `"`), wanted) {
				return false
			}
			met[name] = true
		}
	}
	return len(met) == len(parameters)
}
