package compare

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// What hangs on what is not known is the same only where both sides do the same under the same suppositions.
func TestWhatIsNotKnownIsNeverTheSame(t *testing.T) {
	within := func(text string) string { return "events {} http { server { server_name h; " + text + " } }" }
	for name, c := range map[string]struct {
		old, new string
		class    Class
		why      string // "" where it is the same; else a part of it
	}{
		"a file, on both sides":         {"location / { root /a; }", "location / { root /a; }", Same, ""},
		"another root":                  {"location / { root /a; }", "location / { root /b; }", Block, ""},
		"another root and more":         {"location / { root /a; try_files $uri /y; } location = /y { return 200; } location = /z { return 200; }", "location / { root /b; try_files $uri /z; } location = /y { return 200; } location = /z { return 200; }", Block, "old: what /a/x is; new: what /b/x is"},
		"a block that may be come to":   {"location / { try_files /f @p; } location @p { proxy_pass http://u; proxy_set_header X a; }", "location / { try_files /f @p; } location @p { proxy_pass http://u; proxy_set_header X b; }", Unknown, "html/f is"},
		"an upstream that may be asked": {"location / { try_files /f @p; } location @p { proxy_pass http://u; }", "location / { try_files /f @p; } location @p { proxy_pass http://v; }", Unknown, "html/f is"},

		"a file, on one side":      {"location / { return 404; }", "location / { root /a; }", Unknown, "new: what /a/x is"},
		"a file, on the other":     {"location / { root /a; }", "location / { return 404; }", Unknown, "old: what /a/x is"},
		"a file that can't matter": {"location / { return 410; }", "location / { root /a; }", Outcome, "new: what /a/x is"},
		"a cookie, on both sides":  {"location / { if ($cookie_a) { return 403; } return 200; }", "location / { if ($cookie_a) { return 403; } return 200; }", Same, ""},
		"a cookie, on one side":    {"location / { return 200; }", "location / { if ($cookie_a) { return 403; } return 200; }", Unknown, "new: whether ($cookie_a) holds"},
		"another cookie":           {"location / { if ($cookie_a) { return 403; } return 200; }", "location / { if ($cookie_b) { return 403; } return 200; }", Unknown, "whether ($cookie_b) holds"},
		"another answer":           {"location / { if ($cookie_a) { return 403; } return 200; }", "location / { if ($cookie_a) { return 402; } return 200; }", Unknown, "whether ($cookie_a) holds"},
		"a client, on one side":    {"location / { return 200; }", "location / { deny 10.0.0.0/8; root /a; }", Unknown, "new: what /a/x is, whether the client's address is in 10.0.0.0/8"},
		"a client that is denied":  {"location / { proxy_pass http://u; }", "location / { deny 10.0.0.0/8; proxy_pass http://u; }", Unknown, "new: whether the client's address is in 10.0.0.0/8"},
		"another network":          {"location / { deny 10.0.0.0/8; proxy_pass http://u; }", "location / { deny 10.0.0.0/9; proxy_pass http://u; }", Unknown, "10.0.0.0/9"},
		"other passwords":          {`location / { auth_basic x; auth_basic_user_file /a; proxy_pass http://u; }`, `location / { auth_basic x; auth_basic_user_file /b; proxy_pass http://u; }`, Block, ""},
		"an upstream's error page": {"error_page 502 /down; location / { proxy_pass http://u; } location /down { return 200 a; }", "error_page 502 /down; location / { proxy_pass http://u; } location /down { return 200 b; }", Unknown, "proxy_pass answers"},
		"with an error page elsewhere": {"error_page 502 /down; location / { proxy_pass http://u; } location /down { return 200 a; }",
			"error_page 502 /down; location / { proxy_pass http://v; } location /down { return 200 a; }", Outcome, ""},
		"another location with an error page": {"error_page 502 /down; location / { proxy_pass http://u; } location /down { return 200 a; }",
			"error_page 502 /down; location / { proxy_pass http://u; } location /x { proxy_pass http://u; } location /down { return 200 a; }", Location, "proxy_pass answers"},
		"a way that is cut":                       {"location / { content_by_lua_block { x } }", "location / { content_by_lua_block { x } } location /y { return 200; }", Unknown, "can't be followed to its end"},
		"a way that is cut, of one configuration": {"location / { content_by_lua_block { x } }", "location / { content_by_lua_block { x } }", Same, ""},
		"no such port":                            {"listen 80; location / { return 200; }", "listen 81; location / { return 200; }", Unknown, "new: follow /x: no server listens on port 80"},
		"a redirect's host":                       {"return 301 https://$http_x/;", "return 301 https://$http_x/;", Same, ""},
		"a text that is not known":                {`location / { return 200 "a $http_x"; }`, `location / { return 200 "b $http_x"; }`, Block, ""},
		"a text that is known on one side":        {`location / { return 200 "a"; }`, `location / { return 200 "$http_x"; }`, Block, ""},
		"no text, then one":                       {`location / { return 200; }`, `location / { return 200 "a"; }`, Outcome, ""},
		"a status that is the upstream's":         {"error_page 405 =200 @p; location / { return 405; } location @p { proxy_pass http://u; }", "error_page 405 = @p; location / { return 405; } location @p { proxy_pass http://u; }", Unknown, "whether proxy_pass answers without an error"},
		"an upstream that is not known":           {"location / { proxy_pass http://$http_x; }", "location / { proxy_pass http://$http_y; }", Block, ""},
	} {
		t.Run(name, func(t *testing.T) {
			v := New(modelOf(t, within(c.old)), modelOf(t, within(c.new)), nil, nil).Judge(nginx.Request{Method: "GET", Host: "h", Target: "/x"}, 0)
			if v.Class != c.class || !strings.Contains(v.Why, c.why) || c.why == "" && v.Why != "" || v.Class == Unknown && v.Why == "" {
				t.Errorf("%s: %q (old %s; new %s), want %s: %q", v.Class, v.Why, v.old.ending, v.new.ending, c.class, c.why)
			}
		})
	}
}

// A variable behind what is not known is part of it: a condition of the same text is another where a map is.
func TestAConditionIsTheSameWhereItsVariablesAre(t *testing.T) {
	text := func(line string) string {
		return "events {} http { map $http_user_agent $phone { default 0; " + line + " 1; } server { location / { if ($phone) { return 302 /m; } return 200; } } }"
	}
	q := nginx.Request{Method: "GET", Host: "h", Target: "/x"}
	if v := New(modelOf(t, text("~iphone")), modelOf(t, text("~iphone")), nil, nil).Judge(q, 0); v.Class != Same {
		t.Errorf("%s %s", v.Class, v.Why)
	}
	v := New(modelOf(t, text("~iphone")), modelOf(t, text("~android")), nil, nil).Judge(q, 0)
	if v.Class == Same || len(v.Differences) != 1 || v.Differences[0].Name != "$phone" || v.Differences[0].Old[0].Text != "~iphone 1" || v.Differences[0].New[0].Line != 1 {
		t.Errorf("%+v", v)
	}
}

// Which server is meant hangs on the address that is dialled, where servers listen on some alone.
func TestAServerThatIsNotKnownIsNotTheSame(t *testing.T) {
	text := func(body string) string {
		return "events {} http { server { listen 80; server_name h; location / { return 200; } } server { listen 10.0.0.1:80; server_name h; location / { " + body + " } } }"
	}
	q := nginx.Request{Method: "GET", Host: "h", Target: "/x"}
	for body, want := range map[string]Class{"return 403;": Unknown, "return 402;": Same} {
		v := New(modelOf(t, text("return 402;")), modelOf(t, text(body)), nil, nil).Judge(q, 0)
		if v.Class != want || want == Unknown && !strings.Contains(v.Why, "which server is meant: the address that is dialled is not known") {
			t.Errorf("%s: %s %s", body, v.Class, v.Why)
		}
	}
}

// What the old side answered tells which of its ways was taken, where the new side is known.
func TestAnAnswerTellsWhatWasOnDisk(t *testing.T) {
	text := func(root string) string {
		return "events {} http { error_page 404 /lost; server { root " + root + "; location / { try_files $uri =404; } location /lost { return 200 lost; } location /q { try_files $uri @p; } location @p { proxy_pass http://u:9; } location ~ php { error_page 502 /lost; fastcgi_pass x:9; } } }"
	}
	q := nginx.Request{Method: "GET", Host: "h", Target: "/x"}
	for _, c := range []struct {
		target string
		status int
		there  onDisk
		want   Class
		old    string
	}{
		{"/x", 0, nil, Unknown, "answers 200 with the file /a/x"},
		{"/x", 200, nil, Outcome, "answers 200 with the file /a/x"},
		{"/x", 304, nil, Outcome, "answers 200 with the file /a/x"},
		{"/x", 404, nil, Same, "answers 404"},
		{"/x", 200, onDisk{"/b/x"}, Block, "answers 200 with the file /a/x"},
		{"/x", 404, onDisk{"/b/x"}, Outcome, "answers 404"},
		{"/x", 503, nil, Unknown, ""}, // something else answered
		{"/x", 499, nil, Unknown, ""}, // the client was gone
		{"/php", 200, nil, Same, "hands it on"},
		{"/q", 500, nil, Same, "hands it on"},
		{"/q", 499, nil, Unknown, ""},
	} {
		q.Target = c.target
		v := New(modelOf(t, text("/a")), modelOf(t, text("/b")), nil, c.there).Judge(q, c.status)
		if v.Class != c.want || !strings.Contains(v.old.ending, c.old) {
			t.Errorf("%s answered %d: %s, %s; %s %v", c.target, c.status, v.Class, v.old.ending, v.new.ending, v.Differences)
		}
	}
}

// Servers are the same ones by what they are alike in, each to one.
func TestServersArePaired(t *testing.T) {
	old := modelOf(t, `events {} http {
		server { listen 80; server_name www.test; return 301 https://www.test$request_uri; }
		server { listen 443 ssl; ssl_certificate a; ssl_certificate_key a; server_name www.test; location /a { return 200; } }
		server { listen 80; server_name old.test; location /special { return 200; } location /more { return 200; } }
		server { listen 80; server_name gone.test; location /x { return 200; } } }`)
	now := modelOf(t, `events {} http {
		server { listen 80; server_name new.test; location /special { return 200; } location /more { return 200; } }
		server { listen 443 ssl; ssl_certificate a; ssl_certificate_key a; server_name www.test other.test; location /a { return 200; } }
		server { listen 80; server_name www.test other.test; return 301 https://www.test$request_uri; }
		server { listen 80; server_name fresh.test; location /y { return 200; } } }`)
	names := pair(old, now)
	var got []string
	for i, s := range old.Servers {
		for j, o := range now.Servers {
			if names[s] == names[o] {
				got = append(got, fmt.Sprintf("%d-%d", i, j))
			}
		}
	}
	if text := strings.Join(got, " "); text != "0-2 1-1 2-0" {
		t.Errorf("%s: %v", text, names)
	}
	plain, tls := "server { listen 80; server_name h; location / { return 200; } }", "server { listen 443 ssl; ssl_certificate a; ssl_certificate_key a; server_name h; location / { return 200; } }"
	old, now = modelOf(t, "events {} http { "+plain+tls+" }"), modelOf(t, "events {} http { "+tls+plain+" }")
	if names := pair(old, now); names[old.Servers[0]] != names[now.Servers[1]] || names[old.Servers[1]] != names[now.Servers[0]] {
		t.Errorf("by their ports: %v", names)
	}
}
