package match

import (
	"fmt"
	"net/http"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// HaveStatus holds when the last answer has that status.
func HaveStatus(status int) *Matcher {
	return of(fmt.Sprintf("have status %d", status), func(h *httpcheck.Hop) (bool, string, error) {
		is := fmt.Sprintf("it is %d", h.Status)
		if text := http.StatusText(h.Status); text != "" {
			is += " " + text
		}
		return h.Status == status, is, nil
	})
}
