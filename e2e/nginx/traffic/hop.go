package traffic

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// OfHop makes a request of one that was sent, with the header lines as they were written. By which address and port it
// came in, who knows the way there says: Local is left empty, and so is Client.
func OfHop(h *httpcheck.Hop) nginx.Request {
	scheme, rest, _ := strings.Cut(h.URL, "://")
	q := nginx.Request{Method: h.Method, Scheme: scheme, Target: h.Target}
	q.Host, _, _ = strings.Cut(rest, "/")
	if len(h.Sent) == 0 {
		return q
	}
	q.Header = map[string]string{}
	for _, l := range h.Sent {
		name := strings.ToLower(l.Name)
		switch {
		case name == "host" || name == ":authority":
			q.Host = l.Value
		case strings.HasPrefix(name, ":"): // HTTP/2's request line
		default:
			Join(q.Header, name, l.Value)
		}
	}
	return q
}

// Join puts a header line to those of its name.
func Join(to map[string]string, name, value string) {
	switch {
	case to[name] == "":
		to[name] = value
	case name == "cookie": // HTTP/2 may split it (RFC 9113, 8.2.3)
		to[name] += "; " + value
	default:
		to[name] += ", " + value
	}
}

// Unsent says whether a hop without an answer was never sent, as it was refused here.
func Unsent(f *httpcheck.Failure) bool {
	if f == nil {
		return false
	}
	switch f.Kind {
	case httpcheck.BadRequest, httpcheck.Escape, httpcheck.Writes, httpcheck.Redirects:
		return true
	}
	return false
}
