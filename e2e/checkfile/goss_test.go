package checkfile

import (
	"net/url"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/strict"
)

func gossOf(t *testing.T, src string) (*Goss, error) {
	t.Helper()
	g := &Goss{}
	return g, g.add("goss.yaml", []byte(src), nil)
}

// Each form of goss's value matchers, on the text that it holds of and on one that it does not.
func TestGossValueMatchers(t *testing.T) {
	body := "one\r\ntwo 2\n!three\n/four\n"
	for _, c := range []struct {
		form, yes, no string
	}{
		{`[one, "two"]`, body, "one\n"},
		{`["/^t/"]`, body, "one\n"},
		{`["!five"]`, body, "five\n"},
		{`["!/^f/"]`, body, "five\n"},
		{`["\\!three"]`, body, "three\n"},
		{`["\\/four"]`, body, "four\n"},
		{`["/one$/"]`, body, "ones\n"}, // without the carriage return
		{`ok`, "ok\n", "okay\n"},
		{`{ equal: ok }`, "ok", " ok"},
		{`{ equal: [a, b] }`, "a\nb\n", "b\na\n"},
		{`{ have-prefix: one }`, body, " one"},
		{`{ have-suffix: "four\n" }`, body, "four"},
		{`{ contain-substring: "two" }`, body, "tw o"},
		{`{ match-regexp: "(?s)one.*four" }`, body, "four one"},
		{`{ have-patterns: [one, "!five"] }`, body, "one five"},
		{`{ have-len: 2 }`, "ab", "abc"},
		{`{ gt: 2 }`, "3", "2"}, {`{ ge: 2 }`, "2\n", "1"}, {`{ lt: 2 }`, "1.9", "2"}, {`{ le: 2 }`, "2", "3"},
		{`{ contain-element: one }`, body, "one one"},
		{`{ contain-element: { have-prefix: two } }`, body, "one"},
		{`{ contain-elements: [one, { match-regexp: "o" }] }`, body, "one\nthree"},
		{`{ contain-elements: [{ match-regexp: "o" }, one] }`, body, "one\nthree"},
		{`{ consist-of: [b, { have-prefix: a }] }`, "a\nb\n", "a\nb\nc\n"},
		{`{ not: { contain-substring: five } }`, body, "five"},
		{`{ and: [{ gt: 1 }, { lt: 3 }] }`, "2", "3"},
		{`{ or: [{ gt: 3 }, "1"] }`, "1", "2"},
		{`{ not: { or: [a, b] } }`, "c", "b"},
	} {
		g, err := gossOf(t, "http: { \"http://a/\": { body: "+c.form+" } }\n")
		if err != nil {
			t.Errorf("%s: %v", c.form, err)
			continue
		}
		m := g.checks[0].entry.WantBody.matcher
		for text, want := range map[string]bool{c.yes: true, c.no: false} {
			if holds, err := m.holds(asGoss(text)); err != nil || holds != want {
				t.Errorf("%s of %q: %v, %v", c.form, text, holds, err)
			}
		}
	}
}

// What can't be compared is neither so nor otherwise.
func TestGossComparesNumbersOnly(t *testing.T) {
	for _, form := range []string{`{ gt: 2 }`, `{ not: { gt: 2 } }`, `{ or: [x, { gt: 2 }] }`, `{ and: [{ lt: 2 }, x] }`, `{ not: { contain-element: { gt: 2 } } }`, `{ consist-of: [{ gt: 2 }] }`} {
		g, err := gossOf(t, "http: { \"http://a/\": { body: "+form+" } }\n")
		if err != nil {
			t.Fatal(err)
		}
		if holds, err := g.checks[0].entry.WantBody.matcher.holds(asGoss("x")); err == nil || holds {
			t.Errorf("%s: %v, %v", form, holds, err)
		}
	}
}

func TestProblemsOfGossFiles(t *testing.T) {
	for form, want := range map[string]string{
		"# {{ a comment }}\nvars: {}":                       "1:1: it has no http",
		`http: { "http://a/": { body: "!{{ .Vars.x }}" } }`: "1:32: goss's templates are not used here (render the file by goss render)",
		`http: {}`:                                                                 "1:7: http: expects nothing: it is empty",
		`http: { "http://a/": {} }`:                                                "the check expects nothing (such as status: 200)",
		`http: { "http://a/": { body: [] } }`:                                      "the check expects nothing",
		`http: { "ftp://a/": { status: 200 } }`:                                    "a URL's scheme must be http or https",
		`http: { "http://u:p@a/": { status: 200 } }`:                               "a user or password must not stand in a URL",
		`http: { x: { url: y, status: 200 } }`:                                     `1:19: http.x.url: "y" is no URL`,
		`http: { "http://a/": { status: [200, 204] } }`:                            "expected a status or a matcher, found a list (or: [200, 204])",
		`http: { "http://a/": { status: { gt: 1, lt: 2 } } }`:                      "expected one matcher, found 2 (join several by and: [ … ])",
		`http: { "http://a/": { body: ["/(/"] } }`:                                 `1:31: http.http://a/.body[0]: pattern "/(/": error parsing regexp`,
		`http: { "http://a/": { body: ["!"] } }`:                                   "every line holds the empty text",
		`http: { "http://a/": { body: { match-regexp: "(" } } }`:                   "missing closing )",
		`http: { "http://a/": { body: { not: [] } } }`:                             "expects nothing: it is empty",
		`http: { "http://a/": { body: { and: [[]] } } }`:                           "expects nothing: it is empty",
		`http: { "http://a/": { body: { have-prefix: "" } } }`:                     "every text does with the empty one",
		`http: { "http://a/": { body: { gjson: { a: b } } } }`:                     "json: in a file of checks asks the same",
		`http: { "http://a/": { body: { gt: many } } }`:                            `"many" is no number`,
		`http: { "http://a/": { body: { have-perfix: a } } }`:                      `unknown key "have-perfix" (did you mean have-prefix?)`,
		`http: { "http://a/": { status: 200, timeout: 1s } }`:                      "1:46: http.http://a/.timeout: expected a whole number",
		`http: { "http://a/": { status: 200, cert-file: a } }`:                     "cert-file and key-file: both are needed",
		`http: { "http://a/": { status: 200, proxy: a } }`:                         `proxy: "a" is no URL of a proxy`,
		`http: { "http://a/": { status: 200, request-headers: [a] } }`:             `request-headers: "a" is no line of a header`,
		`http: { "http://a/": { status: 200, allow-insecure: yes } }`:              "write true",
		`http: { "http://a/": { status: 200, body: "${nosuch}" } }`:                `undefined variable "nosuch"`,
		"http: { \"http://a/\": { status: 200 }, \"http://a/\": { status: 404 } }": "duplicate key",
	} {
		_, err := gossOf(t, form+"\n")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", form, err, want)
		}
	}
}

// A URL runs on each endpoint of the run that has its name, with what the entry says of how to connect.
func TestGossRunsOnTheEndpointsOfItsName(t *testing.T) {
	at := func(name, text string, dial map[string]string) inventory.Endpoint {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return inventory.Endpoint{Name: name, URL: u, Dial: dial}
	}
	run := []inventory.Endpoint{
		at("old", "https://www.example.com", map[string]string{"www.example.com:443": "10.0.0.1:443", "www.example.com:80": "10.0.0.1:80"}),
		at("new", "https://www.example.com", nil), at("other", "https://other.example.com", nil),
	}
	for form, want := range map[string]string{
		`"https://www.example.com/a": { status: 200 }`:                           "old new; ",
		`"https://WWW.example.com:443/a": { status: 200 }`:                       "old new; ",
		`"http://www.example.com/": { status: 200 }`:                             "old; ",
		`"https://www.example.com/": { status: 200, allow-insecure: true }`:      "old, insecure new, insecure; old, insecure new, insecure",
		`"https://www.example.com/": { status: 200, timeout: 1000 }`:             "old, timeout 1s new, timeout 1s; old, timeout 1s new, timeout 1s",
		`"https://www.example.org/": { status: 200 }`:                            "https://www.example.org; https://www.example.org",
		`"https://www.example.org:8443/": { status: 200, ca-file: ca.pem }`:      "https://www.example.org:8443, ca ca.pem; https://www.example.org:8443, ca ca.pem",
		`"http://www.example.org/": { status: 200, proxy: "http://u:p@p:3128" }`: "http://www.example.org, proxy http://u:xxxxx@p:3128; http://www.example.org, proxy http://u:xxxxx@p:3128",
	} {
		g, err := gossOf(t, "http:\n  "+form+"\n")
		if err != nil {
			t.Errorf("%s: %v", form, err)
			continue
		}
		var names []string
		for _, e := range g.Endpoints(run) {
			names = append(names, e.Name)
			if !e.Apart || e.Writes {
				t.Errorf("%s: %+v", form, e)
			}
		}
		if got := strings.Join(g.checks[0].endpoints, " ") + "; " + strings.Join(names, " "); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", form, got, want)
		}
	}
}

func FuzzGoss(f *testing.F) {
	for _, src := range []string{
		`http: { "http://a/": { status: 200, headers: ["A: b", "!/x/"], body: { and: [{ gt: 1 }, { not: x }] } } }`,
		`http: { "http://a/": { body: { consist-of: [a, { have-prefix: b }] }, skip: true } }`,
		`http: { x: { url: "https://a:1/b?c#d", status: { lt: 300 }, request-headers: ["Host: a"], timeout: 1 } }`,
	} {
		f.Add(src, "a\nb 1\n")
	}
	f.Fuzz(func(t *testing.T, src, body string) {
		g := &Goss{}
		if g.add("goss.yaml", []byte(src), strict.Vars{}) != nil || len(body) > 1000 {
			return
		}
		g.Endpoints(nil)
		for _, c := range g.checks {
			if len(c.entry.matchers) == 0 || len(c.endpoints) == 0 {
				t.Error("a check that expects nothing was read")
			}
			for _, v := range []*gossValue{c.entry.Status, c.entry.WantHeaders, c.entry.WantBody} {
				if v != nil && v.matcher != nil {
					_, _ = v.matcher.holds(asGoss(body))
				}
			}
			_ = c.entry.call().String()
		}
	})
}
