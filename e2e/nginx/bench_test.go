package nginx

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// many is a configuration of so many locations, as old ones are: mostly exact redirects, some prefixes, some regexes.
func many(t testing.TB, n int) *Model {
	t.Helper()
	var text strings.Builder
	text.WriteString("http { server { server_name www.test;\n")
	for i := range n {
		switch {
		case i%25 == 0:
			fmt.Fprintf(&text, "location ~ ^/r%d/.*\\.php$ { return 200; }\n", i)
		case i%5 == 0:
			fmt.Fprintf(&text, "location /p%d/ { return 200; }\n", i)
		default:
			fmt.Fprintf(&text, "location = /old/page-%d.html { return 301 /new/%d; }\n", i, i)
		}
	}
	text.WriteString("location / { return 200; } } }")
	c, err := conf.ReadText("nginx.conf", text.String())
	if err != nil {
		t.Fatal(err)
	}
	m, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// BenchmarkChoose is the search among 500 locations: goal < 2 µs.
func BenchmarkChoose(b *testing.B) {
	m := many(b, 500)
	for name, uri := range map[string]string{"exact": "/old/page-499.html", "prefix": "/p405/a/b", "regex": "/r475/a/b.php", "none": "/what/ever.html"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := m.Servers[0].inside.find(uri, true); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkEnter is all from the request line and Host to the location.
func BenchmarkEnter(b *testing.B) {
	m := many(b, 500)
	for b.Loop() {
		if _, err := m.Enter(Request{Method: "GET", Host: "www.test", Target: "/p405/a/b?q=1"}); err != nil {
			b.Fatal(err)
		}
	}
}
