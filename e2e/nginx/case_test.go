package nginx

import (
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/nginx"
)

// TestBytesAboveASCIIHaveNoCase asks a real NGINX and the model for names and values that are the same but for the case of letters.
func TestBytesAboveASCIIHaveNoCase(t *testing.T) {
	r := newReferee(t)
	m := r.model(r.serve(`error_log /dev/null; events {} http { map $arg_q $m { default none; "K" kelvin; "`+"É"+`A" e; }
server { listen 8001; location / { return 200 $m; } }
server { listen 8001; server_name `+"é.test"+`; location / { return 200 "named $m"; } } }`, nil))
	for _, c := range []struct{ host, q, want string }{
		{"x", "k", "none"}, {"x", "K", "kelvin"}, {"x", "Éa", "e"}, {"x", "éa", "none"}, {"É.test", "x", "none"}, {"é.TEST", "x", "named none"},
	} {
		q := Request{Method: "GET", Target: "/?q=" + c.q, Host: c.host, Local: r.maker.addresses[0] + ":8001"}
		a := r.nginx.Send(r.Context(), []nginx.Request{wire(q)})[0]
		ways, err := m.Ways(q, nil)
		if err != nil || a.Err != nil {
			t.Fatal(err, a.Err)
		}
		if a.Body != c.want || ways[0].Body != c.want {
			t.Errorf("%q of %q: NGINX says %q, the model %q, not %q", c.q, c.host, a.Body, ways[0].Body, c.want)
		}
	}
}
