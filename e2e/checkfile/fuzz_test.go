package checkfile

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/runner/strict/stricttest"
)

// The schema knows what the reader takes, and what it surely does not.
func TestSchemaKnowsSessions(t *testing.T) {
	t.Setenv("FLEETSPEC_TEST_SECRET", "s3cret-value")
	schema := stricttest.Compile(t, Schema())
	for src, want := range map[string]bool{
		good: true,
		head + "checks:\n  - { get: /, as: smoke" + ok:                                                           true,
		"checks:\n  - session: s\n    steps:\n      - { get: /, capture: { a: { header: A, secret: true } } }\n": true,
		"checks:\n  - session: s\n    steps:\n      - { get: /, capture: { a: { heder: A } } }\n":                false,
		"checks:\n  - session: s\n":                                                                       false,
		"checks:\n  - { post: /, json: { a: [1, null, x] }" + ok:                                          true,
		"checks:\n  - { post: /, multipart: [{ name: a, value: 1 }]" + ok:                                 true,
		"checks:\n  - { post: /, multipart: { a: 1, b: { bytes: 2 } }" + ok:                               true,
		"checks:\n  - { post: /, multipart: { a: { byts: 2 } }" + ok:                                      false,
		"secrets: { a: { enf: A } }\nchecks:\n  - { get: /" + ok:                                          false,
		"logins: { a: { get: / } }\nchecks:\n  - { get: /" + ok:                                           false,
		"checks:\n  - { get: /, once: true, basic: { user: a, password: b }, expect: { status: 2xx } }\n": true,
	} {
		if _, err := Parse("c.yaml", []byte(src)); (err == nil) != want {
			t.Errorf("%s: reader: %v", src, err)
		}
		if read, err := schema.Validate([]byte(src)); !read || (err == nil) != want {
			t.Errorf("%s: read %v, schema: %v", src, read, err)
		}
	}
}

// What the reader accepts, the schema accepts; all that it made can be said and asked again; problems have places.
func FuzzParse(f *testing.F) {
	if err := os.Setenv("FLEETSPEC_TEST_SECRET", "s3cret-value"); err != nil {
		f.Fatal(err)
	}
	schema := stricttest.Compile(f, Schema())
	for _, seed := range []string{good, "checks: [{get: /, expect: {status: 200}}]", "checks: [{get: /, expect: {header: {a: {match: x}}}}]",
		head + "checks:\n  - { get: '/${env.HOME}', as: smoke" + ok, head + "checks:\n  - session: s\n    login: smoke\n    steps:\n      - { get: '/${csrf}', capture: { a: { json: $.a } } }\n      - { post: /, json: { a: '${a}', b: 7.10 }, expect: { body: { match: '^${a}' } } }\n",
		"checks: [{post: /, multipart: {a: {bytes: 3}, b: x}, expect: {status: 2xx}}]", "secrets: {a: {}}\nchecks: [{session: s, steps: [{get: /}]}]",
		"checks: [{post: /, json: ~}]", "logins: {a: []}\nchecks: [&a {get: /, expect: {status: 200}}, *a]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		s, err := Parse("c.yaml", []byte(src))
		if err != nil {
			var problems strict.Errors
			if !errors.As(err, &problems) || len(problems) == 0 {
				t.Fatalf("not Errors: %T", err)
			}
			for _, p := range problems {
				if p.Pos.Line < 1 || p.Pos.Column < 1 {
					t.Errorf("no place: %v", p)
				}
			}
			return
		}
		if _, err := schema.Validate([]byte(src)); err != nil {
			t.Errorf("the schema refuses what the reader accepts: %v", err)
		}
		for _, p := range s.files {
			walk(t, &p.file)
		}
	})
}

// walk uses all that a file made.
func walk(t *testing.T, f *file) {
	for i := range f.Checks {
		if c := f.Checks[i].value.check; c != nil {
			said(t, c.call(), &c.Expect)
		} else {
			walkSteps(t, f.Checks[i].value.session.Steps)
		}
	}
	for i := range f.Logins {
		walkSteps(t, f.Logins[i].Value)
	}
}

func walkSteps(t *testing.T, steps []later[stepEntry]) {
	if len(steps) == 0 {
		t.Error("a session without steps was read")
	}
	for i := range steps {
		said(t, steps[i].value.call(), steps[i].value.Expect)
	}
}

func said(t *testing.T, call *e2e.Call, e *expectEntry) {
	_ = call.String()
	if e == nil {
		return
	}
	made := e.Matchers(func(text string) string { return strings.ReplaceAll(text, "_", "") })
	if len(e.matchers) == 0 || len(made) != len(e.matchers) {
		t.Errorf("%d expectations become %d", len(e.matchers), len(made))
	}
}
