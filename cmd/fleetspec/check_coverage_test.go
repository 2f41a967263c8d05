package main

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/nginx/ondisk"
	"github.com/fleetspec/fleetspec/runner/inventory"
)

// gaugeOf is one of a target of the inventory, or of a dump, with a configuration.
func gaugeOf(t *testing.T, inv *inventory.Inventory, name, text string) *gauge {
	t.Helper()
	g := &gauge{name: name, streams: streams{err: t.Output(), out: t.Output()}}
	if name != "" {
		found, err := inv.Resolve([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		g.target = &found[0]
	}
	if err := g.take("# configuration file /nginx.conf:\n" + text); err != nil {
		t.Fatal(err)
	}
	return g
}

// Requests count for a target's NGINX where it is certain that they come to it.
func TestWhoseRequestsCount(t *testing.T) {
	const targets = "targets:\n  web: { address: \"docker://web\", labels: { role: web } }\n  php: { address: \"docker://php\", labels: { role: web } }\n  bastion: { address: \"ssh://bastion\" }\nendpoints:\n"
	for name, c := range map[string]struct {
		endpoints, named string
		want             string // "NAME" or "NAME itself" of those that count, or the error
	}{
		"the only one":                          {"  a: { url: http://a.test }", "", "a"},
		"the only one, which others serve":      {"  a: { url: http://a.test, target: php }", "", "by the inventory it is not what serves endpoint a; if it is all the same: --coverage a=web"},
		"that one, named":                       {"  a: { url: http://a.test, target: php }", "a", "a"},
		"served by the target":                  {"  a: { url: http://a.test, target: web }\n  b: { url: http://b.test }\n  c: { url: http://c.test, target: php }", "", "a"},
		"served by several":                     {"  a: { url: http://a.test, target: [php, web] }\n  b: { url: http://b.test }", "", "a"},
		"two, and nothing is said":              {"  a: { url: http://a.test }\n  b: { url: http://b.test }", "", "which of the run's 2 endpoints does it serve?"},
		"two, one is another's":                 {"  a: { url: http://a.test }\n  b: { url: http://b.test, target: php }", "", "which of the run's 2 endpoints does it serve?"},
		"via the target, which serves itself":   {"  a: { url: http://a.test, via: web }\n  b: { url: http://b.test }", "", "a itself"},
		"via another, which serves itself":      {"  a: { url: http://a.test, via: php }", "", "it is not what serves endpoint a"},
		"via another's loopback":                {"  a: { url: http://a.test, via: bastion, dial: 127.0.0.1:80 }", "", "it is not what serves endpoint a"},
		"via another, which only leads there":   {"  a: { url: http://a.test, via: bastion, dial: 10.0.0.1:80, target: web }", "", "a"},
		"via the target, which leads on":        {"  a: { url: http://a.test, via: web, dial: 10.0.0.1:80 }", "", "it is not what serves endpoint a"},
		"via the target, which leads to others": {"  a: { url: http://a.test, via: web, dial: 10.0.0.1:80, target: php }", "", "it is not what serves endpoint a"},
	} {
		inv, err := inventory.Parse("inv", []byte(targets+c.endpoints+"\n"))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		g := gaugeOf(t, inv, "web", "events {}")
		var got []string
		if err := g.plan(inv.Endpoints, c.named, inv); err != nil {
			got = []string{err.Error()}
		}
		for _, e := range inv.Endpoints {
			if s, ok := g.served[e.Name]; ok {
				got = append(got, e.Name+map[bool]string{true: " itself"}[s.itself])
			}
		}
		if len(got) != 1 || got[0] != c.want && (len(c.want) < 10 || !strings.Contains(got[0], c.want)) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The port that NGINX sees is what was dialled on its own network; else one that it listens on and that is the only one
// possible.
func TestByWhichPortARequestCameIn(t *testing.T) {
	inv, err := inventory.Parse("inv", []byte("targets:\n  box: { address: \"docker://box\" }\n  host: { address: \"ssh://host\" }\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		target, listen, url, dial string
		itself                    bool
		want                      string // the address, or what the doubt says
	}{
		"on its own network":              {"box", "443 ssl", "https://a.test", "target:443", true, "172.17.0.2:443"},
		"published":                       {"box", "443 ssl", "https://a.test", "127.0.0.1:32768", false, ":443"},
		"published, by an own port":       {"box", "80", "http://a.test:8080", "", false, ":80"},
		"published, or direct":            {"box", "80; listen 8080", "http://a.test:8080", "", false, "by port 8080 or 80"},
		"a host does not publish":         {"host", "80; listen 8080", "http://a.test:8080", "", false, ":8080"},
		"a host behind an own port":       {"host", "443 ssl", "https://a.test:8443", "", false, ":443"},
		"dialled past what the URL names": {"host", "8443 ssl", "https://a.test", "10.0.0.1:8443", false, ":8443"},
		"dialled or named":                {"host", "443 ssl; listen 8443 ssl", "https://a.test", "10.0.0.1:8443", false, "by port 8443 or 443"},
		"TLS ends before it":              {"host", "80; listen 443", "https://a.test", "", false, "no port that https://a.test can have come in by"},
		"it listens elsewhere":            {"", "81", "http://a.test", "", false, "no port that http://a.test can have come in by"},
	} {
		g := gaugeOf(t, inv, c.target, "events {}\nhttp { server { listen "+c.listen+"; ssl_certificate x; ssl_certificate_key x; location / { return 200; } } }")
		text := "endpoints:\n  a: { url: \"" + c.url + "\" }\n"
		if c.dial != "" && !c.itself {
			text = "endpoints:\n  a: { url: \"" + c.url + "\", dial: \"" + c.dial + "\" }\n"
		}
		own, err := inventory.Parse("inv", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		h := &httpcheck.Hop{URL: c.url + "/x", Target: "/x", Remote: "172.17.0.2:443"}
		local, doubt := g.local(measured{itself: c.itself}, own.Endpoints[0], h)
		if local+doubt != c.want && (doubt == "" || !strings.Contains(doubt, c.want)) {
			t.Errorf("%s: %q %q, want %q", name, local, doubt, c.want)
		}
	}
}

// A connection that is closed without an answer reached what closes it, and nothing else; what was answered did not.
func TestWhatIsClosedWithoutAnAnswer(t *testing.T) {
	inv, err := inventory.Parse("inv", []byte("endpoints:\n  a: { url: http://a.test }\n"))
	if err != nil {
		t.Fatal(err)
	}
	g := gaugeOf(t, inv, "", "events {}\nhttp { server { location /gone/ { return 444; } location / { return 200; } } }")
	if err := g.plan(inv.Endpoints, "", inv); err != nil {
		t.Fatal(err)
	}
	closed, refused := &httpcheck.Failure{Kind: httpcheck.Closed, Text: "EOF"}, &httpcheck.Failure{Kind: httpcheck.Refused, Text: "refused"}
	for name, c := range map[string]struct {
		path                     string
		status                   int
		failure                  *httpcheck.Failure
		requests, doubts, covers int
	}{
		"closed, as it should":       {"/gone/", 0, closed, 1, 0, 1},
		"closed, and should not":     {"/", 0, closed, 1, 1, 0},
		"answered, and should not":   {"/gone/", 200, nil, 1, 1, 0},
		"answered, as it should":     {"/", 200, nil, 1, 0, 1},
		"refused where nobody hears": {"/gone/", 0, refused, 1, 1, 0},
		"not sent":                   {"/", 0, &httpcheck.Failure{Kind: httpcheck.Writes}, 0, 0, 0},
	} {
		hop := &httpcheck.Hop{Method: "GET", URL: "http://a.test" + c.path, Target: c.path, Status: c.status}
		probes, _ := g.probes([]e2e.Sent{{Endpoint: inv.Endpoints[0], Check: name, Place: "checks.yaml:1:1", Exchange: &httpcheck.Exchange{Hops: []*httpcheck.Hop{hop}, Error: c.failure}}})
		if r := g.count(probes, ondisk.Files{}); r.Requests != c.requests || r.Doubts != c.doubts || r.Total.Covered != c.covers {
			t.Errorf("%s: %d requests, %d doubts %+v, %d covered", name, r.Requests, r.Doubts, r.Unknown, r.Total.Covered)
		}
	}
}

// Behind a balancer that ends TLS a request comes in without it, with headers that are not known.
func TestBehindWhatEndsTLS(t *testing.T) {
	inv, err := inventory.Parse("inv", []byte("endpoints:\n  a: { url: https://a.test }\n"))
	if err != nil {
		t.Fatal(err)
	}
	g := gaugeOf(t, inv, "", `events {} http { server { listen 80; if ($http_x_forwarded_proto = http) { return 301 https://$host$request_uri; } if ($scheme = https) { return 204; } location / { return 200; } } }`)
	if err := g.plan(inv.Endpoints, "", inv); err != nil {
		t.Fatal(err)
	}
	hop := &httpcheck.Hop{Method: "GET", URL: "https://a.test/", Target: "/", Status: 200, Sent: []httpcheck.Line{{Name: "Host", Value: "a.test"}}}
	sent := []e2e.Sent{{Endpoint: inv.Endpoints[0], Check: "home", Place: "checks.yaml:1:1", Exchange: &httpcheck.Exchange{Hops: []*httpcheck.Hop{hop}}}}
	for port, covered := range map[uint16]int{0: 0, 80: 1} {
		if err := g.by(port); err != nil {
			t.Fatal(err)
		}
		probes, _ := g.probes(sent)
		if r := g.count(probes, ondisk.Files{}); r.Total.Covered != covered || r.Doubts != 1-covered {
			t.Errorf("port %d: %+v", port, r)
		}
		if port == 80 && probes[0].Header != nil {
			t.Errorf("headers are known: %v", probes[0].Header)
		}
		g.port = ""
	}
}
