package checkfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/match"
)

// Each form of an expectation is one sentence of Go's.
func TestFormsOfExpectations(t *testing.T) {
	for form, want := range map[string]string{
		`status: 200`:                                       "have status 200",
		`status: [200, 3xx]`:                                "have status 200 or 3xx",
		`status: 2xx`:                                       "have status 2xx",
		`header: { A: present }`:                            "have header A",
		`header: { A: absent }`:                             "not have header A",
		`header: { A: b }`:                                  `have header A: "b"`,
		`header: { A: [b, c] }`:                             `have header A in 2 lines: "b", "c"`,
		`header: { A: { match: "^b" } }`:                    "have header A matching /^b/",
		`header: { A: { equal: absent } }`:                  `have header A: "absent"`,
		`header: { A: { count: 2 } }`:                       "have header A in 2 lines",
		`content-type: text/html; charset=utf-8`:            "have content type text/html; charset=utf-8",
		`body: ok`:                                          `have a body with "ok"`,
		`body: present`:                                     `have a body with "present"`,
		`body: { match: "^ok$" }`:                           "have a body matching /^ok$/",
		`body: { absent: error }`:                           `not have a body with "error"`,
		`body: [a, { match: b }, { absent: c }]`:            `have a body with "a"; have a body matching /b/; not have a body with "c"`,
		`length: 120`:                                       "have a body of 120 bytes",
		`length: "< 10KB"`:                                  "have a body of < 10KB bytes",
		`json: { $.a: present }`:                            "have json $.a",
		`json: { $.a: absent }`:                             "not have json $.a",
		`json: { $.a: b }`:                                  `have json $.a = "b"`,
		`json: { $.a: 1 }`:                                  "have json $.a = 1",
		`json: { $.a: "1" }`:                                `have json $.a = "1"`,
		`json: { $.a: true }`:                               "have json $.a = true",
		`json: { $.a: { equal: 1.50 } }`:                    "have json $.a = 1.50",
		`json: { $.a: 0123 }`:                               `have json $.a = "0123"`,
		`json: { $.a: "${n}" }`:                             `have json $.a = "7"`,
		`json: { $.a: { number: ">= 1" } }`:                 "have json $.a >= 1",
		`json: { "$.a[*]": { count: 3 } }`:                  "have 3 times json $.a[*]",
		`css: { "ul li": { count: ">= 3" } }`:               "have >= 3 times css ul li",
		`css: { h1: { match: "^W" } }`:                      "have css h1 matching /^W/",
		`css: { h1: { equal: present } }`:                   `have css h1 = "present"`,
		`css: { "a[href=\"/${n}\"]": absent }`:              `not have css a[href="/7"]`,
		`xpath: { "count(//li)": 2 }`:                       "have xpath count(//li) = 2",
		`redirects: []`:                                     "redirect nowhere",
		`redirects: 301 /a`:                                 "redirect by 301 /a",
		`redirects: [301 /a, 302 /b]`:                       "redirect by 301 /a, 302 /b",
		`cookie: { S: present }`:                            "set cookie S",
		`cookie: { S: absent }`:                             "not set cookie S",
		`cookie: { S: { value: a, not: b } }`:               "set cookie S with a certain value, another value than before",
		`cookie: { S: { expires: session, path: absent } }`: "set cookie S with no Path, no end but the session's",
		`cookie: { S: { expires: deleted } }`:               "set cookie S with an end that deletes it",
		`cookie: { S: { expires: "<= 30d", max-age: 60 } }`: "set cookie S with an end in <= 30d, Max-Age 60",
		`certificate: { names: [a.example.com, b.example.com], issuer: X, days: ">= 21", chain: 2, complete: true, verified: true }`: "serve a certificate for a.example.com, for b.example.com, of X, with >= 21 days left, in a chain of 2, that leads to a trusted root, that verifies",
		`certificate: { names: "*.example.com", verified: false }`:                                                                   "serve a certificate for *.example.com, that does not verify",
		`certificate: { sha256: "` + strings.Repeat("AB:", 31) + `AB" }`:                                                             "serve a certificate of SHA-256 " + strings.Repeat("ab", 32),
		`tls: 1.3`:                    "speak TLS 1.3",
		`tls: ">= 1.2"`:               "speak TLS >= 1.2",
		`time: "< 500ms"`:             "answer in < 500ms",
		`address: 10.0.0.12`:          "come from 10.0.0.12",
		`address: 10.0.0.0/24`:        "come from 10.0.0.0/24",
		`http: 2`:                     "speak HTTP/2",
		`refused: true`:               "be refused",
		`tls-error: true`:             "fail by TLS",
		`{ status: 200, time: < 1s }`: "have status 200; answer in < 1s",
	} {
		expect := form
		if !strings.HasPrefix(form, "{") {
			expect = "\n      " + form
		}
		s, err := Parse("c.yaml", []byte("vars: { n: 7 }\nchecks:\n  - get: /\n    expect: "+expect+"\n"))
		if err != nil {
			t.Errorf("%s: %v", form, err)
			continue
		}
		e := s.files[0].file.Checks[0].value.check.Expect
		for _, all := range [][]*match.Matcher{e.matchers, e.Matchers(func(text string) string { return text })} {
			var got []string
			for _, m := range all {
				got = append(got, m.Words())
				if m.Err() != nil {
					t.Errorf("%s: %v", form, m.Err())
				}
			}
			if strings.Join(got, "; ") != want {
				t.Errorf("%s\ngot  %s\nwant %s", form, strings.Join(got, "; "), want)
			}
		}
	}
}

// What is wrong is told at its own place; % stands for it.
func TestProblemsOfExpectations(t *testing.T) {
	for _, c := range []struct{ form, want string }{
		{`status: %[]`, "expects nothing: it is empty"},
		{`status: [200, %2x]`, "status[1]: expected a whole number"},
		{`status: [200, %20]`, "status[1]: expected a status from 100 to 599, found 20"},
		{`header: %{}`, "header: expects nothing: it is empty"},
		{`header: { "A B": %x }`, `have header "A B": that is no name of a header`},
		{`header: { A: { match: "(" } }`, "missing closing )"},
		{`header: { A: %[] }`, "expects no line (write absent)"},
		{`header: { A: %{ match: a, count: 1 } }`, "expected one of match, equal, count"},
		{`header: { A: %{ count: few } }`, `compare a count with "few"`},
		{`header: { A: { %macth: a } }`, `unknown key "macth" (did you mean match?)`},
		{`content-type: %html`, "that is no media type"},
		{`body: %""`, "every body holds the empty text"},
		{`body: [a, %{ match: "[" }]`, "missing closing ]"},
		{`body: %{ equal: a }`, "a body is not compared as a whole"},
		{`body: %[]`, "expects nothing: it is empty"},
		{`length: %10 apples`, `compare a size in bytes with "10 apples"`},
		{`length: %"> x"`, `expected 120 or "< 10KB"`},
		{`sha256: %abc`, "expected 64 hexadecimal digits"},
		{`json: { %a.b: x }`, `compile json "a.b"`},
		{`json: { $.a: %{ number: "1 to 2" } }`, `compare a number with "1 to 2"`},
		{`json: { $.a: { %numbre: 1 } }`, `unknown key "numbre" (did you mean number?)`},
		{`css: { %"a[": present }`, "compile css"},
		{`css: { a: %{ count: -1 } }`, `"-1" is no count`},
		{`css: { a: %{ match: "(" } }`, "missing closing )"},
		{`css: %{}`, "expects nothing: it is empty"},
		{`xpath: { %"//a)x": present }`, "something follows the end of the expression"},
		{`redirects: [301 /a, %/b]`, `redirects[1]: redirect by "/b": expected a status and a place`},
		{`cookie: { S: %{} }`, "expects nothing of the cookie (present, or attributes such as secure: true)"},
		{`cookie: { S: %abc }`, `expected present, absent, or attributes of a cookie, found "abc" (a value is { value: … })`},
		{`cookie: { S: { %httponly: true } }`, `unknown key "httponly" (did you mean http-only?)`},
		{`cookie: { S: { secure: %yes } }`, "write true"},
		{`cookie: { S: %{ expires: soon } }`, "session or deleted"},
		{`certificate: %{}`, "serve a certificate: it expects nothing of it"},
		{`certificate: { days: %[] }`, "certificate.days"},
		{`certificate: %{ days: 21 }`, `compare days with "21": say < or >: expected ">= 21"`},
		{`certificate: { names: %[], days: "> 1" }`, "expects nothing: it is empty"},
		{`certificate: { %name: a }`, `unknown key "name" (did you mean names?)`},
		{`tls: %1.4`, `"1.4" is no version of TLS`},
		{`time: %500ms`, `say < or >: expected "< 500ms"`},
		{`time: %"< 500"`, `"500" is no time`},
		{`address: %10.0.0`, `come from "10.0.0": that is no address`},
		{`address: %10.0.0.1/24`, `come from "10.0.0.1/24": that is no address`},
		{`refused: %false`, "expected true, or nothing (leave it out)"},
		{`%addrss: 10.0.0.1`, `unknown key "addrss" (did you mean address?)`},
	} {
		before, _, marked := strings.Cut(c.form, "%")
		src := "checks:\n  - get: /\n    expect:\n      status: 200\n      " + strings.Replace(c.form, "%", "", 1) + "\n"
		if strings.HasPrefix(c.form, "status") {
			src = strings.Replace(src, "      status: 200\n", "\n", 1)
		}
		_, err := Parse("c.yaml", []byte(src))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.form, err, c.want)
			continue
		}
		if place := fmt.Sprintf("c.yaml:5:%d: ", 7+len(before)); marked && !strings.HasPrefix(err.Error(), place) {
			t.Errorf("%s: %v, want it at %s", c.form, err, place)
		}
	}
}
