package image

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"
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

// Published says where ports of the container are on this machine, for a report; none are unless that was asked for.
func (b *Box) Published(ctx context.Context) []string {
	r, err := b.api.ContainerInspect(ctx, b.ID, client.ContainerInspectOptions{})
	if err != nil || r.Container.NetworkSettings == nil {
		return nil
	}
	var out []string
	for port, bound := range r.Container.NetworkSettings.Ports {
		for _, at := range bound {
			out = append(out, fmt.Sprintf("port %s is published at %s", port, net.JoinHostPort(at.HostIP.String(), at.HostPort)))
		}
	}
	slices.Sort(out)
	return out
}

func isPort(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return err == nil && n > 0
}
