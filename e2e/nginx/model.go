package nginx

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

// A Model is a configuration ready to be asked. It is safe for concurrent use.
type Model struct {
	Servers []*Server // in the order of the configuration
	Config  *conf.Config

	sockets map[string]*socket // by Listen.socket
	table   *table             // its variables
}

// A socket is what is listened on, with the servers that share it.
type socket struct {
	listen   Listen
	servers  []*Server
	standard *Server // default_server, else the first
	names    names
}

// New makes a model of a configuration. The error is a *conf.Error with the place.
func New(c *conf.Config) (*Model, error) {
	m := &Model{Config: c, sockets: map[string]*socket{}}
	var err error
	c.Main.Each("http", func(http *conf.Directive) {
		http.Each("server", func(block *conf.Directive) {
			s, why := newServer(block, http)
			if why == nil {
				why = m.join(s)
			}
			if why != nil && err == nil {
				err = why
			}
			m.Servers = append(m.Servers, s)
		})
	})
	if err != nil {
		return m, err
	}
	return m, m.prepare()
}

// join puts a server on its sockets.
func (m *Model) join(s *Server) error {
	for _, l := range s.Listens {
		k := m.sockets[l.socket()]
		if k == nil {
			k = &socket{listen: l, standard: s, names: newNames()}
			m.sockets[l.socket()] = k
		}
		if l.Default {
			k.standard = s
		}
		k.servers = append(k.servers, s)
		if err := k.names.add(s); err != nil {
			return err
		}
	}
	return nil
}

// An Entry is where a request comes in: the server, the URI that locations are compared with, and the location.
type Entry struct {
	Server *Server
	URI    string // decoded and normalised
	Args   string
	Raw    string // as sent, for $request_uri
	Choice Choice
	Bad    string // NGINX answers 400 for this reason, and no location is entered
	Doubt  string // why another server could be meant; "" when there is one answer

	host string          // the name that chose the server, "" where none did
	by   *pattern.Regexp // that the name matched
}

// Enter chooses the server of a request and the location it enters. It does not run what the server does before it
// chooses (see [Model.Ways]). An error says that a regex could not be run to its end.
func (m *Model) Enter(q Request) (Entry, error) {
	e, err := m.accept(q)
	if err != nil || e.Server == nil || e.Bad != "" {
		return e, err
	}
	e.Choice, err = e.Server.inside.find(e.URI, true)
	return e, err
}

// accept chooses the server and takes the target apart.
func (m *Model) accept(q Request) (Entry, error) {
	k, doubt := m.socket(q)
	if k == nil {
		return Entry{Bad: "no server listens on port " + q.port()}, nil
	}
	e := Entry{Server: k.standard, Doubt: doubt}
	chosen := k.standard
	host, bad := q.host()
	if bad == "" || q.NoHost {
		s, by, err := k.names.find(host)
		if err != nil {
			return e, err
		}
		if s != nil {
			chosen = s
		}
		e.host, e.by = host, by
	}
	t := split(q.Target, k.first(q, chosen).merge)
	e.URI, e.Args, e.Raw = t.uri, t.args, t.raw
	switch {
	case strings.Trim(q.Method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-") != "":
		e = Entry{Server: k.first(q, chosen), Doubt: doubt, Bad: "method " + q.Method}
	case t.bad != "": // NGINX reads the request line before Host
		e.Server, e.host, e.by, e.Bad = k.first(q, chosen), "", nil, t.bad
	case bad != "":
		e.Server, e.Bad = chosen, bad
	default:
		e.Server = chosen
	}
	return e, nil
}

// first is the server whose merge_slashes holds: NGINX takes the URI apart before it reads Host, so the default one; over
// TLS the one that the name in the handshake chose, which is taken to be the same as in Host.
func (k *socket) first(q Request, chosen *Server) *Server {
	if q.Scheme == "https" {
		return chosen
	}
	return k.standard
}

// host is the name that chooses the server: that of the absolute form, else of the Host header.
func (q Request) host() (name, bad string) {
	absolute := split(q.Target, true).host
	if q.NoHost {
		if !q.Old {
			return "", "HTTP/1.1 without Host"
		}
		if absolute == "" {
			return "", ""
		}
	} else {
		var ok bool
		if name, ok = hostName(q.Host); !ok {
			return "", "invalid Host header"
		}
	}
	if absolute != "" {
		var ok bool
		if name, ok = hostName(absolute); !ok {
			return "", "invalid host in the request line"
		}
	}
	return name, ""
}

// socket is the one the request comes in by. A socket of an address hides "*" for that address. Where only the port is
// known and sockets differ, the widest is taken and the doubt is said.
func (m *Model) socket(q Request) (*socket, string) {
	port, address := q.port(), q.address()
	if address != "" {
		wide := "*"
		if ipv6(address) {
			wide = "::"
		}
		for _, a := range []string{address, wide, "::"} {
			if without.hiding && m.sockets[Listen{Address: wide, Port: port}.socket()] != nil {
				a = wide
			}
			if k := m.sockets[Listen{Address: a, Port: port}.socket()]; k != nil {
				return k, ""
			}
		}
		return nil, ""
	}
	var found *socket
	doubt := ""
	for _, k := range m.ordered(port) {
		if found != nil && !found.same(k) {
			doubt = "the address that is dialled is not known, and " + found.listen.socket() + " and " + k.listen.socket() + " have other servers, or another default"
		}
		if found == nil {
			found = k
		}
	}
	return found, doubt
}
