package compare

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// A maker makes random configurations, and others of them by a few changes. As NGINX gets
// them each block tells its number by X-L and adds it to X-T, which tells all that a request came through; what is compared
// has nothing of that.
type maker struct {
	*rand.Rand
	ids int
}

// A made block is a location; of a server without a name.
type made struct {
	id             int
	modifier, name string
	lines          []string
	inside         []*made
}

// A madeServer is a server with its names.
type madeServer struct {
	made
	names    []string
	standard bool
}

type madeConfig struct {
	http    []string
	servers []*madeServer
}

func pick[T any](m *maker, from ...T) T { return from[m.IntN(len(from))] }

func (m *maker) chance(percent int) bool { return m.IntN(100) < percent }

func (m *maker) config() *madeConfig {
	c := &madeConfig{http: []string{m.mapLine(), m.upstreamLine()}}
	for i := range 3 {
		s := &madeServer{made: *m.block("", ""), names: []string{fmt.Sprintf("s%d.test", i), pick(m, "*.w.test", "x.*", "y.test", "z.test") + strings.Repeat("x", i)}, standard: i == 0}
		s.lines = nil
		for range m.IntN(4) {
			s.lines = append(s.lines, m.serverLine())
		}
		m.fill(&s.made, 1)
		s.inside = append(s.inside, m.block("@", "n1"), m.block("@", "n2"))
		c.servers = append(c.servers, s)
	}
	return c
}

func (m *maker) fill(outer *made, depth int) {
	for range 3 + m.IntN(5) {
		b := m.block(pick(m, "", "", "^~", "=", "~", "~*"), "")
		switch b.modifier {
		case "~", "~*":
			b.name = pick(m, `\.php$`, "^/a", "b$", "/x", `^/[ab]/`, "c")
		default:
			b.name = outer.prefix() + pick(m, "/", "/a", "/a/", "/b", "/b/", "/x", "/a/b", "/c.php", "/f/")
		}
		if outer.modifier == "~" || outer.modifier == "~*" || outer.has(b) {
			continue
		}
		if depth < 3 && b.modifier != "=" && m.chance(30) {
			m.fill(b, depth+1)
		}
		outer.inside = append(outer.inside, b)
	}
}

func (b *made) prefix() string { return strings.TrimSuffix(b.name, "/") }

func (b *made) has(one *made) bool {
	return slices.ContainsFunc(b.inside, func(o *made) bool { return family(o.modifier) == family(one.modifier) && o.name == one.name })
}

func (m *maker) block(modifier, name string) *made {
	m.ids++
	b := &made{id: m.ids, modifier: modifier, name: name}
	for range 1 + m.IntN(3) {
		b.lines = append(b.lines, m.line())
	}
	return b
}

func (m *maker) mapLine() string {
	return fmt.Sprintf("map $uri $m { default %s; /a %s; ~^/b %s; }", pick(m, "d", "e"), pick(m, "m1", "m2"), pick(m, "m3", "m4"))
}

func (m *maker) upstreamLine() string {
	return "upstream up { server 127.0.0.1:" + pick(m, "9001", "9002") + "; }"
}

func (m *maker) serverLine() string {
	return pick(m, `rewrite ^/old/(.*)$ /a/$1;`, `rewrite "^/b/(.*)" /x last;`, `if ($arg_q = 9) { return 410; }`, "set $v s;", "set $v $uri;", "root /srv/referee/alt;", "error_page 404 /f/404;",
		"error_page 403 @n1;", "error_page 404 =200 @n2;", "index f.html;", "proxy_intercept_errors on;", "expires 2h;", "if ($m = m1) { set $v one; }", "proxy_set_header X-V $m;")
}

func (m *maker) line() string {
	return pick(m, "return 200 a$uri;", "return 200 b;", "return 301 /moved;", "return 302 http://o.test$request_uri;", "return 404;", "return 403;", "rewrite ^/a(.*)$ /b$1 last;", "rewrite ^ /x break;",
		"rewrite ^/(.*)b$ /$1/ permanent;", "rewrite c /f/ last;", "try_files $uri $uri/ /x;", "try_files $uri =404;", "try_files /none @n1;", "try_files $uri @n2;", "error_page 404 /f/404;",
		"error_page 404 =200 @n1;", "error_page 403 /x;", "deny all;", "allow all;", "root /srv/referee/alt;", "internal;", "proxy_pass http://127.0.0.1:9001;", "proxy_pass http://127.0.0.1:9002;",
		"proxy_pass http://up;", "proxy_pass http://up;", "proxy_intercept_errors on;", "index f.html;", "autoindex on;", "set $v x;", "set $v $m;", "proxy_set_header X-V $v;", "proxy_set_header X-V $document_root;",
		"add_header X-V $v always;", "add_header X-M $m;", "if ($arg_q) { return 418; }", "if ($arg_q = 1) { rewrite ^ /b/ last; }", "if ($m = m3) { set $v if; }", "if ($arg_q = 2) { set $v q; }",
		"limit_except GET { deny all; }", "expires 1h;", "default_type text/x;", "client_max_body_size 1;", "break;")
}

// text writes the configuration, with the tags or without them.
func (c *madeConfig) text(tagged bool) string {
	var out strings.Builder
	out.WriteString(`worker_processes 1; error_log /dev/null; events {} http { access_log off; keepalive_requests 100000; uninitialized_variable_warn off; log_not_found off;
root /srv/referee/www; default_type text/plain; absolute_redirect off;
`)
	for _, l := range c.http {
		out.WriteString(l + "\n")
	}
	for _, port := range []string{"9001", "9002"} {
		fmt.Fprintf(&out, "server { listen 127.0.0.1:%s; location / { add_header X-Up \"%s $http_host $request_method $request_uri $http_x_v\" always; return %s up; } }\n", port, port, map[string]string{"9001": "200", "9002": "404"}[port])
	}
	for _, s := range c.servers {
		fmt.Fprintf(&out, "server {\n\tlisten 8001%s; server_name %s;\n", map[bool]string{true: " default_server"}[s.standard], strings.Join(s.names, " "))
		s.body(&out, "\t", tagged)
		out.WriteString("}\n")
	}
	out.WriteString("}\n")
	return out.String()
}

// body writes what stands in a block: of directives that may stand once the first.
func (b *made) body(out *strings.Builder, indent string, tagged bool) {
	if tagged {
		fmt.Fprintf(out, "%sset $t \"$t.%d\"; add_header X-L %d always; add_header X-T $t always; add_header X-U \"$uri?$args\" always;\n", indent, b.id, b.id)
	}
	seen := map[string]bool{}
	for _, l := range b.lines {
		name, _, _ := strings.Cut(strings.TrimSuffix(l, ";"), " ")
		switch name {
		case "return", "rewrite", "set", "if", "break", "add_header", "error_page", "deny", "allow", "proxy_set_header":
		default:
			if seen[name] {
				continue
			}
		}
		seen[name] = true
		if name == "internal" && b.modifier == "@" {
			continue
		}
		out.WriteString(indent + l + "\n")
	}
	for _, in := range b.inside {
		head := fmt.Sprintf("%s \"%s\"", in.modifier, strings.ReplaceAll(in.name, `\`, `\\`))
		if in.modifier == "@" {
			head = "@" + in.name
		}
		fmt.Fprintf(out, "%slocation %s {\n", indent, head)
		in.body(out, indent+"\t", tagged)
		out.WriteString(indent + "}\n")
	}
}

// blocks are all that have lines.
func (c *madeConfig) blocks() []*made {
	var all []*made
	var look func(b *made)
	look = func(b *made) {
		all = append(all, b)
		for _, in := range b.inside {
			look(in)
		}
	}
	for _, s := range c.servers {
		look(&s.made)
	}
	return all
}

// change changes one thing, in place.
func (m *maker) change(c *madeConfig) {
	b := pick(m, c.blocks()...)
	switch m.IntN(12) {
	case 0, 1:
		if len(b.lines) > 0 {
			b.lines[m.IntN(len(b.lines))] = m.line()
		}
	case 2:
		b.lines = append(b.lines, m.line())
	case 3:
		if len(b.lines) > 0 {
			b.lines = slices.Delete(b.lines, 0, 1)
		}
	case 4, 5:
		if len(b.inside) > 0 && b.inside[0].modifier != "@" {
			b.inside = b.inside[1:]
		}
	case 6:
		m.Shuffle(len(b.inside), func(i, j int) { b.inside[i], b.inside[j] = b.inside[j], b.inside[i] })
	case 7:
		for _, in := range b.inside {
			if in.modifier == "" {
				in.modifier = "^~"
			}
		}
	case 8:
		i := m.IntN(2)
		c.http[i] = [2]string{m.mapLine(), m.upstreamLine()}[i]
	case 9:
		s, o := c.servers[m.IntN(3)], c.servers[m.IntN(3)]
		s.names, o.names = slices.Clone(s.names), slices.Clone(o.names)
		s.names[1], o.names[1] = o.names[1], s.names[1]
	case 10:
		for i, s := range c.servers {
			s.standard = i == 1
		}
	case 11:
		s := pick(m, c.servers...)
		s.lines = append(s.lines, m.serverLine())
	}
}

// copied is a configuration of its own.
func (c *madeConfig) copied() *madeConfig {
	o := &madeConfig{http: slices.Clone(c.http)}
	for _, s := range c.servers {
		one := *s
		one.made = *s.made.copied()
		o.servers = append(o.servers, &one)
	}
	return o
}

func (b *made) copied() *made {
	o := *b
	o.lines, o.inside = slices.Clone(b.lines), nil
	for _, in := range b.inside {
		o.inside = append(o.inside, in.copied())
	}
	return &o
}

func (m *maker) request() nginx.Request {
	q := nginx.Request{Method: pick(m, "GET", "GET", "GET", "HEAD", "POST", "PUT"), Local: ":8001", Client: "192.0.2.1", Header: map[string]string{}}
	q.Host = pick(m, "s0.test", "s1.test", "s2.test", "s0.test", "s1.test", "q.w.test", "y.test", "x.com", "nobody", "z.testx")
	q.Target = pick(m, "/", "/a", "/a/", "/a/b", "/b", "/b/", "/b/c", "/x", "/x/", "/c.php", "/a/c.php", "/f/", "/f/404", "/old/b", "/none", "/a/none", "/www", "/f.html", "/ab") + pick(m, "", "", "", "?q=1", "?q=2&r", "?q=9")
	if q.Method == http.MethodPost || q.Method == http.MethodPut {
		q.Header["content-length"] = pick(m, "0", "3")
	}
	return q
}
