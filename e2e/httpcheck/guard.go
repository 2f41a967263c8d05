package httpcheck

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// EscapeError is a request that would have left the endpoint: to a name it does
// not list. Nothing was sent.
type EscapeError struct {
	// Endpoint is its name.
	Endpoint string
	// Address is the name:port that was asked for.
	Address string
	// Allowed are the names of the endpoint with the addresses that stand for them.
	Allowed []string
}

func (e *EscapeError) Error() string {
	return fmt.Sprintf("%s is no name of endpoint %s, which has %s: nothing was sent there",
		e.Address, e.Endpoint, strings.Join(e.Allowed, ", "))
}

// WriteError is a method that may change something, on an endpoint that does not allow it.
type WriteError struct{ Endpoint, Method string }

func (e *WriteError) Error() string {
	return fmt.Sprintf("%s may change something, and endpoint %s does not allow writes: nothing was sent", e.Method, e.Endpoint)
}

// guard knows where each name of an endpoint is, and that there are no others.
// It is asked twice: by the recorder, since a pooled or proxied connection isn't
// dialled, and by the dialer, since nothing else sees every connection.
type guard struct {
	endpoint string
	writes   bool
	to       map[string]string // name:port → address, or "" for DNS
	proxy    string            // the proxy's own host:port
}

func newGuard(e Endpoint, home origin) (*guard, error) {
	g := &guard{endpoint: e.Name, writes: e.Writes, to: map[string]string{home.address(): ""}}
	own := false
	for _, key := range slices.Sorted(maps.Keys(e.Dial)) {
		name := home.address()
		if key != "" {
			var err error
			if name, err = normalAddress(key); err != nil {
				return nil, fmt.Errorf("dial: %w", err)
			}
		}
		if name == home.address() && own {
			return nil, fmt.Errorf("dial: %s is listed twice", name)
		}
		own = own || name == home.address()
		if to := e.Dial[key]; to != "" {
			if _, err := normalAddress(to); err != nil {
				return nil, fmt.Errorf("dial: %s: %w", orOwn(key), err)
			}
		}
		g.to[name] = e.Dial[key]
	}
	return g, g.farSide(e)
}

// farSide refuses names where another machine would resolve them.
func (g *guard) farSide(e Endpoint) error {
	if e.DialContext == nil {
		return nil
	}
	for name, to := range g.to {
		if to == "" {
			to = name
		}
		if _, err := netip.ParseAddrPort(to); err != nil {
			return fmt.Errorf("dial: %s would be resolved on the far side: give an ip:port for it", to)
		}
	}
	return nil
}

// address says what to dial for name:port.
func (g *guard) address(name string) (string, error) {
	if g.proxy != "" && name == g.proxy {
		return name, nil
	}
	normal, err := normalAddress(name)
	if err != nil {
		return "", err
	}
	to, ok := g.to[normal]
	if !ok {
		return "", g.escape(normal)
	}
	if to == "" {
		return normal, nil
	}
	return to, nil
}

func (g *guard) escape(address string) error {
	e := &EscapeError{Endpoint: g.endpoint, Address: address}
	for _, name := range slices.Sorted(maps.Keys(g.to)) {
		to := g.to[name]
		if to == "" {
			to = "DNS"
		}
		e.Allowed = append(e.Allowed, name+" → "+to)
	}
	return e
}

// allow is the recorder's question.
func (g *guard) allow(method string, to origin) error {
	if _, ok := g.to[to.address()]; !ok {
		return g.escape(to.address())
	}
	if !g.writes && !safe(method) {
		return &WriteError{Endpoint: g.endpoint, Method: method}
	}
	return nil
}

// safe says whether a method promises to change nothing (RFC 9110, 9.2.1).
func safe(method string) bool {
	return slices.Contains([]string{"GET", "HEAD", "OPTIONS", "TRACE"}, method)
}

func isEscape(err error) bool {
	var e *EscapeError
	return errors.As(err, &e)
}

// placed gives a connection the address that was dialled, for a dialer whose
// connections don't know theirs (SSH says 0.0.0.0:0).
type placed struct {
	net.Conn
	at net.Addr
}

func (p placed) RemoteAddr() net.Addr { return p.at }

// proxyAddress is the host:port that net/http dials for a proxy.
func proxyAddress(proxy string) string {
	u, err := url.Parse(proxy)
	if proxy == "" || err != nil {
		return ""
	}
	o, err := parseOrigin(u.Scheme, u.Host)
	if err != nil {
		return ""
	}
	return o.address()
}
