package match

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/query"
)

var _ = register(Verb{Name: "HaveTLS", Examples: func() []*Matcher { return []*Matcher{HaveTLS("1.3"), HaveTLS("< 1.2")} }})

// HaveTLS holds when the connection speaks that version of TLS: "1.3", ">= 1.2". Of an answer by plain http it
// is neither true nor false.
func HaveTLS(version string) *Matcher {
	c, err := compare(versions, version)
	return of("speak TLS "+c.text, func(h *httpcheck.Hop) (bool, string, error) {
		if h.TLS == nil {
			return false, "", errPlain
		}
		is, err := query.ParseNumber(strings.TrimPrefix(h.TLS.Version, "TLS "))
		if err != nil {
			return false, "", err
		}
		return c.holds(is), "it is " + h.TLS.Version, nil
	}).unless(err)
}
