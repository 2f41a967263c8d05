package checkfile

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/inventory"
)

const good = `endpoints: [new]
vars: { app: shop }
checks:
  - get: /healthz
    expect: { status: 200, body: ok }
    labels: smoke
    because: balancers ask for it
  - get: http://www.example.com/${app}
    follow: true
    query: { q: "a b", q2: x }
    header: { X-A: [one, two], Accept: text/html }
    expect:
      redirects: ["301 https://www.example.com/"]
      header: { Cache-Control: { match: "max-age=\\d+" }, X-Powered-By: absent, Vary: present, X-B: { equal: absent } }
      css: { "h1": Welcome, "input[name=_token]@value": present }
      json: { "$.error": absent }
      xpath: { "count(//li)": "2" }
      cookie: { SESSID: { secure: true, http-only: true, same-site: Lax } }
      http: 2
  - post: /login
    form: { user: ada }
    expect: { status: 302 }
    skip: until it moves
`

func TestReadsAFileOfChecks(t *testing.T) {
	s, err := Parse("c.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	checks := s.files[0].file.Checks
	var got []string
	for _, entry := range checks {
		c := entry.value.check
		call := c.call()
		line := call.String()
		for _, q := range call.Request.Query {
			line += " ?" + q.Name + "=" + q.Value
		}
		for _, h := range call.Request.Header {
			line += " " + h.Name + ":" + h.Value
		}
		for _, f := range call.Request.Body.Form {
			line += " form " + f.Name + "=" + f.Value
		}
		if call.Request.Follow {
			line += " follow"
		}
		for _, m := range c.Expect.matchers {
			line += "; " + m.Words()
		}
		got = append(got, line+" @"+c.at.String())
	}
	want := []string{
		`GET /healthz; have status 200; have a body with "ok" @c.yaml:4:5`,
		`GET http://www.example.com/shop ?q=a b ?q2=x X-A:one X-A:two Accept:text/html follow; have header Cache-Control matching /max-age=\d+/; ` +
			`not have header X-Powered-By; have header Vary; have header X-B: "absent"; not have json $.error; have css h1 = "Welcome"; ` +
			`have css input[name=_token]@value; have xpath count(//li) = "2"; redirect by 301 https://www.example.com/; ` +
			`set cookie SESSID with Secure, HttpOnly, SameSite=Lax; speak HTTP/2 @c.yaml:8:5`,
		`POST /login form user=ada; have status 302 @c.yaml:20:5`,
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got  %s\nwant %s", got[i], want[i])
		}
	}
}

func TestProblemsOfAFile(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"no checks":          {"endpoints: [a]\n", `1:1: key "checks" is missing`},
		"empty":              {"checks: []\n", "1:9: checks: the file expects nothing"},
		"no request":         {"checks:\n  - expect: { status: 200 }\n", "2:5: checks[0]: the check has no request (such as get: /healthz)"},
		"two requests":       {"checks:\n  - { get: /, head: /, expect: { status: 200 } }\n", "2:5: checks[0]: a check has one request, this one has 2"},
		"no expectation":     {"checks:\n  - { get: / }\n", `2:5: checks[0]`},
		"expects nothing":    {"checks:\n  - { get: /, expect: {} }\n", "2:23: checks[0].expect: the check expects nothing (such as status: 200)"},
		"a target":           {"checks:\n  - { get: healthz, expect: { status: 200 } }\n", `2:12: checks[0].get: expected a path or a URL, found "healthz" (a path begins with /)`},
		"status":             {"checks:\n  - { get: /, expect: { status: 20 } }\n", "2:33: checks[0].expect.status: expected a status from 100 to 599, found 20"},
		"status is a word":   {"checks:\n  - { get: /, expect: { status: ok } }\n", "2:33: checks[0].expect.status"},
		"selector":           {"checks:\n  - { get: /, expect: { css: { 'a[': x } } }\n", "2:32: checks[0].expect.css"},
		"regular expression": {"checks:\n  - { get: /, expect: { header: { A: { match: '(' } } } }\n", "missing closing )"},
		"unknown key":        {"checks:\n  - { get: /, expect: { statuss: 200 } }\n", `unknown key "statuss" (did you mean status?)`},
		"a whole body":       {"checks:\n  - { get: /, expect: { body: { equal: ok } } }\n", "a body is not compared as a whole"},
		"version of HTTP":    {"checks:\n  - { get: /, expect: { http: 3 } }\n", "2:31: checks[0].expect.http: speak HTTP/3: expected a version of HTTP: 1.1 or 2"},
		"two bodies":         {"checks:\n  - { post: /, form: { a: b }, body: c, expect: { status: 200 } }\n", "form and body: a request has one body"},
		"undefined variable": {"checks:\n  - { get: '/${nosuch}', expect: { status: 200 } }\n", "nosuch"},
	} {
		_, err := Parse("c.yaml", []byte(c.src))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

func TestEndpointsMustBeOfTheRun(t *testing.T) {
	s, err := Parse("c.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	for names, want := range map[string]string{"new": "", "nee": `c.yaml:1:12: endpoints: no endpoint of this run has the name "new" (did you mean nee?)`, "": "there is no endpoint"} {
		var run []inventory.Endpoint
		if names != "" {
			run = []inventory.Endpoint{{Name: names}}
		}
		err := s.Check(run)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", names, err, want)
		}
	}
}

func TestSchemaIsJSON(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(Schema(), &schema); err != nil || schema["$schema"] == nil {
		t.Fatal(err)
	}
}
