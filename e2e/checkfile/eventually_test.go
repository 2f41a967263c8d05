package checkfile

import (
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/strict/stricttest"
)

func TestFormsOfEventually(t *testing.T) {
	schema := stricttest.Compile(t, Schema())
	for form, want := range map[string]string{
		"30s":                        "30s 0s",
		"{ within: 1m, every: 5s }":  "1m0s 5s",
		"{ within: 1m }":             "1m0s 0s",
		"30":                         `!7:`,
		"0s":                         "!the time must be above zero (such as 30s)",
		"{ within: 1s, every: 0s }":  "!the time must be above zero",
		"{ every: 1s }":              `!"within"`,
		"{ within: 1s, evry: 1s }":   "!did you mean every?",
		"[1s]":                       "!3:17",
		"1s\n    once: true":         "!eventually and once",
		"1s\n    as: smoke":          "!sent in its order",
		"1s\n    basic: { user: a }": "!password",
	} {
		src := "checks:\n  - get: /\n    eventually: " + form + "\n    expect: { status: 200 }\n"
		if strings.Contains(form, "as: smoke") {
			src = "logins: { smoke: [{ post: /login, expect: { status: 302 } }] }\n" + src
		}
		s, err := Parse("c.yaml", []byte(src))
		if refused, ok := strings.CutPrefix(want, "!"); ok {
			if err == nil || refused != "7:" && !strings.Contains(err.Error(), refused) {
				t.Errorf("%s: %v, want %q", form, err, refused)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", form, err)
			continue
		}
		e := s.files[0].file.Checks[0].value.check.Eventually
		if got := time.Duration(e.Within).String() + " " + time.Duration(e.Every).String(); got != want {
			t.Errorf("%s: %s, want %s", form, got, want)
		}
		if _, err := schema.Validate([]byte(src)); err != nil {
			t.Errorf("%s: schema: %v", form, err)
		}
	}
	for _, unsafe := range []string{"post", "put", "patch", "delete"} {
		_, err := Parse("c.yaml", []byte("checks:\n  - { "+unsafe+": /, eventually: 1s, expect: { status: 200 } }\n"))
		if err == nil || !strings.HasPrefix(err.Error(), "c.yaml:2:") || !strings.Contains(err.Error(), "may change something") {
			t.Errorf("%s: %v", unsafe, err)
		}
	}
}
