package conf

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// A listening is one socket of the configuration, with what the listen directives say of it.
type listening struct {
	port     string     // and family
	options  *Directive // the one that has options that count for the socket
	standard *Directive // the default_server
	servers  []*level
	first    *level // the default one
	tls      bool
	wildcard bool
}

// serverBlock judges a server of http.
func (k *checker) serverBlock(l *level, d *Directive) {
	n := k.enter(l, d, inServer, nil)
	k.servers = append(k.servers, n)
	if n.seen["listen"] == nil {
		k.socket(n, d, netip.IPv4Unspecified(), "", 80, listenOptions{})
	}
}

// listenOptions are what a listen directive says.
type listenOptions struct{ set, standard, tls bool }

// listen judges a listen directive and adds its sockets.
func (k *checker) listen(l *level, d *Directive) {
	w := d.Args[0]
	u, err := value.ParseURL(w.Text, value.Use{Listen: true, Default: 80})
	if err != nil {
		k.refuse(w.At, "%v in %q of the \"listen\" directive", err, w.Text)
		return
	}
	var o listenOptions
	for _, w := range d.Args[1:] {
		if err := o.read(w.Text); err != nil {
			if errors.Is(err, errLater) {
				k.later(w.At, "invalid parameter %q of the \"listen\" directive", w.Text)
				continue
			}
			k.refuse(w.At, "%v %q of the \"listen\" directive", err, w.Text)
			return
		}
	}
	name := u.Unix
	if name == "" && !u.Addr.IsValid() {
		name = u.Host
	}
	if u.Unix != "" {
		u.Port = 0
	}
	for port := u.Port; port <= max(u.Port, u.LastPort); port++ {
		if !k.socket(l, d, u.Addr, name, port, o) {
			return
		}
	}
}

// socket adds a server to a socket. name is of what has no address.
func (k *checker) socket(l *level, d *Directive, addr netip.Addr, name string, port int, o listenOptions) bool {
	key := fmt.Sprintf("%s:%d", name, port)
	if addr.IsValid() {
		key = netip.AddrPortFrom(addr, uint16(port)).String()
	}
	s := k.byKey[key]
	if s == nil {
		s = &listening{first: l, wildcard: addr.IsValid() && addr.IsUnspecified()}
		s.port = fmt.Sprint(port, addr.Is6())
		k.byKey[key] = s
		k.sockets = append(k.sockets, s)
	}
	for _, have := range s.servers {
		if have == l {
			k.refuse(d.At, "a duplicate listen %s", key)
			return false
		}
	}
	if o.set && s.options != nil {
		k.refuse(d.At, "duplicate listen options for %s: they stand at %s", key, s.options.At)
		return false
	}
	if o.standard && s.standard != nil {
		k.refuse(d.At, "a duplicate default server for %s: it stands at %s", key, s.standard.At)
		return false
	}
	s.servers = append(s.servers, l)
	s.tls = s.tls || o.tls
	if o.set {
		s.options = d
	}
	if o.standard {
		s.standard, s.first = d, l
	}
	return true
}

// serverName judges names of a server.
func (k *checker) serverName(_ *level, d *Directive) {
	for _, w := range d.Args {
		switch text := w.Text; {
		case strings.HasPrefix(text, "*") && (len(text) < 3 || text[1] != '.'), text == ".":
			k.refuse(w.At, "server name %q is invalid", text)
			return
		case text == "~":
			k.refuse(w.At, "empty regex in server name %q", text)
			return
		case strings.HasPrefix(text, "~"):
			capital := strings.ContainsFunc(text, func(r rune) bool { return 'A' <= r && r <= 'Z' })
			if k.regex(w.At, text[1:], capital) == nil {
				return
			}
		}
	}
}
