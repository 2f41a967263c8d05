package suggest_test

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/checkfile"
	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/suggest"
)

// suggested is the file of checks for all locations of a configuration.
func suggested(t *testing.T, text string, o suggest.Options) (string, suggest.Report) {
	t.Helper()
	c, err := conf.ReadText("nginx.conf", text)
	if err != nil {
		t.Fatal(err)
	}
	m, err := nginx.New(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range m.Servers {
		s.Each(func(l *nginx.Location) { o.Locations = append(o.Locations, l) })
	}
	o.Header = map[string]string{"user-agent": "fleetspec", "accept-encoding": "gzip"}
	r := suggest.For(m, o)
	var out strings.Builder
	if err := r.WriteChecks(&out); err != nil {
		t.Fatal(err)
	}
	return out.String(), r
}

// Each row is a server's locations, and the lines that the file has or, after "!", has not.
func TestChecksSayWhatIsSureOfTheAnswer(t *testing.T) {
	for name, row := range map[string]struct {
		server string
		want   []string
	}{
		"a status":          {`location = /health { return 200 ok; }`, []string{"  - { get: /health, expect: { status: 200 } }", "location = /health in server www.test: entered"}},
		"an upstream":       {`location /up { proxy_pass http://127.0.0.1:9; }`, []string{"- { get: /up, expect: { status: [2xx, 3xx, 4xx] } }", "fill in what it must be"}},
		"files":             {`location /f { root /srv; }`, []string{"expect: { status: [200, 301, 403, 404] } }", "what there is of /srv/f on the host"}},
		"closed":            {`location /shut { return 444; }`, []string{"  # - { get: /shut }", "which no check expects", "checks: []"}},
		"no status":         {`location /odd { return 99; }`, []string{"  # - { get: /odd }", "by a status that no check expects"}},
		"led there":         {`location /in { internal; return 200; } location /old { rewrite ^/old(.*) /in$1 last; }`, []string{"location /in in server www.test: reached inside NGINX", "location /old in server www.test: entered", "- { get: /old, expect: { status: 200 } }"}},
		"a rewrite's group": {`location = /in/x7y { internal; return 200; } location /old { rewrite ^/old/(.*) /in/$1 last; return 410; } location / { return 404; }`, []string{"- { get: /old/x7y, expect: { status: 200 } }"}},
		"an error page":     {`location @gone { return 410; } location / { return 404; error_page 404 = @gone; }`, []string{"location @gone in server www.test: reached inside NGINX", "status: 410"}},
		"an argument":       {`location @n { return 200; } location / { error_page 418 = @n; if ($arg_go) { return 418; } return 204; }`, []string{`- { get: "/?go=1", expect: { status: 200 } }`}},
		"a method":          {`location @n { return 200; } location / { error_page 405 = @n; root /srv; }`, []string{"- { options: /, expect: { status: 200 } }"}},
		"a write":           {`location @n { return 200; } location / { error_page 418 = @n; if ($request_method = POST) { return 418; } return 204; }`, []string{"  # - { post: /, expect: { status: 200 } }", "writes: allowed"}},
		"escapes":           {"location \"/a b%\\\"'${x\" { return 200; } location ~ ^/\xc3\xa9,@$ { return 200; }", []string{`- { get: "/a%20b%25%22%27%24%7Bx", expect`, `- { get: "/%C3%A9,@", expect`}},
		"dodges":            {`location / { return 200; } location ~ ^/$ { return 201; } location ~ ^/x { return 202; } location /a { return 203; } location ~* \.php$ { return 204; } location ~ ^/a(?!b) { return 205; }`, []string{"status: 200", "status: 201", "status: 202", "- { get: /ab, expect: { status: 203 } }", "status: 204", "status: 205"}},
		"unreachable":       {`location ~ \.php$ { return 200; } location ~ /a\.php$ { return 200; }`, []string{"location ~ /a\\.php$ in server www.test: no request can reach it: location ~ \\.php$ matches", "!get: /a.php"}},
		"shut":              {`location /a { return 200; } location ~ "^/a(?=b)" { return 201; } location ~ "^/a(?!b)" { return 202; }`, []string{"location /a in server www.test: no URI enters it"}},
		"nobody leads":      {`location @lost { return 200; }`, []string{"location @lost in server www.test: it is named, and no line of the configuration sends a request there"}},
		"perhaps":           {`location @gone { return 410; } location = /f { root /srv; try_files $uri @gone; }`, []string{"location @gone in server www.test: it is named", "GET http://www.test/f may come there: if /srv/f is"}},
		"control bytes":     {"location ~ \"^/a\nb\" { return 200; }", []string{`- { get: "/a%0Ab", expect`, `location ~ ^/a\nb`}},
		"a redirect":        {`location /dir/ { proxy_pass http://127.0.0.1:9; } location = /dir { return 200; }`, []string{"- { get: /dir, expect: { status: 200 } }", "- { get: /dir/, expect: { status: [2xx, 3xx, 4xx] } }"}},
		"a shield inside":   {`location /a { location ~ b { return 200; } location ^~ /a/s { return 201; } } location ~ ^/a/(s)?b$ { return 202; }`, []string{"- { get: /a/sb, expect: { status: 202 } }"}},
		"only a redirect":   {`rewrite ^/go$ /dir; location /dir/ { proxy_pass http://127.0.0.1:9; } location ~ "^/dir/(?=x|)" { return 200; }`, []string{"location /dir/ in server www.test: no URI enters it", "!location /dir/ in server www.test: entered"}},
		"by the scheme":     {`if ($scheme = http) { return 301 https://www.test$request_uri; } location / { return 200; } listen 443 ssl; listen 80; ssl_certificate x; ssl_certificate_key y;`, []string{"-e https://www.test\n", "- { get: /, expect: { status: 200 } }"}},
		"merged slashes":    {`location /a//b { return 200; }`, []string{"no URI enters it"}},
		"kept slashes":      {`merge_slashes off; location //b { return 200; }`, []string{`- { get: "/%2Fb", expect: { status: 200 } }`}},
	} {
		got, _ := suggested(t, "events {}\nhttp { server { server_name www.test; "+row.server+" } }", suggest.Options{})
		for _, want := range row.want {
			if has := strings.Contains(got, strings.TrimPrefix(want, "!")); has == strings.HasPrefix(want, "!") {
				t.Errorf("%s: %s is wrong in\n%s", name, want, got)
			}
		}
		if _, err := checkfile.Parse("suggested.yaml", []byte(got)); err != nil && !strings.Contains(got, "checks: []") {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

// Servers of one socket share an endpoint; those of another one are for a file of their own.
func TestChecksAreGroupedByTheirEndpoint(t *testing.T) {
	config := `events {} http {
		server { listen 80; server_name www.test; location /a { return 200; } location /b { return 200; } }
		server { listen 80; server_name *.api.test ~^v\d+\.test$; location / { return 204; } }
		server { listen 80; server_name ~^v\d+\.test$; location / { return 205; } }
		server { listen 80 default_server; location / { return 206; } }
		server { listen 127.0.0.1:8080; server_name in.test; location / { return 207; } }
		server { listen 80; location / { return 208; } }
	}`
	got, r := suggested(t, config, suggest.Options{})
	for _, want := range []string{
		"# Run them with -e http://www.test\n", "  - { get: /a, expect: { status: 200 } }\n",
		`  - { get: /, header: { Host: "www.api.test" }, expect: { status: 204 } }`,
		`  - { get: /, header: { Host: "localhost" }, expect: { status: 206 } }`,
		"  # Endpoint http://in.test:8080, dialled at 127.0.0.1:8080: these are for a file of their own\n", "  # - { get: /, expect: { status: 207 } }\n",
		"server ~^v\\d+\\.test$: no name and port was found", "nginx.conf:7: location / in server on *:80: no request can reach it",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if found, dead := r.Count(); found != 5 || dead != 1 {
		t.Errorf("%d found, %d dead\n%s", found, dead, got)
	}
	if got, r := suggested(t, config, suggest.Options{Host: "in.test"}); len(r.All) != 2 || !strings.Contains(got, "checks:\n\n  # Endpoint http://in.test") {
		t.Errorf("%s", got)
	}
}
