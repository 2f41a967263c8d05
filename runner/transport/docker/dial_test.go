package docker

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/moby/moby/api/types/network"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

// Into a container's network: its own address and its neighbours', and nothing that only looks like them.
func TestDial(t *testing.T) {
	id, neighbour := transporttest.Start(t, transporttest.Busybox), transporttest.Start(t, transporttest.Busybox)
	for _, c := range []string{id, neighbour} {
		transporttest.Docker(t, nil, "exec", "-d", c, "/bin/sh", "-c", "while :; do echo hello | /bin/busybox nc -l -p 80; done")
	}
	open := func(id string) (transport.Transport, transport.Dialer, netip.Addr) {
		c, err := Open(t.Context(), Config{Container: id})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		home, err := c.(transport.Dialer).Home(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return c, c.(transport.Dialer), home
	}
	_, d, home := open(id)
	_, _, other := open(neighbour)
	port := func(a netip.Addr, p string) string { return net.JoinHostPort(a.String(), p) }
	for name, to := range map[string]string{"its own": port(home, "80"), "a neighbour's": port(other, "80")} {
		conn, err := d.DialContext(t.Context(), "tcp", to)
		for n := 0; err != nil && n < 50; n++ { // until nc listens
			time.Sleep(50 * time.Millisecond)
			conn, err = d.DialContext(t.Context(), "tcp", to)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if said, err := io.ReadAll(conn); err != nil || string(said) != "hello\n" || conn.RemoteAddr().String() != to {
			t.Errorf("%s: %q %v from %s", name, said, err, conn.RemoteAddr())
		}
	}
	fails := func(name, to string, kind transport.Kind, refused bool, says string) {
		t.Helper()
		_, err := d.DialContext(t.Context(), "tcp", to)
		var e *transport.Error
		if !errors.As(err, &e) || e.Kind != kind || errors.Is(err, syscall.ECONNREFUSED) != refused || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %s: %s", name, err, kind, says)
		}
	}
	fails("nobody listens", port(home, "9"), transport.Unreachable, true, "connection refused")
	fails("its loopback", "127.0.0.1:80", transport.Config, false, "nothing outside of it reaches: let it listen on "+home.String())
	fails("another network", "192.0.2.7:80", transport.Config, false, "in none of its networks")
	fails("a name", "localhost:80", transport.Config, false, "give an ip:port")
	if out, err := exec.Command("docker", "stop", "-t", "0", id).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	// Its address may be another's by now.
	fails("it has ended", port(home, "80"), transport.Unreachable, false, "the container is not running")
}

// Only an interface that is surely the network's counts as its way in.
func TestNetworksOfThisMachine(t *testing.T) {
	own := netip.MustParsePrefix("172.17.0.3/16")
	mac := net.HardwareAddr{2, 0x42, 0xac, 0x11, 0, 3}
	n := network.Inspect{Network: network.Network{ID: "0123456789abcdef"}, Containers: map[string]network.EndpointResource{"c": {IPv4Address: own, MacAddress: network.HardwareAddr(mac)}}}
	if got := bridgeOf(n); got != "br-0123456789ab" {
		t.Errorf("a bridge is called %s", got)
	}
	n.Options = map[string]string{"com.docker.network.bridge.name": "docker0"}
	if got := bridgeOf(n); got != "docker0" {
		t.Errorf("the default bridge is called %s", got)
	}
	for name, c := range map[string]struct {
		mac  net.HardwareAddr
		own  string
		want bool
	}{
		"a container's interface":            {mac, "172.17.0.3/16", true},
		"the same address elsewhere":         {net.HardwareAddr{2, 0x42, 0xac, 0x11, 0, 4}, "172.17.0.3/16", false},
		"another address of the same subnet": {mac, "172.17.0.4/16", false},
	} {
		if got := neighbour(n, net.Interface{HardwareAddr: c.mac}, netip.MustParsePrefix(c.own)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
