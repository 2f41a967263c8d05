package conf

import (
	"strings"
	"testing"
)

// What another NGINX may know is kept with a note, and refused where it is asked for as Debian's does.
func TestWhatOtherVersionsKnowIsKept(t *testing.T) {
	for _, c := range []struct{ rule, text, note string }{
		{"directives of modules", "http { more_set_headers 'A: b'; }", `f:1:8: unknown directive "more_set_headers" is kept`},
		{"blocks of modules", "stream { server { listen 1; proxy_pass x; } }", `f:1:1: unknown directive "stream" is kept`},
		{"Lua", "http { init_by_lua_block { x = '}' } }", `f:1:8: unknown directive "init_by_lua_block" is kept`},
		{"directives of later versions", "http { server { listen 1; http2 on; } }", `f:1:27: unknown directive "http2" is kept`},
		{"parameters of later versions", "http { server { listen 1 quic; } }", `f:1:26: invalid parameter "quic"`},
		{"servers that are resolved", "http { upstream u { server a resolve; } }", `f:1:30: invalid parameter "resolve"`},
		{"variables of later versions", "http { server { return 200 $http3; } }", `f:1:28: unknown "http3" variable`},
		{"variables of modules", "load_module a.so; http { server { return 200 $geoip2_x; } }", `f:1:46: unknown "geoip2_x" variable is kept`},
		{"variables beside unknown directives", "http { geoip2 a; server { return 200 $country; } }", `f:1:38: unknown "country" variable is kept`},
		{"methods of other systems", "events { use kqueue; }", `f:1:14: invalid event type "kqueue"`},
		{"no events", "http {}", `f:1:1: no "events" section in configuration`},
	} {
		got, err := ReadText("f", c.text)
		if err != nil {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		var notes []string
		for _, n := range got.Notes {
			notes = append(notes, n.At.String()+": "+n.Text)
		}
		if !strings.Contains(strings.Join(notes, "\n"), c.note) {
			t.Errorf("%s: notes %q, want %q", c.rule, notes, c.note)
		}
		if _, err := (Options{Unknown: Refuse}).ReadText("f", c.text); err == nil && c.note != "" {
			t.Errorf("%s: it is not refused", c.rule)
		}
	}
}

// What no NGINX knows is refused also where unknown names are kept.
func TestWhatNoNGINXKnowsIsRefused(t *testing.T) {
	for _, text := range []string{"http { server { location ~ ^/n{2}$ { } } }", "events {} x} {}", "http { server { return 200 $nosuch; } }", "http { Return 200; }", "http { server { listen 1 nosuch; } }", "server {}"} {
		if _, err := ReadText("f", text); err == nil {
			t.Errorf("%q is kept", text)
		}
	}
}

// All that is wrong is said, each with its place.
func TestAllErrorsAreGiven(t *testing.T) {
	_, err := ReadText("f", "events { worker_connections x; }\nhttp {\n server {\n  root a; root b;\n  location ~ ( { }\n  return 1000;\n }\n}")
	var places []string
	for _, e := range Errors(err) {
		places = append(places, e.At.String())
	}
	if got := strings.Join(places, " "); got != "f:1:29 f:4:11 f:5:14 f:6:10" {
		t.Errorf("%s: %v", got, err)
	}
}
