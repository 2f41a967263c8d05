package match

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// HaveRedirects holds when the chain is exactly this one, a hop each: "301 https://www.example.com/". The
// place is as the server wrote it. A request that does not follow has one hop at most.
func HaveRedirects(chain ...string) *Matcher {
	words := fmt.Sprintf("redirect by %s", strings.Join(chain, ", "))
	if len(chain) == 0 {
		words = "redirect nowhere"
	}
	return &Matcher{words: words, judge: func(s Subject) (bool, string, error) {
		x, err := s.Answer()
		if err != nil {
			return false, "", err
		}
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
		return strings.Join(is, "\n") == strings.Join(chain, "\n"), x.Mask(said), nil
	}}
}

// HaveProto holds when the answer came by that version of HTTP: "1.1", "2".
func HaveProto(version string) *Matcher {
	return of("speak HTTP/"+version, func(h *httpcheck.Hop) (bool, string, error) {
		return strings.TrimSuffix(strings.TrimPrefix(h.Proto, "HTTP/"), ".0") == version, "it is " + h.Proto, nil
	})
}
