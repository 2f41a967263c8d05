package suggest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/checkfile"
	"github.com/fleetspec/fleetspec/e2e/nginx/suggest"
)

// Each row is what stands at the http level and in a server that has "location = /in { internal; return 200; }", and the
// check by which that is reached: "" that there is none.
func TestChecksSendWhatConditionsAskFor(t *testing.T) {
	const go1 = ` { rewrite ^ /in last; } return 404;`
	for name, row := range map[string]struct{ around, server, want string }{
		"a user agent":              {"", `if ($http_user_agent ~* "(Bot|mobile)")` + go1, `- { get: /, header: { User-Agent: "bot" }, expect: { status: 200 } }`},
		"letter case":               {"", `if ($http_user_agent ~ "(Bot|MOBILE)")` + go1, `- { get: /, header: { User-Agent: "Bot" }, expect`},
		"no user agent":             {"", `if ($http_user_agent = "")` + go1, `- { get: /, header: { User-Agent: "" }, expect`},
		"no user agent by a regex":  {"", `if ($http_user_agent ~ ^$)` + go1, `- { get: /, header: { User-Agent: "" }, expect`},
		"not that user agent":       {"", `if ($http_user_agent !~ ^fleet)` + go1, ``},
		"a cookie":                  {"", `if ($cookie_Beta = 1)` + go1, `- { get: /, header: { Cookie: "Beta=1" }, expect`},
		"any cookie":                {"", `if ($cookie_beta)` + go1, `- { get: /, header: { Cookie: "beta=1" }, expect`},
		"a cookie that is not none": {"", `if ($cookie_beta != "")` + go1, `- { get: /, header: { Cookie: "beta=1" }, expect`},
		"the list of cookies":       {"", `if ($http_cookie ~* "wp_in|; *z=")` + go1, `- { get: /, header: { Cookie: "x=wp_in" }, expect`},
		"the second of a list":      {"", `if ($http_cookie ~ "; z=y$")` + go1, `- { get: /, header: { Cookie: "x=x; z=y" }, expect`},
		"a map":                     {`map $http_accept_language $lang { default ""; ~^de in; }`, `if ($lang = in)` + go1, `- { get: /, header: { Accept-Language: "de" }, expect`},
		"a map of a map":            {`map $http_x_kind $a { default ""; KEY 1; } map $a $b { 1 /in; default /out; }`, `rewrite ^ $b last;`, `- { get: /, header: { X-Kind: "KEY" }, expect`},
		"behind regexes of a map":   {`map $http_x $a { ~a 1; ~a|b|c 2; ~c 3; }`, `if ($a = 2)` + go1, `- { get: /, header: { X: "b" }, expect`},
		"any but the keys of a map": {`map $http_x $a { "" ""; 1 ""; default /in; }`, `if ($a)` + go1, `- { get: /, header: { X: "x" }, expect`},
		"around the server":         {`map $http_x $p { go /in; default /out; } error_page 404 $p;`, `location / { return 404; }`, `- { get: /, header: { X: "go" }, expect`},
		"the scheme of a proxy":     {"", `if ($http_x_forwarded_proto != https) { return 301 https://$host/; } rewrite ^ /in last;`, `- { get: /, header: { X-Forwarded-Proto: "https" }, expect`},
		"two conditions of one":     {"", `if ($http_x ~ a) { return 404; } if ($http_x ~ "[ab]c")` + go1, `- { get: /, header: { X: "bc" }, expect`},
		"a name that YAML knows":    {"", `if ($http_null = "no")` + go1, `- { get: /, header: { "Null": "no" }, expect`},
		"what a check would fill":   {"", `if ($http_x ~ "^[$][{]a}$")` + go1, `- { get: /, header: { X: "$${a}" }, expect`},
		"quotes":                    {"", `if ($http_x = 'a "b" #: \c')` + go1, `- { get: /, header: { X: "a \"b\" #: \\c" }, expect`},
		"an argument":               {"", `if ($arg_x = "a%20y") ` + go1, `- { get: "/?x=a%20y", expect`},
		"an argument by a map":      {`map $arg_Q $m { ~^r(.)$ /in; default /out; }`, `rewrite ^ $m last;`, `- { get: "/?Q=rx", expect`},
		"by another method":         {"", `if ($request_method = GET) { return 404; } if ($http_x = 1)` + go1, `- { options: /, header: { X: "1" }, expect`},
		"in a location":             {"", `location /a { if ($cookie_c = "z")` + go1 + ` } location / { return 204; }`, `- { get: /a, header: { Cookie: "c=z" }, expect`},
		"another host":              {"", `server_name ~^v.test$; if ($http_x = 1)` + go1, `- { get: /, header: { X: "1" }, expect`},

		"a length":              {"", `if ($http_content_length = 7)` + go1, ``},
		"what is accepted":      {"", `if ($http_accept_encoding = br)` + go1, ``},
		"a password":            {"", `if ($http_authorization ~ x)` + go1, ``},
		"a connection":          {"", `if ($http_connection = close)` + go1, ``},
		"an old copy":           {"", `if ($http_if_none_match)` + go1, ``},
		"blanks around":         {"", `if ($http_x = " a")` + go1, ``},
		"two lines":             {"", `if ($http_x ~ "a\nb")` + go1, ``},
		"not ASCII":             {"", "if ($http_x = \xc3\xa9)" + go1, ``},
		"no list of cookies":    {"", `if ($http_cookie = "beta")` + go1, ``},
		"cookies put together":  {"", `if ($http_cookie = "a=1;b=2")` + go1, ``},
		"a cookie with a blank": {"", `if ($cookie_a = "b c")` + go1, ``},
		"an escaped argument":   {"", `if ($arg_x = "a&b")` + go1, ``},
		"only of the log":       {`map $http_x $log { go 1; }`, `access_log /l combined if=$log; return 404;`, ``},
		"never":                 {"", `if ($http_x = a) { set $y 1; } if ($http_z = "a") { return 404; } return 404;`, ``},
	} {
		config := "events {}\nhttp { " + row.around + " server { server_name www.test; location = /in { internal; return 200; } " + row.server + " } }"
		got, _ := suggested(t, config, suggest.Options{})
		reached := strings.Contains(got, "location = /in in server www.test: reached inside NGINX")
		if reached != (row.want != "") || !strings.Contains(got, row.want) {
			t.Errorf("%s: no %s in\n%s", name, row.want, got)
		}
		if _, err := checkfile.Parse("suggested.yaml", []byte(got)); err != nil && !strings.Contains(got, "checks: []") {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

// What only logs speak of takes nobody's turn; of more than the bound the last are not tried.
func TestSoManyValuesAreTried(t *testing.T) {
	var maps, logs, ifs strings.Builder
	for i := range 12 {
		fmt.Fprintf(&maps, "map $http_l%d $l%d { a 1; }\n", i, i)
		fmt.Fprintf(&logs, "access_log /l%d combined if=$l%d;\n", i, i)
		fmt.Fprintf(&ifs, "if ($l%d) { set $y 1; }\n", i)
	}
	maps.WriteString("map $http_x $in { a 1; }\n")
	for lines, found := range map[string]bool{logs.String(): true, ifs.String(): false} {
		got, _ := suggested(t, "events {}\nhttp { "+maps.String()+"server { location = /in { internal; return 200; }\n"+lines+"if ($in) { rewrite ^ /in last; } return 404; } }", suggest.Options{})
		if strings.Contains(got, `header: { X: "a" }`) != found {
			t.Errorf("found is not %t:\n%s", found, got)
		}
	}
}

// A request that only may come there is told with its headers.
func TestALikelyRequestIsToldWithItsHeaders(t *testing.T) {
	const config = `events {} http { server { server_name www.test; location @gone { return 410; }
		location / { if ($http_x_kind = "b c") { rewrite ^ /f last; } return 404; }
		location = /f { internal; root /srv; try_files $uri @gone; } } }`
	got, _ := suggested(t, config, suggest.Options{})
	if want := `GET http://www.test/ with X-Kind: "b c" may come there: if /srv/f is`; !strings.Contains(got, want) {
		t.Errorf("no %s in\n%s", want, got)
	}
}
