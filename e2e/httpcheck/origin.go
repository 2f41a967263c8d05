package httpcheck

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// origin is scheme, name and port: what connections, credentials and the guard
// go by.
type origin struct{ scheme, name, port string }

// names maps a name as DNS lookups do, but takes the underscores that internal names have.
var names = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// normalName gives the one spelling of a name: lower case, no trailing dot,
// punycode. Dialling and Host would else see different names.
func normalName(name string) (string, error) {
	if ip, err := netip.ParseAddr(name); err == nil && ip.Zone() == "" { // Host cannot say a zone
		return ip.String(), nil
	}
	ascii, err := names.ToASCII(strings.TrimSuffix(name, "."))
	if err != nil {
		return "", fmt.Errorf("%q is not a name: %w", name, err)
	}
	ascii = strings.TrimSuffix(ascii, ".") // of "example.com。"
	if ascii == "" {
		return "", fmt.Errorf("%q is not a name: it is empty", name)
	}
	if strings.HasPrefix(ascii, ".") || strings.HasSuffix(ascii, ".") || strings.Contains(ascii, "..") {
		return "", fmt.Errorf("%q is not a name: a part of it is empty", name)
	}
	for i := 0; i < len(ascii); i++ {
		if c := ascii[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`"#%/:<>?@[\]^{|}`+"`", c) >= 0 {
			return "", fmt.Errorf("%q is not a name: it has %q", name, c)
		}
	}
	return ascii, nil
}

func defaultPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// parseOrigin reads what stands between "scheme://" and the path.
func parseOrigin(scheme, authority string) (origin, error) {
	scheme = strings.ToLower(scheme)
	if scheme != "http" && scheme != "https" {
		return origin{}, fmt.Errorf("%q is neither http nor https", scheme)
	}
	name, port := authority, ""
	if i := strings.LastIndexByte(authority, ':'); i >= 0 && !strings.HasSuffix(authority, "]") {
		name, port = authority[:i], authority[i+1:]
	}
	if strings.HasPrefix(name, "[") && strings.HasSuffix(name, "]") {
		name = name[1 : len(name)-1]
		if ip, err := netip.ParseAddr(name); err != nil || !ip.Is6() {
			return origin{}, fmt.Errorf("%q is not an IPv6 address", name)
		}
	}
	if port == "" {
		port = defaultPort(scheme)
	}
	port, err := normalPort(port)
	if err != nil {
		return origin{}, err
	}
	name, err = normalName(name)
	return origin{scheme, name, port}, err
}

func normalPort(port string) (string, error) {
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return "", fmt.Errorf("%q is not a port", port)
	}
	return strconv.FormatUint(n, 10), nil
}

// parseEndpointURL reads an endpoint's URL, which has no path: the paths are the checks'.
func parseEndpointURL(s string) (origin, error) {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return origin{}, fmt.Errorf("url: %q is not like https://www.example.com", s)
	}
	rest = strings.TrimSuffix(rest, "/")
	if i := strings.IndexAny(rest, "/?#@"); i >= 0 {
		return origin{}, fmt.Errorf("url: %q has more than scheme, name and port: %q", s, rest[i:])
	}
	o, err := parseOrigin(scheme, rest)
	if err != nil {
		return origin{}, fmt.Errorf("url: %w", err)
	}
	return o, nil
}

// address is "name:port", the form in which dialling and the guard know it.
func (o origin) address() string { return net.JoinHostPort(o.name, o.port) }

// host is what Host says: without the scheme's own port, as browsers and curl send it.
func (o origin) host() string {
	if o.port != defaultPort(o.scheme) {
		return o.address()
	}
	if strings.Contains(o.name, ":") {
		return "[" + o.name + "]"
	}
	return o.name
}

func (o origin) String() string { return o.scheme + "://" + o.host() }

// normalAddress gives "name:port" its one spelling.
func normalAddress(address string) (string, error) {
	name, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", fmt.Errorf("%q is not like name:port", address)
	}
	if port, err = normalPort(port); err != nil {
		return "", err
	}
	if name, err = normalName(name); err != nil {
		return "", err
	}
	return net.JoinHostPort(name, port), nil
}
