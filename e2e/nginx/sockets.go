package nginx

import (
	"slices"
	"strings"
)

// ordered are the sockets of a port, those of every address first.
func (m *Model) ordered(port string) []*socket {
	var out []*socket
	for _, k := range m.sockets {
		if k.listen.Port == port {
			out = append(out, k)
		}
	}
	slices.SortFunc(out, func(a, b *socket) int {
		if d := breadth(a.listen.Address) - breadth(b.listen.Address); d != 0 {
			return d
		}
		return strings.Compare(a.listen.Address, b.listen.Address)
	})
	return out
}

// breadth orders addresses from every IPv4 one to a single one.
func breadth(address string) int {
	switch address {
	case "*":
		return 0
	case "::":
		return 1
	}
	return 2
}

func ipv6(address string) bool { return strings.Contains(address, ":") }

// same says whether two sockets have the same servers in the same order, and the same default one.
func (k *socket) same(o *socket) bool {
	return k.standard == o.standard && slices.Equal(k.servers, o.servers)
}
