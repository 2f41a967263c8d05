package nginx

import (
	"fmt"
	"strings"
)

// The files that the generated configurations serve, below /srv/referee.
var served = map[string]string{
	"www/a/index.html": "a", "www/a/b": "b", "www/b/": "", "www/ab": "ab", "www/f.php": "f", "www/t/index.php": "t", "www/t/e/": "", "www/404.html": "no",
	"www/a/c/index.html/x": "in a directory of that name", "alt/a/index.html": "other", "alt/q": "q", "alt/f.php": "f",
}

// An upstream of the generated configurations, by its port.
var upstreams = map[string]Answer{"9001": {Status: 200}, "9002": {Status: 404}, "9003": {Status: 500}, "9004": {Status: 200, Accel: "/a/b"},
	"9005": {Status: 200, Accel: "@n1"}, "9006": {Status: 403}, "9": {}}

// hops writes a configuration of servers s0, s1 … with all that moves a request inside NGINX. Each location tells its
// number by X-L, the ones that ran before by X-T.
func (m *maker) hops(servers int) string {
	m.out.Reset()
	m.ids = 0
	m.out.WriteString(`worker_processes 1; error_log /dev/null; events {} http { access_log off; keepalive_requests 100000; uninitialized_variable_warn off;
root /srv/referee/www; absolute_redirect off; default_type text/plain;
`)
	for port, a := range upstreams {
		if port == "9" {
			continue
		}
		accel := ""
		if a.Accel != "" {
			accel = "add_header X-Accel-Redirect " + a.Accel + ";"
		}
		fmt.Fprintf(&m.out, "server { listen 127.0.0.1:%s; location / { %s return %d u; } }\n", port, accel, a.Status)
	}
	for i := range servers {
		fmt.Fprintf(&m.out, "server {\n\tlisten 8001; server_name s%d;\n\tset $t \"$t.s%d\";%s\n", i, i, tags(fmt.Sprintf("s%d", i)))
		if m.chance(30) {
			fmt.Fprintf(&m.out, "\t%s\n", m.rewriteLine())
		}
		if m.chance(20) {
			fmt.Fprintf(&m.out, "\t%s\n", m.tryLine())
		}
		m.shared("\t", false, i == 0)
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

func tags(id string) string {
	return fmt.Sprintf(` add_header X-L %s always; add_header X-T $t always; add_header X-U "$uri?$args" always; add_header X-M $request_method always;`, id)
}

var hopNames = []string{"/", "/a", "/a/", "/a/b", "/b/", "/t", "/t/", "/x", "/ab", "/404.html", "/zz/", "/q"}

func (m *maker) hopLevel(parent string, depth int) {
	seen := map[string]bool{}
	for range 2 + m.IntN(5) {
		modifier := pick(m, "", "", "", "=", "^~", "~", "~", "~*")
		name := pick(m, hopNames...)
		if modifier == "~" || modifier == "~*" {
			name = pick(m, `\.php$`, `^/a`, `b$`, `^/(t|x)/?`, `^/(\w)(\w*)`, `/$`, `html`)
		} else if !strings.HasPrefix(name, parent) || seen[strings.Trim(modifier, "^~")+name] {
			continue
		}
		seen[strings.Trim(modifier, "^~")+name] = true
		m.block(modifier+` "`+strings.ReplaceAll(name, `\`, `\\`)+`"`, name, depth, modifier != "=" && !strings.HasPrefix(modifier, "~"))
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
		fmt.Fprintf(&m.out, "%s%s\n", indent, m.rewriteLine())
	}
	if m.chance(30) {
		fmt.Fprintf(&m.out, "%s%s\n", indent, m.tryLine())
	}
	if m.chance(15) {
		fmt.Fprintf(&m.out, "%sproxy_pass http://127.0.0.1:%s;\n", indent, pick(m, "9001", "9002", "9003", "9004", "9005", "9006", "9"))
	}
	if m.chance(10) && !named {
		fmt.Fprintf(&m.out, "%sinternal;\n", indent)
	}
	if m.chance(10) {
		fmt.Fprintf(&m.out, "%slimit_except %s { %s all; }\n", indent, pick(m, "GET", "POST", "GET POST"), pick(m, "deny", "allow"))
	}
	m.shared(indent, !named && !regex, false)
	if nests && depth < 3 && m.chance(30) {
		m.hopLevel(name, depth+1)
	}
	fmt.Fprintf(&m.out, "%s}\n", indent[1:])
}

// shared writes what servers and locations both may say.
func (m *maker) shared(indent string, alias, calm bool) {
	line := func(percent int, text string) bool {
		if calm || !m.chance(percent) {
			return false
		}
		fmt.Fprintf(&m.out, "%s%s\n", indent, text)
		return true
	}
	if !alias || !line(12, "alias "+pick(m, "/srv/referee/alt/", "/srv/referee/www/a/", "/srv/referee/www")+";") {
		line(8, "root /srv/referee/alt;")
	}
	line(15, "index "+pick(m, "index.html", "index.php", "none index.html", "index.html /f.php", "none /zz/x", "c/index.html")+";")
	line(8, "autoindex on;")
	line(25, m.errorLine())
	line(8, "recursive_error_pages "+pick(m, "on", "on", "off")+";")
	line(20, "proxy_intercept_errors on;")
	line(8, pick(m, "deny all;", "deny all;", "allow all;"))
	line(8, "satisfy any;")
	line(8, "auth_request "+pick(m, "/a/b", "/x", "/q", "/zz/", "off")+";")
}

func (m *maker) rewriteLine() string {
	to := pick(m, "/x", "/a/b", "/b/", "/t/$1", "/q?r=1", "/ab?", "$1", "/zz/?x=$1&", "/t", "/f.php")
	from := pick(m, "^/a", "^/(.*)b", "^", "^/x$", "php", "^/(t|zz)/", "z")
	rewrite := fmt.Sprintf("rewrite %s %s %s;", from, to, pick(m, "", "last", "last", "break", "redirect", "permanent"))
	switch m.IntN(9) {
	case 0:
		return "break;"
	case 1:
		return "return " + pick(m, "200 $uri", "404", "403", "301 /moved", "302 http://o.test/", "503", "500 text", "204", "401", "200 $1-$args") + ";"
	case 2, 3:
		return fmt.Sprintf("if (%s) { %s }", pick(m, "$arg_q", "$request_method = POST", "$uri ~ ^/(a)", "$uri !~ b", "-f $request_filename", "!-e /srv/referee/www/q", "-d /srv/referee/www$uri", "$args ~* R"),
			pick(m, rewrite, "return 200 if;", "set $v 1;", "break;", "return 404;"))
	}
	return rewrite
}

func (m *maker) tryLine() string {
	var args []string
	for range 1 + m.IntN(2) {
		args = append(args, pick(m, "$uri", "$uri", "$uri/", "/ab", "/t/", "/t/e/", "none", "/f.php", "=404", "$uri.php", "/a$uri"))
	}
	return "try_files " + strings.Join(args, " ") + " " + pick(m, "/f.php", "/x?u=$uri", "/q$is_args$args", "@n1", "@n2", "@none", "=404", "=403", "/zz/", "$uri", "/t/", "/a/b?p=1") + ";"
}

func (m *maker) errorLine() string {
	return "error_page " + pick(m, "404", "403", "404 403", "500 502 503", "401", "405 404", "301", "404 500") + " " + pick(m, "", "", "=", "=200", "=301", "=444", "=404") + " " +
		pick(m, "/404.html", "@n1", "@n3", "/a/b?e=1", "/x", "http://o.test/e", "/zz/", "@none") + ";"
}
