package compare

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/nginxtest"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
)

// site is what one thing is changed in.
const site = `events {}
http {
	upstream php { server unix:/run/php.sock; }
	map $http_accept $lang { default en; ~fr fr; }
	limit_req_zone $binary_remote_addr zone=login:1m rate=5r/s;
	include mime.types;
	access_log /var/log/nginx/access.log;
	server {
		listen 80 default_server;
		server_name www.test c.test;
		root /var/www;
		set $app v1;
		location / { try_files $uri /index.php$is_args$args; }
		location /files/ { add_header X-From files; root /data; }
		location /api/ { proxy_pass http://api:8080; proxy_set_header Host $host; }
		location = /health { return 200 ok; }
		location /old/ { rewrite ^/old/(.*)$ /new/$1 last; }
		location /new/ { return 301 /newer/; }
		location /tools/ { return 200 tools; }
		location ~ ^/tools/.*\.cgi$ { return 403; }
		location ~ \.(css|js)$ { expires 1h; return 200 style; }
		location ~ ^/assets/ { return 200 asset; }
		location /admin/ { allow 10.0.0.0/8; deny all; return 200 admin; location /admin/open/ { allow all; return 200 open; } }
		location /guarded/ { allow all; proxy_pass http://api:8080; }
		location /login/ { limit_req zone=login; proxy_pass http://api:8080; proxy_set_header X-Lang $lang; }
		location ~ \.php$ { fastcgi_pass php; fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; fastcgi_read_timeout 60s; fastcgi_param APP $app; }
	}
	server {
		listen 80;
		server_name b.test;
		return 302 http://www.test$request_uri;
	}
	server { listen 443 ssl; server_name www.test; ssl_certificate a.pem; ssl_certificate_key a.pem; location / { return 200 tls; } }
}
`

// asked are the requests that each change is tried with.
var asked = strings.Fields(`http://www.test/ http://www.test/x http://www.test/files/a http://www.test/files/a.css http://www.test/api/ http://www.test/api/x.css
	http://www.test/health http://www.test/old/y http://www.test/new/y http://www.test/tools/x http://www.test/tools/x.cgi http://www.test/site.css http://www.test/assets/a.css
	http://www.test/assets/a.png http://www.test/admin/x http://www.test/admin/open/x http://www.test/guarded/x http://www.test/login/x http://www.test/a.php http://c.test/health
	http://b.test/ http://nobody.test/health https://www.test/x`)

// onDisk knows all files: those are there whose path is named.
type onDisk []string

func (d onDisk) File(path string) (nginx.Kind, bool) {
	if slices.Contains(d, path) {
		return nginx.File, true
	}
	return nginx.None, true
}

func (onDisk) Upstream(nginx.Passed) (nginx.Answer, bool) { return nginx.Answer{}, false }

var there = onDisk{"/data/files/a", "/app/files/a"}

func modelOf(t testing.TB, text string) *nginx.Model {
	t.Helper()
	return nginxtest.Model(t, strings.Replace(text, "include mime.types;", "types { text/css css; }", 1))
}

func request(t testing.TB, url string) nginx.Request {
	t.Helper()
	q, err := traffic.Parse("GET", url, "")
	if err != nil {
		t.Fatal(err)
	}
	q.Client = "192.0.2.1"
	return q
}

// One thing is changed: just the requests are told that it is about.
func TestJustWhatChangesIsTold(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"nothing":                     {"", "", ""},
		"a location is removed":       {"location /tools/ { return 200 tools; }", "", "outcome /tools/x"},
		"the order of regexes":        {`location ~ \.(css|js)$ { expires 1h; return 200 style; }` + "\n\t\t" + `location ~ ^/assets/ { return 200 asset; }`, `location ~ ^/assets/ { return 200 asset; } location ~ \.(css|js)$ { expires 1h; return 200 style; }`, "outcome /assets/a.css"},
		"^~ is added":                 {"location /files/", "location ^~ /files/", "outcome /files/a.css"},
		"^~ is added, twice":          {"location /api/", "location ^~ /api/", "outcome /api/x.css"},
		"a regex is gone":             {`location ~ ^/tools/.*\.cgi$ { return 403; }`, "", "outcome /tools/x.cgi"},
		"internal":                    {"location = /health {", "location = /health { internal;", "outcome /health c:/health nobody:/health"},
		"root of files":               {"root /data", "root /app", "block /files/a"},
		"root of scripts":             {"root /var/www", "root /srv/www", "block / /x /a.php"},
		"a return's status":           {"return 301 /newer/", "return 302 /newer/", "outcome /old/y /new/y"},
		"a return's text":             {"return 200 tools", "return 200 tool", "outcome /tools/x"},
		"a redirect's target":         {"return 301 /newer/", "return 301 /newest/", "outcome /old/y /new/y"},
		"another upstream":            {"fastcgi_pass php", "fastcgi_pass 10.0.0.9:9000", "outcome / /x /a.php"},
		"a server of the upstream":    {"server unix:/run/php.sock;", "server 10.0.0.9:9000 max_fails=1;", "block / /x /a.php"},
		"servers of the upstream":     {"server unix:/run/php.sock;", "server unix:/run/php.sock; server unix:/run/more.sock;", "block / /x /a.php"},
		"the upstream by its socket":  {"fastcgi_pass php", "fastcgi_pass unix:/run/php.sock", ""},
		"a rewrite's target":          {"/new/$1 last", "/tools/$1 last", "outcome /old/y"},
		"a rewrite's way":             {"/new/$1 last", "/newly/$1 last", "outcome /old/y"},
		"a name that is gone":         {" c.test;", ";", ""}, // the same server takes it, as the default
		"a name moves":                {" c.test;¦b.test;", ";¦b.test c.test;", "outcome c:/health"},
		"default_server moves":        {"listen 80 default_server;¦listen 80;\n\t\tserver_name b", "listen 80;¦listen 80 default_server;\n\t\tserver_name b", "outcome nobody:/health"},
		"deny is added":               {"location /guarded/ { allow all;", "location /guarded/ { deny 192.0.2.0/24; allow all;", "outcome /guarded/x"},
		"deny of others":              {"location /guarded/ { allow all;", "location /guarded/ { deny 198.51.100.0/24; allow all;", ""},
		"a fallback":                  {"/index.php$is_args$args", "/front.php$is_args$args", "outcome / /x"},
		"a fallback to a location":    {"/index.php$is_args$args", "/health", "outcome / /x"},
		"a fastcgi_param":             {"fastcgi_param SCRIPT", "fastcgi_param APP_ENV new; fastcgi_param SCRIPT", "block / /x /a.php"},
		"a timeout":                   {"fastcgi_read_timeout 60s", "fastcgi_read_timeout 600s", "block / /x /a.php"},
		"a header":                    {"add_header X-From files", "add_header X-From new", "block /files/a"},
		"a map behind a header":       {"~fr fr", "~fr de", "block /login/x"},
		"a zone's rate":               {"rate=5r/s", "rate=50r/s", "block /login/x"},
		"a header to the upstream":    {"proxy_set_header Host $host;", "", "block /api/"},
		"expires":                     {"expires 1h", "expires 1d", "block /files/a.css /api/x.css /site.css /assets/a.css"},
		"the proxy's URI":             {"location /api/ { proxy_pass http://api:8080;", "location /api/ { proxy_pass http://api:8080/v1/;", "outcome /api/"},
		"a variable":                  {"set $app v1", "set $app v2", "block / /x /a.php"},
		"a variable that is not set":  {"set $app v1;", "break; set $app v1;", "block / /x /a.php"},
		"a rewrite that fits nothing": {"set $app v1;", "set $app v1; rewrite ^/nowhere /x last;", ""},
		"a variable that is not used": {"set $app v1;", "set $app v1; set $other v2;", ""},
		"logs":                        {"/var/log/nginx/access.log", "/dev/stdout", ""},
		"a certificate":               {"ssl_certificate a.pem", "ssl_certificate b.pem", ""},
		"another server's TLS":        {"return 200 tls", "return 200 more", "outcome https:/x"},
		"an exact location":           {"location = /health {", "location = /x { fastcgi_pass php; fastcgi_param SCRIPT_FILENAME /var/www/index.php; } location = /health {", "outcome /x"},
		"a location that says the same": {`location /tools/ { return 200 tools; }`, `location /tools/ { return 200 tools; } location /tools/x { return 200 tools; }`,
			"location /tools/x"},
		"a nested location":          {"location /admin/open/ { allow all; return 200 open; }", "", "outcome /admin/open/x"},
		"a server's redirect":        {"return 302 http://www.test$request_uri", "return 302 http://www.test/", ""},
		"more names":                 {"server_name b.test", "server_name b.test nobody.test", "outcome nobody:/health"},
		"blanks and comments":        {"location /tools/ { return 200 tools; }", "location  \"/tools/\" {\n# a comment\nreturn\n200 'tools'; }", ""},
		"a timeout of all upstreams": {"access_log", "proxy_read_timeout 5s; access_log", "block /api/ /guarded/x /login/x"},
		"gzip of all":                {"access_log", "gzip on; access_log", "block ALL"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := site
			for i, old := range strings.Split(c.old, "¦") {
				changed = strings.Replace(changed, old, strings.Split(c.new, "¦")[i], 1)
			}
			if name != "nothing" && changed == site {
				t.Fatal("nothing was changed")
			}
			cmp := New(modelOf(t, site), modelOf(t, changed), there, there)
			var got []string
			for _, url := range asked {
				v := cmp.Judge(request(t, url), 0)
				if v.Class != Same {
					got = append(got, string(v.Class)+" "+short(url))
				}
			}
			if want := expected(c.want); !slices.Equal(got, want) {
				t.Errorf("told %q, want %q", got, want)
			}
		})
	}
}

// short names a request by its path, where it is for www.test over http.
func short(url string) string {
	return strings.NewReplacer("http://www.test", "", "https://www.test", "https:", "http://", "", ".test/", ":/").Replace(url)
}

func expected(want string) []string {
	class, paths, _ := strings.Cut(want, " ")
	var all []string
	for _, url := range asked {
		if paths == "ALL" || slices.Contains(strings.Fields(paths), short(url)) {
			all = append(all, class+" "+short(url))
		}
	}
	if n := len(strings.Fields(paths)); paths != "ALL" && n != len(all) {
		all = append(all, fmt.Sprintf("%d of %q are asked", len(all), paths))
	}
	return all
}

// Files are read in the order of their names: of two regexes the other comes first where a file is called otherwise.
func TestTheOrderOfIncludedFilesIsTold(t *testing.T) {
	read := func(names ...string) *nginx.Model {
		dir := t.TempDir()
		files := map[string]string{"nginx.conf": "events {} http { server { server_name www.test; include sites/*.conf; } }",
			"sites/" + names[0]: "location ~ ^/assets/ { return 200 asset; }\n", "sites/" + names[1]: "location ~ css$ { return 200 style; }\n"}
		for name, text := range files {
			if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		c, err := conf.ReadFile(filepath.Join(dir, "nginx.conf"), "")
		if err != nil {
			t.Fatal(err)
		}
		m, err := nginx.New(c)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	c := New(read("a.conf", "b.conf"), read("c.conf", "b.conf"), nil, nil)
	for url, want := range map[string]Class{"http://www.test/assets/a.css": Outcome, "http://www.test/assets/a": Same, "http://www.test/a.css": Same} {
		v := c.Judge(request(t, url), 0)
		if v.Class != want || want == Outcome && (!strings.HasSuffix(v.old.told().Entered.File, "a.conf") || !strings.HasSuffix(v.new.told().Entered.File, "b.conf")) {
			t.Errorf("%s: %s, %+v %+v", url, v.Class, v.old.told().Entered, v.new.told().Entered)
		}
	}
}
