package match

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

var _ = register(Verb{Name: "HaveProto", Examples: func() []*Matcher { return []*Matcher{HaveProto("1.1"), HaveProto("2")} }})

// HaveProto holds when the answer came by that version of HTTP: "1.1", "2".
func HaveProto(version string) *Matcher {
	m := of("speak HTTP/"+version, func(h *httpcheck.Hop) (bool, string, error) {
		return strings.TrimSuffix(strings.TrimPrefix(h.Proto, "HTTP/"), ".0") == version, "it is " + h.Proto, nil
	})
	if version != "1.1" && version != "2" {
		return m.unless(fmt.Errorf("speak HTTP/%s: expected a version of HTTP: 1.1 or 2", version))
	}
	return m
}
