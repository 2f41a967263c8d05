package nginx

import (
	"fmt"
	"strings"
)

// asking adds ifs to the servers and locations of a configuration that moves requests, by what a client says of itself:
// its program, its language, cookies, what a proxy before NGINX tells, an argument.
func (m *maker) asking(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "map $arg_q ") {
			out.WriteString(`map $http_accept_language $lang { default ""; ~*^de de; ~^fr|^de-AT fr; EN en; }
map $http_user_agent $old { default 0; "" ""; "~MSIE [5-7]" /x; ~*curl /t/; }
map $old$lang $both { default ""; ~x /b/; }
`)
		}
		out.WriteString(line)
		for strings.Contains(line, `set $t "$t.`) && m.chance(30) {
			fmt.Fprintf(&out, "if (%s) { %s }\n", m.said(), m.moved())
		}
	}
	return out.String()
}

func (m *maker) said() string {
	return pick(m, `$http_user_agent ~* "(bot|Mobile)"`, "$http_user_agent ~ Bot", "$http_user_agent !~* ^[bc]", "$cookie_beta = 1", "$cookie_beta", `$cookie_beta != ""`, "$lang = de", "$lang",
		"$http_x_forwarded_proto != https", "$http_x_forwarded_proto = https", "$http_x !~ ^[ab]", `$http_x = 'a "b"'`, "$http_x = 1", `$arg_go = "y.z"`, "$old", "$both", `$http_cookie ~* "in|beta=2"`)
}

func (m *maker) moved() string {
	return pick(m, "return 404;", "return 403;", "return 418;", "set $v $lang;", "rewrite ^ "+pick(m, "/x", "/b/", "/t/", "/q?r=1", "/zz/", "/a/b", "$old", "$both")+" last;")
}

// saying adds to a request what such configurations ask for.
func (m *maker) saying(q Request) Request {
	for _, h := range [][]string{{"user-agent", "Bot", "mobile", "curl/8", "MSIE 6"}, {"accept-language", "de", "fr", "en"}, {"x-forwarded-proto", "https"},
		{"cookie", "beta=1", "in=1; beta=2"}, {"x", `a "b"`, "b"}} {
		if m.chance(25) {
			q.Header[h[0]] = pick(m, h[1:]...)
		}
	}
	if m.chance(10) && !strings.Contains(q.Target, "?") {
		q.Target += "?go=y.z"
	}
	return q
}
