package value

import (
	"errors"
	"net/netip"
	"strings"
)

// A URL is an address of a server, a socket or a host, as ngx_parse_url reads it.
type URL struct {
	Unix     string     // path of a unix socket; Host is the path too
	Host     string     // with brackets for IPv6; "" for a port alone
	Addr     netip.Addr // the zero value: Host is a name, or it is a unix socket
	Port     int        // the default when none is written
	LastPort int        // of a range, else 0
	NoPort   bool       // none is written
	URI      string     // behind the host, when it may stand there
}

// A Use is what a URL is for.
type Use struct {
	Listen  bool // a port may stand alone, be a range, and "*" is every address
	URI     bool // a path may follow
	Default int  // port
}

// longestSocket is how long the path of a unix socket may be: sun_path without its zero byte.
const longestSocket = 107

// ParseURL reads a URL without a scheme. The error is NGINX's reason.
func ParseURL(text string, use Use) (URL, error) {
	switch {
	case len(text) >= 5 && strings.EqualFold(text[:5], "unix:"):
		return unix(text[5:], use)
	case strings.HasPrefix(text, "["):
		return inet6(text, use)
	}
	return inet(text, use)
}

func unix(path string, use Use) (URL, error) {
	var u URL
	if use.URI {
		path, u.URI, _ = strings.Cut(path, ":")
	}
	switch {
	case path == "":
		return u, errors.New("no path in the unix domain socket")
	case len(path) > longestSocket:
		return u, errors.New("too long path in the unix domain socket")
	}
	u.Unix, u.Host, u.NoPort = path, path, true
	return u, nil
}

func inet(text string, use Use) (URL, error) {
	u := URL{Port: use.Default}
	host := text
	if i := strings.IndexAny(text, "/?"); i >= 0 {
		if use.Listen || !use.URI {
			return u, errors.New("invalid host")
		}
		host, u.URI = text[:i], text[i:]
	}
	host, port, written := strings.Cut(host, ":")
	if written {
		if err := u.ports(port, use); err != nil {
			return u, err
		}
	} else {
		if alone, err := u.portAlone(host, use); alone || err != nil {
			return u, err
		}
		u.NoPort = true
	}
	if host == "" {
		return u, errors.New("no host")
	}
	u.Host = host
	if use.Listen && host == "*" {
		u.Addr = netip.IPv4Unspecified()
	} else if a, ok := IPv4(host); ok {
		u.Addr = a
	}
	return u, nil
}

// portAlone reads a socket that is a port or a range of ports.
func (u *URL) portAlone(text string, use Use) (bool, error) {
	if !use.Listen {
		return false, nil
	}
	first, last, ranged := strings.Cut(text, "-")
	if _, ok := Number(first); !ok {
		return false, nil
	}
	if _, ok := Number(last); ranged && !ok {
		return false, nil
	}
	u.Addr = netip.IPv4Unspecified()
	return true, u.ports(text, use)
}

// ports reads a port or, of a socket, a range.
func (u *URL) ports(text string, use Use) error {
	if first, last, ranged := strings.Cut(text, "-"); ranged && use.Listen {
		n, ok := Number(last)
		if !ok || n < 1 || n > 65535 {
			return errors.New("invalid port")
		}
		text, u.LastPort = first, int(n)
	}
	n, ok := Number(text)
	if !ok || n < 1 || n > 65535 {
		return errors.New("invalid port")
	}
	u.Port = int(n)
	if u.LastPort != 0 && u.Port > u.LastPort {
		return errors.New("invalid port range")
	}
	return nil
}

func inet6(text string, use Use) (URL, error) {
	u := URL{Port: use.Default}
	host, rest, closed := strings.Cut(text[1:], "]")
	if !closed {
		return u, errors.New("invalid host")
	}
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		if use.Listen || !use.URI {
			return u, errors.New("invalid host")
		}
		rest, u.URI = rest[:i], rest[i:]
	}
	switch {
	case rest == "":
		u.NoPort = true
	case rest[0] != ':':
		return u, errors.New("invalid host")
	default:
		if err := u.ports(rest[1:], use); err != nil {
			return u, err
		}
	}
	if host == "" {
		return u, errors.New("no host")
	}
	u.Host = "[" + host + "]"
	a, ok := IPv6(host)
	if !ok {
		return u, errors.New("invalid IPv6 address")
	}
	u.Addr = a
	return u, nil
}
