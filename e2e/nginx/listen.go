package nginx

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A Listen is one socket a server listens on.
type Listen struct {
	Address string // "*" for every IPv4 address, "::" for every IPv6 one, an address, or "unix:/path"
	Port    string // "" for a unix socket
	Default bool   // default_server
	TLS     bool
	At      conf.Position
}

// socket is the address and port that make two listens one socket.
func (l Listen) socket() string {
	if l.Port == "" {
		return l.Address
	}
	return l.Address + ":" + l.Port
}

// listens reads the listen directives of a server; without any it is "*:80" for root.
func listens(server *conf.Directive) []Listen {
	var out []Listen
	server.Each("listen", func(d *conf.Directive) {
		if len(d.Args) == 0 {
			return
		}
		l := endpoint(d.Args[0].Text)
		l.At = d.At
		for _, option := range d.Texts()[1:] {
			switch option {
			case "default_server", "default":
				l.Default = true
			case "ssl", "quic":
				l.TLS = true
			}
		}
		out = append(out, l)
	})
	if out == nil {
		out = []Listen{{Address: "*", Port: "80", At: server.At}}
	}
	return out
}

// endpoint reads "80", "*:80", "1.2.3.4", "1.2.3.4:80", "[::]:80", "name:80", "unix:/path".
func endpoint(text string) Listen {
	switch {
	case strings.HasPrefix(text, "unix:"):
		return Listen{Address: text}
	case strings.HasPrefix(text, "["):
		address, port, _ := strings.Cut(text[1:], "]")
		return Listen{Address: address, Port: orPort(strings.TrimPrefix(port, ":"))}
	case strings.Trim(text, "0123456789") == "":
		return Listen{Address: "*", Port: text}
	}
	address, port, _ := strings.Cut(text, ":")
	if address == "0.0.0.0" {
		address = "*"
	}
	if address == "localhost" {
		address = "127.0.0.1"
	}
	return Listen{Address: address, Port: orPort(port)}
}

func orPort(port string) string {
	if port == "" {
		return "80"
	}
	return port
}
