package conf

import (
	"errors"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// errLater says that later versions of NGINX take a parameter.
var errLater = errors.New("a parameter of later versions")

// errParameter is NGINX's word for a parameter that it does not know.
var errParameter = errors.New("invalid parameter")

// read takes one parameter of a listen directive. Most of them count for the socket, and may be said once of it.
func (o *listenOptions) read(text string) error {
	switch {
	case text == "default_server" || text == "default":
		o.standard = true
		return nil
	case text == "ssl":
		o.tls = true
		return nil
	case text == "http2" || text == "proxy_protocol" || strings.HasPrefix(text, "accept_filter="):
		return nil
	case text == "quic" || text == "multipath":
		return errLater
	}
	o.set = true
	switch {
	case slices.Contains([]string{"bind", "deferred", "reuseport", "ipv6only=on", "ipv6only=off", "so_keepalive=on", "so_keepalive=off"}, text):
		return nil
	case strings.HasPrefix(text, "ipv6only=o"):
		return errors.New("invalid ipv6only flags")
	}
	name, what, _ := strings.Cut(text, "=")
	switch name + "=" {
	case "backlog=":
		if n, ok := value.Number(what); !ok || n == 0 {
			return errors.New("invalid backlog")
		}
	case "fastopen=":
		if _, ok := value.Number(what); !ok {
			return errors.New("invalid fastopen")
		}
	case "rcvbuf=", "sndbuf=":
		if _, ok := value.Size(what); !ok {
			return errors.New("invalid " + name)
		}
	case "so_keepalive=":
		return keepalive(what)
	default:
		return errParameter
	}
	if !strings.Contains(text, "=") {
		return errParameter
	}
	return nil
}

// keepalive reads "idle:interval:count", each of which may be left out, but not all.
func keepalive(text string) error {
	parts := strings.SplitN(text, ":", 3)
	some := false
	for i, part := range parts {
		if part == "" {
			continue
		}
		read := value.Seconds
		if i == 2 {
			read = value.Number
		}
		n, ok := read(part)
		if !ok {
			return errors.New("invalid so_keepalive value")
		}
		some = some || n != 0
	}
	if !some {
		return errors.New("invalid so_keepalive value")
	}
	return nil
}
