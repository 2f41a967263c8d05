package image

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/moby/moby/api/types/network"
)

// bindings reads PORT and HOSTPORT:PORT. All are on loopback: what is tried out here is nobody else's.
func bindings(publish []string) (network.PortMap, error) {
	out := network.PortMap{}
	for _, text := range publish {
		host, port, both := strings.Cut(text, ":")
		if !both {
			host, port = "", text
		}
		if !isPort(port) || both && !isPort(host) {
			return nil, fmt.Errorf("publish %q: expected PORT or HOSTPORT:PORT", text)
		}
		inside := network.MustParsePort(port + "/tcp")
		out[inside] = append(out[inside], network.PortBinding{HostIP: netip.AddrFrom4([4]byte{127, 0, 0, 1}), HostPort: host})
	}
	return out, nil
}

func isPort(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return err == nil && n > 0
}
