package debuglog

import (
	"slices"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/nginxtest"
)

func TestWaysAreThoseThatNGINXWrote(t *testing.T) {
	const php = "server { listen 80; location / { try_files $uri /index.php; } location ~ php$ { fastcgi_pass 127.0.0.1:1; } location = /m { return 204; } location /q { mirror /m; try_files /none =404; } }"
	for _, c := range []struct {
		name, servers, target string
		wrote                 []string
		proved                string // or why it can't be told
	}{
		{"the file was there", php, "/a", []string{`using configuration "/"`}, "location /"},
		{"it was not", php, "/a", []string{`using configuration "/"`, `internal redirect: "/index.php?"`, `using configuration "php$"`}, "location /, location ~ php$"},
		{"another location", php, "/a", []string{`using configuration "/b"`}, `NGINX wrote using configuration "/b"; by the configuration`},
		{"nothing", php, "/a", nil, `NGINX wrote of no location; by the configuration`},
		{"a copy runs beside", php, "/q", []string{`using configuration "=/m"`, `using configuration "/q"`, `http subrequest "/m?"`}, "location /q, location = /m"},
		{"a text of two", "server { listen 80; location /a { location ~ /a { return 200; } } }", "/a", []string{`using configuration "/a"`}, ""},
		{"two servers on a port", "server { listen 80; location /a { return 200; } } server { listen 80; server_name b; location /a { return 204; } location = / { } }", "/a", []string{`using configuration "/a"`}, ""},
		{"two servers on two ports", "server { listen 80; location /a { return 200; } } server { listen 81; location /a { return 204; } }", "/a", []string{`using configuration "/a"`}, "location /a"},
		{"two servers on two ports, and on one", "server { listen 80; listen 81; location /a { return 200; } } server { listen 82; listen 81; server_name b; location /a { return 204; } }", "/a", []string{`using configuration "/a"`}, ""},
		{"an unknown variable", "server { listen 80; location / { rewrite ^ /$connection last; } }", "/a", []string{`using configuration "/"`, `using configuration "x"`}, "which is not known"},
		{"a log of its own", "server { listen 80; location /a { error_log /x; try_files $uri @n; } location @n { return 200; } }", "/a", []string{`using configuration "/a"`}, "location /a at nginx.conf:1:38 has an error_log of its own"},
		{"a log around it", "server { listen 80; location /a { error_log /x; location /a/b { return 200; } } }", "/a/b", []string{`using configuration "/a/b"`}, "location /a at nginx.conf:1:38 has an error_log of its own"},
		{"a log that it does not come to", "server { listen 80; location /a { try_files $uri @n; } location @n { error_log /x; return 200; } }", "/a", []string{`using configuration "/a"`}, "location /a"},
		{"a named one", "server { listen 80; location / { error_page 418 @n; return 418; } location @n { return 200; } location n { } }", "/a", []string{`using configuration "/"`, `using location: @n "/a?"`}, "location /, location @n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := NewJudge(nginxtest.Model(t, "events {} http { "+c.servers+" }"), nil)
			_, proved, err := j.Ways(Request{Request: nginx.Request{Method: "GET", Target: c.target, Host: "x"}, Wrote: c.wrote})
			var names []string
			for _, l := range proved {
				names = append(names, l.String())
			}
			slices.Sort(names)
			want := strings.Split(c.proved, ", ")
			slices.Sort(want)
			if err == nil && strings.Join(names, ", ") != strings.Join(want, ", ") || err != nil && (c.proved == "" || !strings.Contains(err.Error(), c.proved)) {
				t.Errorf("proved are %q (%v), not %q", names, err, c.proved)
			}
		})
	}
}
