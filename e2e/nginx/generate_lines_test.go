package nginx

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// The files that the generated configurations serve, below /srv/referee. A name that ends with a slash is a directory.
var served = map[string]string{
	"www/a/index.html": "a", "www/a/b": "b", "www/b/": "", "www/ab": "ab", "www/f.php": "f", "www/t/index.php": "t", "www/t/e/": "", "www/404.html": "no",
	"www/a/c/index.html/x": "in a directory of that name", "www/one.html": "1", "www/a b": "blank", "www/d+/x": "plus",
	"alt/a/index.html": "other", "alt/q": "q", "alt/f.php": "f", "one/a": "1", "none/index.html": "n", "aindex.html": "beside a folder",
	"users": "u:{PLAIN}p\n",
}

// upstreams are what the generated configurations hand requests on to, by port. What does not begin with a slash they
// answer by 400.
var upstreams = map[string]Answer{"9001": {Status: 200}, "9002": {Status: 404}, "9003": {Status: 500}, "9004": {Status: 200, Accel: "/a/b"},
	"9005": {Status: 200, Accel: "@n1"}, "9006": {Status: 403}, "9007": {Status: 401}, "9008": {Status: 302, Location: "/up/x"}, "9009": {Status: 301, Location: "http://o.test/y/uz"},
	"9010": {Status: 404, Accel: "/q?x=%20y"}, "9011": {Status: 200, Accel: "/a%20b"}, "9012": {Status: 200, Accel: "/a/../q"}, "9013": {Status: 200, Accel: "x"},
	"9014": {Status: 200, Accel: "@none"}, "9015": {Status: 204}, "9016": {Status: 503, Location: "http://127.0.0.1:9016/base/k"}, "9": {}}

func (m *maker) port() string {
	if m.chance(40) {
		return pick(m, "9001", "9002", "9003", "9", "9008")
	}
	return pick(m, "9002", "9003", "9004", "9005", "9006", "9007", "9008", "9009", "9010", "9011", "9012", "9013", "9014", "9015", "9016", "9")
}

// behind writes the upstreams. Each tells what it got by X-Up.
func (m *maker) behind() {
	m.out.WriteString("server { listen 127.0.0.1:9099; location ~ (?<first>.)(?<rest>.) { } }\n")
	for _, port := range slices.Sorted(maps.Keys(upstreams)) {
		a := upstreams[port]
		if port == "9" {
			continue
		}
		extra := ""
		if a.Accel != "" {
			extra = fmt.Sprintf(`add_header X-Accel-Redirect "%s" always;`, a.Accel)
		}
		if a.Location != "" && a.Status >= 400 {
			extra += fmt.Sprintf(` add_header Location "%s" always;`, a.Location)
		}
		body := "u"
		if a.Location != "" && a.Status < 400 {
			body = a.Location
		}
		fmt.Fprintf(&m.out, "server { listen 127.0.0.1:%s; absolute_redirect off; location / { add_header X-Up \"$request_method $request_uri\" always; %s return %d %s; } }\n", port, extra, a.Status, body)
	}
}

func (m *maker) rewriteLine(inLocation bool) string {
	to := pick(m, "/x", "/a/b", "/b/", "/t/$1", "/q?r=1", "/ab?", "$1", "/zz/?x=$1&", "/t", "/f.php", "/a b", "$u", "/q?v=$v&m=$m", "/$first$rest", "/q?w=$1-$2?")
	from := pick(m, "^/a", "^/(.*)b", "^", "^/x$", "php", "^/(t|zz)/", "z", "^/(?<first>.)", " ", "^/(a)(.*)")
	rewrite := fmt.Sprintf(`rewrite "%s" "%s" %s;`, from, to, pick(m, "", "last", "last", "break", "redirect", "permanent"))
	switch m.IntN(10) {
	case 0:
		return pick(m, "if ($uri ~ never) { break; } set $v g$1; return 200 $v-$1;", "break;", "set $v $1;", "set $v $uri;", "set $args n=$1;", "set $w \"$m/$u\";")
	case 1:
		return "return " + m.returned() + ";"
	case 2, 3, 4:
		return fmt.Sprintf("if (%s) { %s }", m.condition(), m.inIf(rewrite, inLocation))
	case 5:
		return fmt.Sprintf(`rewrite "%s" %s;`, from, pick(m, "https://o.test/$1", "$scheme://$host/n?x", "http://o.test$request_uri?"))
	}
	return rewrite
}

func (m *maker) returned() string {
	return pick(m, "200 $uri", "404", "403", "301 /moved", "302 http://o.test/", "503", "500 text", "204", "401", `"200" "$u-$m-$1-$args-$v-$first"`, "http://o.test$request_uri",
		"308 $scheme://$host:$server_port$uri", "405", "200 \"$http_x-$cookie_c-$is_args-$https-$server_name-$document_root-$request_filename\"", "444", "418", "307 \"\"", "404 \"\"", "497")
}

func (m *maker) condition() string {
	return pick(m, "$arg_q", "$request_method = POST", "$uri ~ ^/(a)", "$uri !~ b", "-f $request_filename", "!-e /srv/referee/www/q", "-d /srv/referee/www$uri", "$args ~* R", "$http_x = 1",
		"$cookie_c", `$m != "one"`, "$v", "$uri ~ (?<rest>.)$", `$request_uri ~* "[+%]"`, "!-d $document_root")
}

// inIf is what an if does. It adds no header: the tags would be lost.
func (m *maker) inIf(rewrite string, inLocation bool) string {
	lines := []string{rewrite, rewrite, "return " + m.returned() + ";", "set $v 1;", "break;", "set $v $1; " + rewrite}
	if inLocation {
		lines = append(lines, "proxy_pass http://127.0.0.1:"+m.port()+";", "error_page 404 /q;", "root /srv/referee/alt;")
	}
	return pick(m, lines...)
}

func (m *maker) tryLine() string {
	var args []string
	for range 1 + m.IntN(2) {
		args = append(args, pick(m, "$uri", "$uri", "$uri/", "/ab", "/t/", "/t/e/", "none", "/f.php", "=404", "$uri.php", "/a$uri", "''", "$fastcgi_script_name", "$m.html", "/$arg_q"))
	}
	return "try_files " + strings.Join(args, " ") + " " + pick(m, "/f.php", "/x?u=$uri", "/q$is_args$args", "@n1", "@n2", "@none", "=404", "=403", "/zz/", "$uri", "/t/", "/a/b?p=1", "$u", "x", "=444",
		"/q?v=$v", "=503", "=301") + ";"
}

func (m *maker) errorLine() string {
	return "error_page " + pick(m, "404", "403", "404 403", "500 502 503", "401", "405 404", "301", "404 500", "302 301 308", "413 400", "403 404 405 500 502") + " " +
		pick(m, "", "", "=", "=200", "=301", "=444", "=404", "=307") + " " +
		pick(m, "/404.html", "@n1", "@n3", "/a/b?e=1", "/x", "http://o.test/e", "/zz/", "@none", "404.html", "/q?x=$arg_q", "$u", "http://o.test$uri?$args") + ";"
}

// wanted is a request near what the configurations know, with headers.
func (m *maker) wanted() Request {
	q := Request{Method: pick(m, "GET", "GET", "GET", "GET", "HEAD", "POST", "DELETE", "PUT", "OPTIONS"), Host: fmt.Sprintf("s%d", m.IntN(8)), Header: map[string]string{}}
	if m.chance(5) {
		q.Host = pick(m, "other.3", "S1:8001", "nobody")
	}
	q.Target = pick(m, "/", "/a", "/a/", "/a/b", "/b/", "/b", "/ab", "/t", "/t/", "/t/e/", "/x", "/q", "/f.php", "/zz/y", "/a/c/", "/a/none", "/ab/", "/t/index.php", "/a%20b", "/a/%2Bb+", "/a?/", "/one.html", "/d+/x") +
		pick(m, "", "", "", "?q=1", "?r=2&q=0", "?q=Rx&x=%20", "?")
	switch {
	case m.chance(2):
		q.Target = pick(m, "/%zz", "/../x", "/a%00b")
	case m.chance(1):
		q.Method = pick(m, "TRACE", "CONNECT", "get")
	case m.chance(2):
		q.Target = "http://s" + fmt.Sprint(m.IntN(8)) + q.Target
	}
	if m.chance(30) {
		q.Header["x"] = pick(m, "1", "2")
	}
	if m.chance(20) {
		q.Header["cookie"] = pick(m, "c=1", "a=2; c=0", "cc=1; C=x")
	}
	if m.chance(20) {
		q.Header["authorization"] = pick(m, "Basic dTpw", "Basic dTp4", "Bearer x", "Basic ")
	}
	if q.Method == http.MethodPost || q.Method == http.MethodPut {
		q.Header["content-length"] = pick(m, "0", "3", "7", "12")
	}
	return q
}

// text is the request as it is sent.
func text11(q Request) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s HTTP/1.1\r\nHost: %s\r\n", q.Method, q.Target, q.Host)
	body := 0
	for name, v := range q.Header {
		fmt.Fprintf(&out, "%s: %s\r\n", http.CanonicalHeaderKey(name), v)
		if name == "content-length" {
			_, _ = fmt.Sscan(v, &body)
		}
	}
	return out.String() + "\r\n" + strings.Repeat("b", body)
}
