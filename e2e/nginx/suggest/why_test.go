package suggest_test

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/suggest"
)

// A named location is reached from its own server alone, and by what that takes from the http level. Each row is what
// stands there, in the server beside its location, and in another server, and whether a line leads to the location.
func TestLinesOfItsOwnServerLeadToANamedLocation(t *testing.T) {
	const elsewhere = "no line of the configuration sends a request there"
	const found = "no request was found that surely is sent there"
	for name, row := range map[string]struct{ around, own, other, want string }{
		"nobody":                {"", "", "", elsewhere},
		"its own server":        {"", "error_page 502 = @lost;", "", found},
		"a location of its own": {"", "location /a { proxy_pass http://127.0.0.1:9; error_page 502 = @lost; }", "", found},
		"the http level":        {"error_page 502 = @lost;", "", "", found},
		"a map":                 {"map $uri $to { /b @lost; }", "error_page 502 = $to;", "", found},
		"a name made of others": {"", "error_page 502 = @l$arg_x;", "", found},
		"other names so made":   {"", "error_page 502 = @m$arg_x;", "", elsewhere},
		"a program":             {"", `location /a { content_by_lua_block { ngx.exec("@lost") } }`, "", found},
		"another server":        {"", "", "error_page 404 = @lost; location @lost { return 200; }", elsewhere},
		"an upstream block":     {"upstream @lost { server 127.0.0.1:9; }", "", "", elsewhere},
	} {
		got, _ := suggested(t, "events {}\nhttp { "+row.around+"\nserver { server_name own.test; location @lost { return 200; } "+row.own+" }\nserver { server_name other.test; "+row.other+" } }", suggest.Options{})
		if want := "location @lost in server own.test: it is named, and " + row.want; !strings.Contains(got, want) {
			t.Errorf("%s: no %q in\n%s", name, want, got)
		}
	}
}
