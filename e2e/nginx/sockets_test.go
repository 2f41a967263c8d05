package nginx

import (
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// TestAnAddressThatIsNotKnown asks by the port alone: there is a doubt where the addresses of the port choose differently.
func TestAnAddressThatIsNotKnown(t *testing.T) {
	for text, doubt := range map[string]bool{
		`server { listen 80; } server { listen 80; }`:                                                                       false,
		`server { listen 80; listen 10.0.0.1:80; } server { listen 80; listen 10.0.0.1:80; }`:                               false,
		`server { listen 80; listen 10.0.0.1:80; } server { listen 80; }`:                                                   true,
		`server { listen 80; listen 10.0.0.1:80; } server { listen 80 default_server; listen 10.0.0.1:80; }`:                true,
		`server { listen 80; listen 10.0.0.1:80; } server { listen 80 default_server; listen 10.0.0.1:80 default_server; }`: false,
		`server { listen 80; } server { listen 10.0.0.1:81; }`:                                                              false,
	} {
		c, err := conf.ReadText("nginx.conf", "events {} http { "+text+" }")
		if err != nil {
			t.Fatal(err)
		}
		m, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		e, err := m.Enter(Request{Method: "GET", Target: "/", Host: "x", Local: ":80"})
		if err != nil || (e.Doubt != "") != doubt {
			t.Errorf("%s: %v, doubt %q", text, err, e.Doubt)
		}
	}
}
