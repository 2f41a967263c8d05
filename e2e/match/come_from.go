package match

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

var _ = register(Verb{Name: "ComeFrom", Examples: func() []*Matcher {
	return []*Matcher{ComeFrom("127.0.0.1"), ComeFrom("10.0.0.0/8"), ComeFrom("127.0.0.1:1")}
}})

// ComeFrom holds when the answer came from that address: "10.0.0.12", "10.0.0.12:8443", "10.0.0.0/24". It is the one that
// was connected to; behind a proxy nobody knows it, and neither the matcher holds nor its opposite.
func ComeFrom(address string) *Matcher {
	holds, err := addresses(address)
	if err != nil {
		err = fmt.Errorf("come from %q: that is no address: such as 10.0.0.12, 10.0.0.12:443 or 10.0.0.0/24", address)
	}
	return of("come from "+address, func(h *httpcheck.Hop) (bool, string, error) {
		if h.Proxied() {
			return false, "", errors.New("it came through a proxy, behind which the address is not known")
		}
		is, err := netip.ParseAddrPort(h.Remote)
		if err != nil {
			return false, "", fmt.Errorf("the address that answered is not known: %q", h.Remote)
		}
		return holds(netip.AddrPortFrom(is.Addr().Unmap().WithZone(""), is.Port())), "it is " + h.Remote, nil
	}).unless(err)
}

func addresses(text string) (func(netip.AddrPort) bool, error) {
	if strings.Contains(text, "/") {
		all, err := netip.ParsePrefix(text)
		if err == nil && all.Masked() != all {
			err = errors.New("it has bits behind its length")
		}
		return func(is netip.AddrPort) bool { return all.Contains(is.Addr()) }, err
	}
	if one, err := netip.ParseAddrPort(text); err == nil {
		return func(is netip.AddrPort) bool { return is == one }, nil
	}
	one, err := netip.ParseAddr(text)
	return func(is netip.AddrPort) bool { return is.Addr() == one.Unmap() }, err
}
