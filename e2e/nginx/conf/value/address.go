package value

import (
	"net/netip"
	"strings"
)

// IPv4 reads "1.2.3.4" (ngx_inet_addr): four numbers, of which one may be left out and is 0. The address of all ones
// reads as none.
func IPv4(text string) (netip.Addr, bool) {
	var bytes [4]byte
	octet, n := 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case '0' <= c && c <= '9':
			if octet = octet*10 + int(c-'0'); octet > 255 {
				return netip.Addr{}, false
			}
		case c == '.' && n < 3:
			bytes[n] = byte(octet)
			octet = 0
			n++
		default:
			return netip.Addr{}, false
		}
	}
	bytes[3] = byte(octet)
	return netip.AddrFrom4(bytes), n == 3 && bytes != [4]byte{255, 255, 255, 255}
}

// IPv6 reads an IPv6 address without brackets (ngx_inet6_addr).
func IPv6(text string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(text)
	return a, err == nil && a.Is6() && a.Zone() == ""
}

// Address reads an address of either kind.
func Address(text string) (netip.Addr, bool) {
	if a, ok := IPv4(text); ok {
		return a, true
	}
	return IPv6(text)
}

// CIDR reads an address with or without "/bits" (ngx_ptocidr). Bits behind the mask are dropped.
func CIDR(text string) (netip.Prefix, bool) {
	host, bits, mask := strings.Cut(text, "/")
	a, ok := Address(host)
	if !ok {
		return netip.Prefix{}, false
	}
	if !mask {
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	n, ok := Number(bits)
	if !ok || n > int64(a.BitLen()) {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, int(n)).Masked(), true
}

// IsAddressPort says whether the text is an address with or without a port (ngx_parse_addr_port).
func IsAddressPort(text string) bool {
	if _, ok := Address(text); ok {
		return true
	}
	var host, port string
	if strings.HasPrefix(text, "[") {
		var ok bool
		host, port, ok = strings.Cut(text[1:], "]")
		if !ok || !strings.HasPrefix(port, ":") {
			return false
		}
		port = port[1:]
	} else {
		host, port, _ = strings.Cut(text, ":")
	}
	n, ok := Number(port)
	if !ok || n < 1 || n > 65535 {
		return false
	}
	_, ok = Address(host)
	return ok
}
