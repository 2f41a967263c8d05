package nginx

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/nginx"
)

// A Trial is a random configuration that a real NGINX serves. It is for the tests of what is built on this package.
type Trial struct {
	*Model
	Addresses [2]string
	Client    string // the address that NGINX sees
	Disk      Oracle // what it serves
	Moves     bool   // it has what moves a request inside NGINX

	r     *referee
	maker *maker // of requests
	says  bool   // they have headers that ifs and maps ask for
}

// Trials makes so many configurations of so many servers: "choosing" are those that choose by name and URI alone,
// "moving" those with all that moves a request, "asking" these with ifs on headers, cookies and arguments.
func Trials(t *testing.T, configs, servers int, kind string, f func(Trial)) {
	r := newReferee(t)
	o := Trial{Addresses: r.maker.addresses, Disk: &disk{}, Moves: kind != "choosing", says: kind == "asking", r: r, maker: &maker{Rand: rand.New(rand.NewPCG(r.seed, 1)), addresses: r.maker.addresses}}
	r.serve("error_log /dev/null; events {} http { server { listen 8001; return 200 $remote_addr; } }", nil)
	_, a := o.Through(Request{Method: "GET", Target: "/", Host: "x", Local: o.Addresses[0] + ":8001"})
	o.Client = a.Body
	for range configs {
		switch {
		case o.says:
			o.Model = r.model(r.serve(r.maker.asking(r.maker.hops(servers, "/dev/null")), served))
		case o.Moves:
			o.Model = r.model(r.serve(r.maker.hops(servers, "/dev/null"), served))
		default:
			o.Model = r.model(r.serve(r.maker.config(servers), nil))
		}
		f(o)
	}
}

// Ask is a random request near what the configuration knows.
func (o Trial) Ask() Request {
	if !o.Moves {
		return o.maker.request()
	}
	q := o.maker.wanted()
	if o.says {
		q = o.maker.saying(q)
	}
	q.Local, q.Client = o.Addresses[0]+":8001", o.Client
	return q
}

// Through sends a request and gives the tags of the locations that it came through.
func (o Trial) Through(q Request) (tags []string, a nginx.Answer) {
	text := wire(q)
	if o.Moves {
		text.Text = text11(q)
	}
	a = o.r.nginx.Send(o.r.Context(), []nginx.Request{text})[0]
	if a.Err != nil {
		return nil, a
	}
	return append(strings.Split(a.Header.Get("X-T"), "."), a.Header.Get("X-L")), a
}

// Tag is what a location tells itself by.
func Tag(l *Location) string { return tag(l.block) }
