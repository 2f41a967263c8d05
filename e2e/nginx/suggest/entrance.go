package suggest

import (
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
	"github.com/fleetspec/fleetspec/e2e/nginx/suggest/language"
)

// An Entrance is a way to a server: a name on a socket.
type Entrance struct {
	Scheme, Host string
	Local        string // "address:port" to dial, or ":port" for any address
	Hidden       bool   // Local is an address that none of the sockets of this port names
	NoHost       bool   // by HTTP/1.0 without a Host header, which no check can send
}

// mostEntrances bounds how many ways to a server are tried.
const mostEntrances = 8

// other is an address that no configuration names (RFC 5737).
const other = "192.0.2.1"

// entrances are ways to a server that surely lead there, the plainest names first.
func (f *finder) entrances(s *nginx.Server) []Entrance {
	var all []Entrance
	hosts := []string{f.Host}
	if f.Host == "" {
		hosts = append(names(s), "")
	}
	for _, host := range hosts {
		for _, l := range s.Listens {
			if e, ok := f.entrance(s, l, host); ok && !slices.Contains(all, e) && len(all) < mostEntrances && (!e.NoHost || all == nil) {
				all = append(all, e)
			}
		}
	}
	return all
}

// entrance is the one by a name, "" for none, and a listen, if it leads to the server.
func (f *finder) entrance(s *nginx.Server, l nginx.Listen, host string) (Entrance, bool) {
	e := Entrance{Scheme: "http", Host: host, NoHost: host == ""}
	if l.TLS {
		e.Scheme = "https"
	}
	if f.Scheme != "" && f.Scheme != e.Scheme {
		return e, false
	}
	for _, e.Local = range f.locals(l) {
		e.Hidden = strings.HasPrefix(e.Local, other)
		got, err := f.model.Enter(f.request(e, "GET", "/"))
		if err == nil && got.Server == s && got.Bad == "" && got.Doubt == "" {
			return e, true
		}
	}
	return e, false
}

// locals are where a listen may be dialled.
func (f *finder) locals(l nginx.Listen) []string {
	switch {
	case l.Port == "":
		return nil
	case l.Address != "*" && l.Address != "::" && strings.Contains(l.Address, ":"):
		return []string{"[" + l.Address + "]:" + l.Port}
	case l.Address != "*" && l.Address != "::":
		return []string{l.Address + ":" + l.Port}
	}
	all := []string{":" + l.Port}
	for _, a := range f.Addresses {
		all = append(all, a+":"+l.Port)
	}
	if f.Addresses == nil {
		all = append(all, other+":"+l.Port)
	}
	return all
}

// names are host names that may choose a server, those of its server_name first, then some that no server should have.
func names(s *nginx.Server) []string {
	var exact, made, odd []string
	for _, n := range s.Names {
		switch {
		case n == "":
		case strings.HasPrefix(n, "~"):
			made = append(made, matching(n[1:])...)
		case strings.HasPrefix(n, "*."):
			made = append(made, "www"+n[1:], "any"+n[1:], "x.any"+n[1:])
		case strings.HasPrefix(n, "."):
			exact, made = append(exact, n[1:]), append(made, "www"+n, "any"+n)
		case strings.HasSuffix(n, ".*"):
			made = append(made, n[:len(n)-1]+"example", n[:len(n)-1]+"test")
		case strings.Trim(pattern.Lower(n), "abcdefghijklmnopqrstuvwxyz0123456789.-") != "":
			odd = append(odd, n)
		default:
			exact = append(exact, n)
		}
	}
	return slices.Concat(exact, made, []string{"localhost", "no-server-has-this.invalid", other}, odd)
}

// matching are host names that a regex matches.
func matching(regex string) []string {
	s := language.New()
	t, _, err := s.Regex(regex, pattern.Lower(regex) != regex)
	if err != nil {
		return nil
	}
	label, _, _ := s.Regex(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z`, false)
	t = s.And(t, label)
	var all []string
	for range 4 {
		name, answer := s.Shortest(t, most)
		if answer != language.Found {
			break
		}
		all = append(all, name)
		t = s.And(t, s.Not(s.Text(name)))
	}
	return all
}
