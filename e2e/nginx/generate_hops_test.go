package nginx

import (
	"fmt"
	"strings"
)

// hops writes a configuration of servers s0, s1 … with all that moves a request inside NGINX. Each location tells its
// number by X-L, the ones that ran before by X-T, the URI and the method at the end by X-U and X-M.
func (m *maker) hops(servers int, log string) string {
	m.out.Reset()
	m.ids = 0
	fmt.Fprintf(&m.out, `worker_processes 1; error_log %s; events {} http { access_log off; keepalive_requests 100000; uninitialized_variable_warn off;
root /srv/referee/www; default_type text/plain; log_not_found off; large_client_header_buffers 4 16k; fastcgi_index first.php;
map $arg_q $m { default none; 1 one; ~*^(r)(.) "$1-$2"; "" empty; }
map $uri $u { default /t; /a/b /x; ~^/a(.*)$ $1; }
`, log)
	m.behind()
	for i := range servers {
		m.tag = fmt.Sprintf("s%d", i)
		fmt.Fprintf(&m.out, "server {\n\tlisten 8001; server_name %s other.%d;\n\tset $t \"$t.%s\";%s\n", m.tag, i, m.tag, tags(m.tag))
		fmt.Fprintf(&m.out, "\tabsolute_redirect %s; port_in_redirect %s; server_name_in_redirect %s;\n", pick(m, "off", "off", "on"), pick(m, "on", "off"), pick(m, "on", "off"))
		for range m.IntN(3) * m.IntN(2) {
			fmt.Fprintf(&m.out, "\t%s\n", m.rewriteLine(false))
		}
		if m.chance(20) {
			fmt.Fprintf(&m.out, "\t%s\n", m.tryLine())
		}
		m.shared("\t", noAlias, i == 0)
		for n := 1; n <= 3; n++ {
			if m.chance(70) {
				m.block(fmt.Sprintf("@n%d", n), "", 1, false)
			}
		}
		m.hopLevel("", 1)
		m.out.WriteString("}\n")
	}
	m.out.WriteString("}\n")
	return m.out.String()
}

// tags are the headers that tell. The upstream's own are taken for those of NGINX where it answers.
func tags(id string) string {
	return fmt.Sprintf(` add_header X-L %s always; add_header X-T $t always; add_header X-U "$uri?$args" always; add_header X-M $request_method always;`, id)
}

var hopNames = []string{"/", "/a", "/a/", "/a/b", "/b/", "/t", "/t/", "/x", "/ab", "/404.html", "/zz/", "/q", "/a b", "x"}

func (m *maker) hopLevel(parent string, depth int) {
	seen := map[string]bool{}
	for range 2 + m.IntN(5) {
		modifier := pick(m, "", "", "", "=", "^~", "~", "~", "~*")
		name := pick(m, hopNames...)
		if modifier == "~" || modifier == "~*" {
			name = pick(m, `\.php$`, `^/a`, `b$`, `^/(t|x)/?`, `^/(\w)(\w*)`, `/$`, `html`, `^/(?<first>\w)(?<rest>.*)`, ` `)
		} else if !strings.HasPrefix(name, parent) || seen[strings.Trim(modifier, "^~")+name] {
			continue
		}
		seen[strings.Trim(modifier, "^~")+name] = true
		m.block(modifier+` "`+strings.ReplaceAll(name, `\`, `\\`)+`"`, name, depth, modifier != "=")
	}
}

// block writes one location.
func (m *maker) block(head, name string, depth int, nests bool) {
	m.ids++
	indent := strings.Repeat("\t", depth)
	fmt.Fprintf(&m.out, "%slocation %s { set $t \"$t.%d\";%s\n", indent, head, m.ids, tags(fmt.Sprint(m.ids)))
	named, regex := strings.HasPrefix(head, "@"), strings.HasPrefix(head, "~")
	indent += "\t"
	for range m.IntN(3) {
		fmt.Fprintf(&m.out, "%s%s\n", indent, m.rewriteLine(true))
	}
	alias := aliasPlain
	switch {
	case named:
		alias = noAlias
	case regex:
		alias = aliasRegex
	}
	switch {
	case m.chance(30):
		fmt.Fprintf(&m.out, "%s%s\n", indent, m.tryLine())
	case alias == aliasPlain && m.chance(10):
		fmt.Fprintf(&m.out, "%salias /srv/referee/%s; try_files $uri %s %s;\n", indent, pick(m, "alt/", "www/a/", "www"), pick(m, "$uri/", "x$uri", "none"), pick(m, "$uri", "/q?u=$uri", "$uri?a"))
		alias = noRoot
	}
	m.handler(indent, !named && !regex)
	if m.chance(10) && !named {
		fmt.Fprintf(&m.out, "%sinternal;\n", indent)
	}
	if m.chance(12) {
		inside := pick(m, "deny all;", "deny all;", "allow all;", "auth_basic who; auth_basic_user_file /srv/referee/users;", "proxy_pass http://127.0.0.1:"+m.port()+";")
		fmt.Fprintf(&m.out, "%slimit_except %s { %s }\n", indent, pick(m, "GET", "POST", "GET POST", "head PUT"), inside)
	}
	m.shared(indent, alias, false)
	if nests && depth < 3 && m.chance(30) {
		parent := name
		if regex {
			parent = "\x00" // only regexes are found there
		}
		m.hopLevel(parent, depth+1)
	}
	fmt.Fprintf(&m.out, "%s}\n", indent[1:])
}

// handler writes what answers instead of files.
func (m *maker) handler(indent string, uri bool) {
	switch {
	case m.chance(18):
		to := "http://127.0.0.1:" + m.port()
		if uri && m.chance(40) {
			to += pick(m, "/", "/base", "/base/", "/b?c=1&")
		} else if m.chance(10) {
			to = "http://127.0.0.1:$p"
			fmt.Fprintf(&m.out, "%sset $p %s;\n", indent, pick(m, m.port(), m.port()+"$uri", m.port()+"/v?w"))
		}
		fmt.Fprintf(&m.out, "%sproxy_pass %s;\n", indent, to)
		if m.chance(20) {
			fmt.Fprintf(&m.out, "%sproxy_redirect %s;\n", indent, pick(m, "off", "/up /down", "~^(.*)/u(.)$ $2$1", "http://o.test/ /o/"))
		}
		if m.chance(10) {
			fmt.Fprintf(&m.out, "%sproxy_ignore_headers X-Accel-Redirect;\n", indent)
		}
	case m.chance(4):
		fmt.Fprintf(&m.out, "%s%s\n", indent, pick(m, "empty_gif;", "stub_status;"))
	}
}

// The aliases that a location may have.
const (
	noAlias = iota
	aliasPlain
	aliasRegex
	noRoot // nor a root
)

// shared writes what servers and locations both may say.
func (m *maker) shared(indent string, alias int, calm bool) {
	line := func(percent int, text string) bool {
		if calm || !m.chance(percent) {
			return false
		}
		fmt.Fprintf(&m.out, "%s%s\n", indent, text)
		return true
	}
	folder := pick(m, "/srv/referee/alt/", "/srv/referee/www/a/", "/srv/referee/www", "/srv/referee/www/a", "/srv/referee/$m/")
	if alias == aliasRegex {
		folder = pick(m, "/srv/referee/alt/$1", "/srv/referee/www/$1$2", "/srv/referee/www$uri", "/srv/referee/alt/", "/srv/referee/www/f.php")
	}
	if alias != noRoot && (alias == noAlias || !line(12, "alias "+folder+";")) {
		line(8, "root "+pick(m, "/srv/referee/alt", "/srv/referee/alt/", "/srv/referee/www$u")+";")
	}
	line(15, "index "+pick(m, "index.html", "index.php", "none index.html", "index.html /f.php", "none /zz/x", "c/index.html", "$m.html index.html")+";")
	line(8, "autoindex on;")
	for range m.IntN(3) {
		line(15, m.errorLine())
	}
	line(8, "recursive_error_pages "+pick(m, "on", "on", "off")+";")
	line(20, "proxy_intercept_errors "+pick(m, "on", "on", "off")+";")
	line(8, pick(m, "deny all;", "deny all;", "allow all;", "allow 172.16.0.0/12; allow 127.0.0.0/8; deny all;", "deny 127.0.0.1; deny 172.17.0.1; deny 172.16.0.0/12;", "allow 10.1.2.3; deny all;", "deny ::1; allow unix:;"))
	line(8, "satisfy "+pick(m, "any", "any", "all")+";")
	line(8, "auth_request "+pick(m, "/a/b", "/x", "/q", "/zz/", "/q?a=1", "off")+";")
	line(4, "auth_basic "+pick(m, "who", "who", "off", "$m")+"; auth_basic_user_file "+pick(m, "/srv/referee/users", "/srv/referee/users", "/srv/referee/nobody")+";")
	line(6, "client_max_body_size "+pick(m, "4", "10", "0")+";")
}
