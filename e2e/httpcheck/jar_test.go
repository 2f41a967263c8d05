package httpcheck

import (
	"net"
	"strings"
	"testing"
	"time"
)

// A cookie comes back as it was set, byte for byte, whatever net/http thinks of it.
func TestACookieComesBackAsItWasSet(t *testing.T) {
	for _, pair := range []string{`a=b c,d`, `q="a b"`, "a=\xe3\x81\x82", "a=\x83\x5c", `a[x]={"k":[1,2]}`, `a=b\c`, "a=", "=v", "plain", "é=1", "a=b=c"} {
		srv := serveRaw(t, func(c net.Conn, request []byte) {
			head("HTTP/1.1 200 OK\r\nSet-Cookie: "+pair+"; Path=/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")(c, request)
		})
		c := client(t, Endpoint{}, srv.addr)
		want := strings.TrimPrefix(pair, "=") // browsers send one without a name so
		for range 2 {
			ok(t, c, Request{User: "ann"})
		}
		if got := string(srv.requests()[1]); !strings.Contains(got, "\r\nCookie: "+want+"\r\n") {
			t.Errorf("%q: %q", pair, got)
		}
	}
}

// How long a cookie lives is told by the clock of who set it.
func TestACookieLivesByTheServersClock(t *testing.T) {
	home := origin{"https", "www.example.com", "443"}
	for name, c := range map[string]struct {
		date, expires string
		kept          bool
	}{
		"ahead, an hour on":              {"Tue, 25 Nov 2036 12:00:00 GMT", "Tue, 25 Nov 2036 13:00:00 GMT", true},
		"ahead, deleted by its own":      {"Tue, 25 Nov 2036 12:00:00 GMT", "Fri, 25 Nov 2033 12:00:00 GMT", false},
		"behind, an hour on":             {"Wed, 25 Nov 2020 12:00:00 GMT", "Wed, 25 Nov 2020 13:00:00 GMT", true},
		"behind, deleted by both":        {"Wed, 25 Nov 2020 12:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", false},
		"behind, at once":                {"Wed, 25 Nov 2020 12:00:00 GMT", "Wed, 25 Nov 2020 12:00:00 GMT", false},
		"behind, no date: the session's": {"Wed, 25 Nov 2020 12:00:00 GMT", "0", true},
	} {
		date, err := time.Parse(time.RFC1123, c.date)
		if err != nil {
			t.Fatal(err)
		}
		j := &jar{held: map[cookieKey]kept{}}
		j.keep(home, "/", []string{"s=old"}, date)
		j.keep(home, "/", []string{"s=new; Expires=" + c.expires}, date)
		if got := cookieHeader(j.pairs(home, "/")); got != map[bool]string{true: "s=new", false: ""}[c.kept] {
			t.Errorf("%s: %q is sent", name, got)
		}
	}
}

// One user of two endpoints has two sessions: the old cluster's is nothing to the new one.
func TestAnEndpointHasItsOwnJar(t *testing.T) {
	old, fresh := client(t, Endpoint{}, loginServer(t)), client(t, Endpoint{}, loginServer(t))
	ok(t, old, Request{Target: "/login", User: "ann"})
	for _, c := range []struct {
		client *Client
		want   string
	}{{old, "s=1"}, {fresh, ""}} {
		if got := string(ok(t, c.client, Request{Target: "/home", User: "ann"}).Body); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
