package match

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

var _ = register(Verb{Name: "HaveRedirects", Examples: func() []*Matcher {
	return []*Matcher{HaveRedirects(), HaveRedirects("301 /healthz")}
}})

var redirect = regexp.MustCompile(`^3[0-9][0-9] .`)

// HaveRedirects holds when the chain is exactly this one, a hop each: "301 https://www.example.com/". The
// place is as the server wrote it. A request that does not follow has one hop at most.
func HaveRedirects(chain ...string) *Matcher {
	words := fmt.Sprintf("redirect by %s", strings.Join(chain, ", "))
	if len(chain) == 0 {
		words = "redirect nowhere"
	}
	m := ofChain(words, func(x *httpcheck.Exchange) (bool, string, error) {
		var is []string
		for _, h := range x.Hops {
			if h.Location != "" && h.Status >= 300 && h.Status < 400 {
				is = append(is, fmt.Sprintf("%d %s", h.Status, h.Location))
			}
		}
		said := "it redirects by " + strings.Join(is, ", ")
		if is == nil {
			said = fmt.Sprintf("it does not redirect (%d)", x.Last().Status)
		}
		return slices.Equal(is, chain), said, nil
	})
	for _, hop := range chain {
		if !redirect.MatchString(hop) {
			return m.unless(fmt.Errorf("redirect by %q: expected a status and a place, such as 301 https://www.example.com/", hop))
		}
	}
	return m
}
