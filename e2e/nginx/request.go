package nginx

import "strings"

// A Request is what NGINX chooses by. What hangs on what is not known of it makes ways of its own.
type Request struct {
	Method string // as sent; "" is GET
	Scheme string // "http" or "https"; "" is http. It tells the port where Local does not
	Target string // as on the request line: "/a%20b?q=1", or the absolute form
	Host   string // the Host header as sent, "" when NoHost
	NoHost bool   // there is no Host header
	Old    bool   // the request is HTTP/1.0, which needs no Host
	Local  string // "address:port" that was dialled; ":port" when only the port is known; "" by Scheme

	Client string            // address of the client; "" when not known
	Header map[string]string // other headers, names in lower case: all that are sent; nil when none is known
}

// port is the port that was dialled.
func (q Request) port() string {
	if _, port, ok := cutLast(q.Local, ":"); ok {
		return port
	}
	if q.Scheme == "https" {
		return "443"
	}
	return "80"
}

// address is the address that was dialled, or "" when only the port is known.
func (q Request) address() string {
	address, _, _ := cutLast(q.Local, ":")
	return strings.Trim(address, "[]")
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
