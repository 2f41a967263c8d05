package fact

import (
	"os"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport/local"
)

func TestKernelParamsOfThisMachine(t *testing.T) {
	ask := func(key string) Ask { return Ask{Table: "kernel-param", Key: key} }
	s := collect(t, local.Open(), ask("kernel.ostype"), ask("net/ipv4/ip_local_port_range"), ask("kernel.nothing"), ask("kernel"))
	want, err := os.ReadFile("/proc/sys/kernel/ostype")
	if err != nil {
		t.Fatal(err)
	}
	if row, found, err := KernelParams.Look(s, "kernel.ostype"); err != nil || !found || row.Value != strings.TrimSpace(string(want)) {
		t.Errorf("ostype %+v %v %v", row, found, err)
	}
	if row, found, err := KernelParams.Look(s, "net/ipv4/ip_local_port_range"); err != nil || !found || len(strings.Split(row.Value, " ")) != 2 {
		t.Errorf("port range %+v %v %v", row, found, err)
	}
	for _, key := range []string{"kernel.nothing", "kernel"} {
		if _, found, err := KernelParams.Look(s, key); err != nil || found {
			t.Errorf("%s: found %v, %v", key, found, err)
		}
	}
}

func TestKernelParamNames(t *testing.T) {
	for key, path := range map[string]string{
		"net.core.somaxconn":              "/proc/sys/net/core/somaxconn",
		"net/core/somaxconn":              "/proc/sys/net/core/somaxconn",
		"net.ipv4.conf.eth0/1.forwarding": "/proc/sys/net/ipv4/conf/eth0.1/forwarding",
		"net/ipv4/conf/eth0.1/forwarding": "/proc/sys/net/ipv4/conf/eth0.1/forwarding",
	} {
		if got := paramPath(key); got != path || checkParam(Ask{Key: key}) != nil {
			t.Errorf("%s is %s, want %s", key, got, path)
		}
	}
	for _, key := range []string{"", "../etc/passwd", "a/../b", "a b", "a*", "a;b", "/abs"} {
		if checkParam(Ask{Key: key}) == nil {
			t.Errorf("%q is taken", key)
		}
	}
}

func FuzzKernelParams(f *testing.F) {
	f.Add([]byte("is\n=1\n.\nno\n"))
	f.Add([]byte("cannot x\nis\n=1\n=2\n.\n"))
	f.Fuzz(func(t *testing.T, out []byte) {
		rows, err := parseParams([]string{"a", "b"}, out)
		if err == nil && len(rows) != 2 {
			t.Errorf("%d rows of 2", len(rows))
		}
	})
}
