package httpcheck

import (
	"context"
	"net"
	"testing"
)

// What ends a body is known from its length or its chunks; else it has to be a connection that tells an end from a reset.
func TestWhetherABodyIsWhole(t *testing.T) {
	for name, s := range map[string]struct {
		says, method string
		far          bool // only when it is far, and not otherwise
	}{
		"no length":              {"HTTP/1.1 200 OK\r\n\r\nabc", "GET", true},
		"no length, HTTP/1.0":    {"HTTP/1.0 200 OK\r\n\r\nabc", "GET", true},
		"no length, and nothing": {"HTTP/1.1 200 OK\r\n\r\n", "GET", true},
		"a length":               {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "GET", false},
		"chunks":                 {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "GET", false},
		"no body can come":       {"HTTP/1.1 204 No Content\r\n\r\n", "GET", false},
		"no body was asked for":  {"HTTP/1.1 200 OK\r\n\r\n", "HEAD", false},
	} {
		srv := serveRaw(t, head(s.says))
		far := func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, srv.addr)
		}
		for way, e := range map[string]Endpoint{"here": {}, "direct": {DialContext: far, Direct: true}, "far": {DialContext: far, Via: "target web"}} {
			h := do(t, client(t, e, srv.addr), Request{Method: s.method}).Last()
			if got, want := h.Unproven != nil, s.far && way == "far"; h.Status == 0 || got != want {
				t.Errorf("%s, %s: status %d, %v", name, way, h.Status, h.Unproven)
			}
		}
	}
}
