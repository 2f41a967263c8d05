package docker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// DialContext connects to an ip:port of the container's networks: its own address, or that of a neighbour.
// Nothing is needed in the container for it: the address is dialled from here, and only when its network is
// surely an interface of this machine, since elsewhere the same address may be somebody else's. The
// container's loopback can't be reached so, and says so; a container in the host's network has no other.
func (d *docker) DialContext(ctx context.Context, netw, address string) (net.Conn, error) {
	fail := func(kind transport.Kind, err error) (net.Conn, error) {
		op := fmt.Sprintf("dial %s in the network of container %s", hosttext.Visible(address), hosttext.Visible(d.name))
		return nil, &transport.Error{Kind: kind, Op: op, Err: err}
	}
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fail(transport.Config, errors.New("a name is not resolved there: give an ip:port"))
	}
	in, err := d.networkOf(ctx, to.Addr())
	if err == nil && in.id != "" {
		err = d.here(ctx, in.id)
	}
	if err != nil {
		return fail(faultOf(ctx, err), err)
	}
	conn, err := new(net.Dialer).DialContext(ctx, netw, address)
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return fail(kindOf(ctx, err), err)
	}
	return conn, nil
}

// Home is the container's address in its networks, of several in the first by name.
func (d *docker) Home(ctx context.Context) (netip.Addr, error) {
	all, err := d.networks(ctx)
	if err == nil && len(all) == 0 {
		err = errNoNetwork
	}
	if err != nil {
		return netip.Addr{}, &transport.Error{Kind: faultOf(ctx, err), Op: "find the address of container " + hosttext.Visible(d.name), Err: err}
	}
	return all[0].own.Addr(), nil
}

// elsewhere is a reason why an address can't be dialled that only the user can mend.
type elsewhere struct{ why string }

func (e *elsewhere) Error() string { return e.why }

var errNoNetwork = &elsewhere{"the container has no network of its own (network mode none, or that of another container)"}

func faultOf(ctx context.Context, err error) transport.Kind {
	if e := (*elsewhere)(nil); errors.As(err, &e) {
		return transport.Config
	}
	return kindOf(ctx, err)
}

// attachment is one address of a container, and the network that it is in; id is empty for this machine's own.
type attachment struct {
	id  string
	own netip.Prefix
}

// networks gives the addresses of the container, which must run: another may have them after it.
func (d *docker) networks(ctx context.Context) ([]attachment, error) {
	r, err := d.api.ContainerInspect(ctx, d.id, client.ContainerInspectOptions{})
	if err != nil {
		return nil, err
	}
	if err := usable(r.Container.State); err != nil {
		return nil, err
	}
	if h := r.Container.HostConfig; h != nil && h.NetworkMode.IsHost() {
		return []attachment{{own: netip.PrefixFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), 8)}}, d.sameMachine(ctx)
	}
	return attachments(r.Container.NetworkSettings), nil
}

func attachments(s *container.NetworkSettings) []attachment {
	if s == nil {
		return nil
	}
	var names []string
	for name := range s.Networks {
		names = append(names, name)
	}
	slices.Sort(names)
	var v4, v6 []attachment
	for _, name := range names {
		n := s.Networks[name]
		if n.IPAddress.IsValid() {
			v4 = append(v4, attachment{n.NetworkID, netip.PrefixFrom(n.IPAddress, n.IPPrefixLen)})
		}
		if n.GlobalIPv6Address.IsValid() {
			v6 = append(v6, attachment{n.NetworkID, netip.PrefixFrom(n.GlobalIPv6Address, n.GlobalIPv6PrefixLen)})
		}
	}
	return append(v4, v6...)
}

// networkOf finds the container's network that an address is in.
func (d *docker) networkOf(ctx context.Context, to netip.Addr) (attachment, error) {
	all, err := d.networks(ctx)
	if err != nil {
		return attachment{}, err
	}
	var nets []string
	for _, a := range all {
		if a.own.Contains(to) {
			return a, nil
		}
		nets = append(nets, a.own.Masked().String())
	}
	switch {
	case len(all) == 0:
		return attachment{}, errNoNetwork
	case to.IsLoopback() || to.IsUnspecified():
		return attachment{}, &elsewhere{fmt.Sprintf("it is the container's own loopback, which nothing outside of it reaches: "+
			"let it listen on %s too, or publish the port and dial that without via", all[0].own.Addr())}
	}
	return attachment{}, &elsewhere{"the address is in none of its networks: " + strings.Join(nets, ", ")}
}

// here is nil when a network is an interface of this machine, or this process is in a container of it.
func (d *docker) here(ctx context.Context, id string) error {
	r, err := d.api.NetworkInspect(ctx, id, client.NetworkInspectOptions{})
	if err != nil {
		return err
	}
	n := r.Network
	interfaces, err := net.Interfaces()
	if err != nil {
		return err
	}
	for _, i := range interfaces {
		addresses, _ := i.Addrs() // of one that has gone: none
		for _, a := range addresses {
			own, err := netip.ParsePrefix(a.String())
			if err == nil && (neighbour(n, i, own) || i.Name == bridgeOf(n) && d.sameMachine(ctx) == nil) {
				return nil
			}
		}
	}
	return &elsewhere{fmt.Sprintf("its network %s can't be reached from this machine, as with Docker Desktop or an engine elsewhere (%s): "+
		"publish the port and dial that without via", hosttext.Visible(n.Name), d.api.DaemonHost())}
}

// bridgeOf is the name of a network's interface on the engine's machine.
func bridgeOf(n network.Inspect) string {
	if name := n.Options["com.docker.network.bridge.name"]; name != "" {
		return name
	}
	return "br-" + n.ID[:min(12, len(n.ID))]
}

// neighbour tells whether an interface of ours is that of a container in the network.
func neighbour(n network.Inspect, i net.Interface, own netip.Prefix) bool {
	for _, c := range n.Containers {
		if c.IPv4Address == own && net.HardwareAddr(c.MacAddress).String() == i.HardwareAddr.String() {
			return true
		}
	}
	return false
}

// sameMachine is nil when the engine runs on this machine. A socket alone doesn't tell: it may be forwarded, and
// every machine with Docker has a docker0.
func (d *docker) sameMachine(ctx context.Context) error {
	r, err := d.api.Info(ctx, client.InfoOptions{})
	if err != nil {
		return err
	}
	ours, err := os.Hostname()
	if err != nil {
		return err
	}
	if ours != r.Info.Name {
		return &elsewhere{fmt.Sprintf("the engine runs on %s, and its networks can't be reached from this machine (%s): publish the port and dial that without via",
			hosttext.Visible(r.Info.Name), ours)}
	}
	return nil
}
