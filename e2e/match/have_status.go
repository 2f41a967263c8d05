package match

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

var _ = register(Verb{Name: "HaveStatus", Examples: func() []*Matcher {
	return []*Matcher{HaveStatus(200), HaveStatus(0), HaveStatus("2xx", 404)}
}})

var class = regexp.MustCompile(`^[1-5]xx$`)

// HaveStatus holds when the last answer has that status, or one of several. Each is a number, or a class of them: "2xx".
func HaveStatus(any ...any) *Matcher {
	var words, wrong []string
	for _, want := range any {
		words = append(words, fmt.Sprint(want))
		text, isText := want.(string)
		_, isInt := want.(int)
		if !isInt && !(isText && class.MatchString(text)) {
			wrong = append(wrong, fmt.Sprintf("%v", want))
		}
	}
	m := of("have status "+strings.Join(words, " or "), func(h *httpcheck.Hop) (bool, string, error) {
		return slices.ContainsFunc(words, func(want string) bool {
			return want == fmt.Sprint(h.Status) || class.MatchString(want) && h.Status/100 == int(want[0]-'0')
		}), statusOf(h), nil
	})
	switch {
	case len(any) == 0:
		return m.unless(fmt.Errorf("have status: it expects nothing: give a status"))
	case wrong != nil:
		return m.unless(fmt.Errorf("have status %s: expected a status, or a class such as 2xx", strings.Join(wrong, ", ")))
	}
	return m
}

func statusOf(h *httpcheck.Hop) string {
	is := fmt.Sprintf("it is %d", h.Status)
	if text := http.StatusText(h.Status); text != "" {
		is += " " + text
	}
	return is
}
