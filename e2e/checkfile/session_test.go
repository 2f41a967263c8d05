package checkfile

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e"
)

// head is a file's beginning: a login that captures csrf in line 4. ones is a secret.
const head = `secrets: { ones: { env: FLEETSPEC_TEST_SECRET } }
logins:
  smoke:
    - { get: /login, capture: { csrf: { css: "input@value" } } }
    - { post: /login, form: { p: "${ones}", t: "${csrf}" }, expect: { status: 302 } }
`

const ok = ", expect: { status: 200 } }\n"

func TestProblemsOfSessions(t *testing.T) {
	t.Setenv("FLEETSPEC_TEST_SECRET", "s3cret-value")
	for name, c := range map[string]struct{ src, want string }{
		"a captured name out of reach":          {head + "checks:\n  - { get: '/${csrf}'" + ok, `7:14: checks[0].get: variable "csrf", set at c.yaml:4:33, is captured by login smoke: say as: smoke, or login: smoke in a session`},
		"captured later":                        {"checks:\n  - session: s\n    steps:\n      - { get: '/${a}'" + ok + "      - { get: /, capture: { a: { header: A } } }\n", `4:18: checks[0].steps[0].get: variable "a", set at c.yaml:5:30, is captured for the later steps of that session alone`},
		"captured in this step":                 {"checks:\n  - session: s\n    steps:\n      - { get: '/${a}', capture: { a: { header: A } } }\n", "4:18: checks[0].steps[0].get: variable \"a\", set at c.yaml:4:36"},
		"captured in another session":           {"checks:\n  - session: s\n    steps:\n      - { get: /, capture: { a: { header: A } } }\n  - session: t\n    steps:\n      - { get: '/${a}'" + ok, "7:18: checks[1].steps[0].get: variable \"a\""},
		"captured nowhere":                      {head + "checks:\n  - { get: '/${crsf}', as: smoke" + ok, `7:14: checks[0].get: undefined variable "crsf" (did you mean csrf?)`},
		"in an expectation":                     {"checks:\n  - session: s\n    steps:\n      - { get: /, expect: { body: '${a}' } }\n", `4:36: checks[0].steps[0].expect.body: undefined variable "a"`},
		"a name that is a variable":             {"vars: { a: 1 }\nchecks:\n  - session: s\n    steps:\n      - { get: /, capture: { a: { header: A } } }\n", `5:30: checks[0].steps[0].capture.a: "a" is the name of a variable or secret already, set at c.yaml:1:12`},
		"a name that is a secret":               {strings.Replace(head, "{ csrf:", "{ ones:", 1) + "checks:\n  - { get: /" + ok, `4:33: logins.smoke[0].capture.ones: "ones" is the name of a variable or secret already`},
		"a name that is none":                   {"checks:\n  - session: s\n    steps:\n      - { get: /, capture: { 'a b': { header: A } } }\n", `4:30: checks[0].steps[0].capture.a b: "a b" is no name of a variable`},
		"a name of the environment":             {"checks:\n  - session: s\n    steps:\n      - { get: /, capture: { env.A: { header: A } } }\n", "names that begin with env. are those of the environment"},
		"a secret that is a variable":           {"vars: { a: 1 }\nsecrets: { a: { env: FLEETSPEC_TEST_SECRET } }\nchecks:\n  - { get: /" + ok, `2:12: secrets.a: "a" is the name of a variable or secret already, set at c.yaml:1:12`},
		"a secret from nowhere":                 {"secrets: { a: {} }\nchecks:\n  - { get: /" + ok, "1:15: secrets.a: expected one of env and file (such as { env: SMOKE_PASSWORD })"},
		"a secret from two places":              {"secrets: { a: { env: A, file: b } }\nchecks:\n  - { get: /" + ok, "1:15: secrets.a: expected one of env and file"},
		"a secret that is not set":              {"secrets: { a: { env: FLEETSPEC_TEST_NONE } }\nchecks:\n  - { get: '/${a}'" + ok, "1:22: secrets.a.env: the environment variable FLEETSPEC_TEST_NONE is not set, or empty"},
		"a secret's file that is not there":     {"secrets: { a: { file: none } }\nchecks:\n  - { get: /" + ok, "1:23: secrets.a.file: read secret: stat none: no such file or directory"},
		"the environment, not set":              {"checks:\n  - { get: '/${env.FLEETSPEC_TEST_NONE}'" + ok, `2:14: checks[0].get: variable "env.FLEETSPEC_TEST_NONE" is not set in the environment, or empty`},
		"an unknown login":                      {head + "checks:\n  - { get: /, as: smoek" + ok, `7:19: checks[0].as: there is no login "smoek" (did you mean smoke?)`},
		"an unknown login of a session":         {head + "checks:\n  - session: s\n    login: smoek\n    steps: [{ get: /, expect: { status: 200 } }]\n", `8:12: checks[0].login: there is no login "smoek" (did you mean smoke?)`},
		"a login that expects nothing":          {"logins:\n  a:\n    - { get: / }\nchecks:\n  - { get: /" + ok, "3:7: logins.a[0]: the last step of a login expects nothing"},
		"a login without steps":                 {"logins: { a: [] }\nchecks:\n  - { get: /" + ok, "1:11: logins.a: there is no step"},
		"a session without steps":               {"checks:\n  - { session: s, steps: [] }\n", "2:5: checks[0]: there is no step"},
		"a session without a name":              {"checks:\n  - { steps: [{ get: /, expect: { status: 200 } }] }\n", `2:5: checks[0]: key "session" is missing`},
		"a session that expects nothing":        {"checks:\n  - { session: s, steps: [{ get: / }] }\n", "2:5: checks[0]: the session expects nothing: none of its steps has an expect or a capture"},
		"two sessions of one name":              {"checks:\n  - { session: s, steps: [{ get: /" + ok[:len(ok)-1] + "] }\n  - { session: s, steps: [{ get: /" + ok[:len(ok)-1] + "] }\n", `3:16: checks[1].session: another session has the name "s", at c.yaml:2:16`},
		"a check that captures":                 {"checks:\n  - { get: /, capture: { a: { header: A } }" + ok, "2:24: checks[0].capture: nothing comes after a check that could use it: make it a step of a session"},
		"a capture of nothing":                  {"checks:\n  - session: s\n    steps:\n      - { get: /, capture: { a: {} } }\n", "4:33: checks[0].steps[0].capture.a: expected one of css, xpath, json, regex, header, cookie"},
		"a capture of two":                      {"checks:\n  - session: s\n    steps:\n      - { get: /, capture: { a: { css: a, header: A } } }\n", "4:33: checks[0].steps[0].capture.a: expected one of css"},
		"a selector that can't be compiled":     {"checks:\n  - session: s\n    steps:\n      - { get: /, capture: { a: { css: 'a[' } } }\n", "4:40: checks[0].steps[0].capture.a.css: compile css"},
		"a pattern that can't be compiled":      {"checks:\n  - session: s\n    steps:\n      - { get: /, capture: { a: { regex: '(' } } }\n", "4:42: checks[0].steps[0].capture.a.regex: compile regex"},
		"a header that is none":                 {"checks:\n  - session: s\n    steps:\n      - { get: /, capture: { a: { header: 'A B' } } }\n", `4:43: checks[0].steps[0].capture.a.header: "A B" is no name of a header`},
		"a captured value in a question":        {head + "checks:\n  - session: s\n    login: smoke\n    steps:\n      - { get: /, capture: { a: { header: '${csrf}' } } }\n", "can't stand in what is captured"},
		"a step that is skipped":                {"checks:\n  - session: s\n    steps:\n      - { get: /, skip: today" + ok, `4:19: checks[0].steps[0].skip: unknown key "skip"`},
		"nobody, once":                          {"checks:\n  - session: s\n    steps:\n      - { get: /, once: true, anonymous: true" + ok, `4:42: checks[0].steps[0].anonymous: anonymous and once`},
		"a check of nobody":                     {"checks:\n  - { get: /, anonymous: true" + ok, `2:15: checks[0].anonymous: unknown key "anonymous"`},
		"a check with a tag":                    {"checks:\n  - { get: /" + ok + "  - !0\n", "3:5: checks[1]: "},
		"a step of a login with a tag":          {"logins: { a: [{ get: /" + strings.TrimSpace(ok) + ", !0] }\nchecks:\n  - { get: /" + ok, "1:52: logins.a[1]: "},
		"a step of a session with a tag":        {"checks:\n  - session: s\n    steps: [{ get: /" + strings.TrimSpace(ok) + ", !0]\n", "3:50: checks[0].steps[1]: "},
		"a step as somebody":                    {head + "checks:\n  - session: s\n    steps:\n      - { get: /, as: smoke" + ok, `9:19: checks[0].steps[0].as: unknown key "as"`},
		"bodies":                                {"checks:\n  - { post: /, form: { a: b }, json: 1, multipart: { a: b }, body: x" + ok, "2:5: checks[0]: form and json and multipart and body: a request has one body"},
		"two kinds of authentication":           {"checks:\n  - { get: /, basic: { user: a, password: b }, bearer: c" + ok, "2:5: checks[0]: basic and bearer: only one can be sent"},
		"authentication in a header":            {"checks:\n  - { get: /, header: { authorization: x }, bearer: c" + ok, "2:5: checks[0]: bearer and header Authorization: only one can be sent"},
		"basic without a password":              {"checks:\n  - { get: /, basic: { user: a }" + ok, `2:22: checks[0].basic: key "password" is missing`},
		"a body's file that is not there":       {"checks:\n  - { post: /, file: none" + ok, "2:22: checks[0].file: stat none: no such file or directory"},
		"a body's file that is a folder":        {"checks:\n  - { post: /, file: ." + ok, `2:22: checks[0].file: "." is no file`},
		"a captured header's name":              {head + "checks:\n  - { get: /, as: smoke, header: { 'X-${csrf}': a }" + ok, "a captured value or a secret can't be the name of a header"},
		"a captured value as a whole target":    {head + "checks:\n  - { get: '${csrf}', as: smoke" + ok, "7:12: checks[0].get: expected a path or a URL, found ${csrf} (a captured value is one part of a path: /orders/${id})"},
		"a part of two":                         {"checks:\n  - { post: /, multipart: { a: { value: a, bytes: 3 } }" + ok, "2:32: checks[0].multipart.a: expected one of value, bytes and file"},
		"a part without a name":                 {"checks:\n  - { post: /, multipart: [{ value: a }]" + ok, `2:28: checks[0].multipart[0]: key "name" is missing`},
		"no part":                               {"checks:\n  - { post: /, multipart: {}" + ok, "2:27: checks[0].multipart: expected a part, found none"},
		"JSON: yes":                             {"checks:\n  - { post: /, json: { a: yes }" + ok, `2:27: checks[0].json.a: "yes" is no value of JSON (quote it if it is a text; numbers are written as in JSON, booleans true and false)`},
		"JSON: octal":                           {"checks:\n  - { post: /, json: [0755]" + ok, `2:23: checks[0].json[0]: "0755" is no value of JSON`},
		"JSON: nothing":                         {"checks:\n  - { post: /, json: { a: }" + ok, `2:27: checks[0].json.a: expected a value, found nothing (write null, or "" for an empty text)`},
		"JSON: a tilde":                         {"checks:\n  - { post: /, json: { a: ~ }" + ok, "2:27: checks[0].json.a: expected a value, found ~, which is nothing"},
		"JSON: a key twice":                     {"checks:\n  - { post: /, json: { a: 1, a: 2 }" + ok, "2:30: checks[0].json.a: duplicate key"},
		"a secret is not shown in what is told": {head + "checks:\n  - { get: /, expect: { status: '${ones}' } }\n", "checks[0].expect.status: "},
	} {
		_, err := Parse("c.yaml", []byte(c.src))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
		if err != nil && (strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "captured_") || strings.Contains(err.Error(), "secret_")) {
			t.Errorf("%s: it shows what nobody wrote: %v", name, err)
		}
	}
}

// steps gives the requests of a file's first session.
func steps(t *testing.T, src string) []*e2e.Call {
	t.Helper()
	s, err := Parse("c.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	var out []*e2e.Call
	for i := range s.files[0].file.Checks[0].value.session.Steps {
		out = append(out, s.files[0].file.Checks[0].value.session.Steps[i].value.call())
	}
	return out
}

func TestABodyOfJSONIsAsItWasWritten(t *testing.T) {
	for yaml, want := range map[string]string{
		`{ a: 1, b: "1", c: 7.10, d: true, e: "true", f: null, g: [], h: {}, i: x y, j: "" }`: `{"a":1,"b":"1","c":7.10,"d":true,"e":"true","f":null,"g":[],"h":{},"i":"x y","j":""}`,
		`{ z: 1, a: 2, "é<&>": 3 }`:               `{"z":1,"a":2,"é<&>":3}`,
		`[-0, 1e3, 1.5E-7, 2026-11-01, 1.2.3]`:    `[-0,1e3,1.5E-7,"2026-11-01","1.2.3"]`,
		`text`:                                    `"text"`,
		`{ n: "${n}", v: 8.2 }`:                   `{"n":"5","v":8.2}`,
		`{ <<: { a: 1, b: 2 }, a: "\u00e9\n\"" }`: `{"a":"é\n\"","b":2}`,
	} {
		calls := steps(t, "vars: { n: 5 }\nchecks:\n  - session: s\n    steps:\n      - { post: /, json: "+yaml+ok)
		if got := string(calls[0].Request.Body.JSON.(json.RawMessage)); got != want {
			t.Errorf("%s is %s, want %s", yaml, got, want)
		}
	}
}

func TestRequestsOfEveryKind(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"body.bin": "\x00\xff", "photo.png": "PNG", "token": "t0ken\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "c.yaml")
	s, err := Parse(file, []byte(`secrets: { token: { file: token } }
checks:
  - session: s
    steps:
      - { put: /a, file: body.bin, once: true, bearer: "${token}" }
      - post: /b
        multipart: { a: x, photo: { file: photo.png, type: image/png }, big: { bytes: 3, filename: big.bin } }
        basic: { user: ann, password: "${token}" }
      - { post: /c, multipart: [{ name: a, value: "1" }, { name: a, value: "2" }], expect: { status: 200 } }
`))
	if err != nil {
		t.Fatal(err)
	}
	var calls []*e2e.Call
	for i := range s.files[0].file.Checks[0].value.session.Steps {
		calls = append(calls, s.files[0].file.Checks[0].value.session.Steps[i].value.call())
	}
	a, b, c := calls[0].Request, calls[1].Request, calls[2].Request
	if a.Body.File != filepath.Join(dir, "body.bin") || !a.Once || e2e.Shown(a.Bearer) != "${token}" || len(a.Secrets) != 0 {
		t.Errorf("%+v", a)
	}
	if p := b.Body.Multipart; len(p) != 3 || string(p[0].Data) != "x" || p[1].File != filepath.Join(dir, "photo.png") || p[1].Type != "image/png" ||
		string(p[2].Data) != "xxx" || p[2].Filename != "big.bin" || b.Basic.User != "ann" || e2e.Shown(b.Basic.Password) != "${token}" {
		t.Errorf("%+v", b)
	}
	if p := c.Body.Multipart; len(p) != 2 || string(p[1].Data) != "2" || p[1].Name != "a" {
		t.Errorf("%+v", c)
	}
}

// Expectations are made again with the values of the run; in a pattern a value means itself.
func TestExpectationsTakeWhatTheRunCaptured(t *testing.T) {
	s, err := Parse("c.yaml", []byte(`checks:
  - session: s
    steps:
      - { get: /, capture: { a: { header: A } } }
      - get: /
        expect:
          body: { match: "^x${a}$" }
          header: { L: "/${a}" }
          css: { h1: "${a}" }
          json: { "$.a": "${a}" }
          redirects: ["302 /${a}"]
          cookie: { S: { not: "${a}", path: "/${a}" } }
`))
	if err != nil {
		t.Fatal(err)
	}
	e := s.files[0].file.Checks[0].value.session.Steps[1].value.Expect
	words := func(bind func(string) string) []string {
		var out []string
		for _, m := range e.Matchers(bind) {
			out = append(out, m.Words())
		}
		return out
	}
	declared := words(func(text string) string { return text })
	for i := range declared {
		declared[i] = e2e.Shown(declared[i])
	}
	run := words(func(text string) string { return strings.ReplaceAll(text, e2e.Captured("a"), "a.b") })
	for _, want := range [][2]string{
		{`have a body matching /^x${a}$/`, `have a body matching /^xa\.b$/`}, {`have header L: "/${a}"`, `have header L: "/a.b"`},
		{`have css h1 = "${a}"`, `have css h1 = "a.b"`}, {`have json $.a = "${a}"`, `have json $.a = "a.b"`},
		{"redirect by 302 /${a}", "redirect by 302 /a.b"}, {"set cookie S with Path=/${a}, another value than before", "set cookie S with Path=/a.b, another value than before"},
	} {
		if !slices.Contains(declared, want[0]) || !slices.Contains(run, want[1]) {
			t.Errorf("want %q\ngot %q\nand %q", want, declared, run)
		}
	}
	if len(declared) != len(run) {
		t.Errorf("%d expectations become %d", len(declared), len(run))
	}
}
