package specfile

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/specs/version"
)

// constraint is a version constraint of fleetspec's: "~> 1.22", ">= 1, < 2", "1.2.3".
type constraint string

// FromScalar checks it.
func (v *constraint) FromScalar(s strict.Scalar) error {
	if s.Block {
		return strict.Hinted{Text: "expected a version constraint, found a block of text", Hint: "quote a value that begins with > or |"}
	}
	if _, err := version.Parse(s.Text); err != nil {
		return fmt.Errorf("%s", why(err))
	}
	*v = constraint(s.Text)
	return nil
}

// Expects is for messages.
func (*constraint) Expects() string { return "a version constraint" }

// why takes what is known already off an error: the text that stands in the file.
func why(err error) string {
	if inner := errors.Unwrap(err); inner != nil {
		return inner.Error()
	}
	return strings.TrimPrefix(err.Error(), "error parsing regexp: ")
}

// semver is goss's version range, as alternatives of fleetspec's constraints:
// ">1.0.0 <2.0.0 !=1.5.0 || >=3".
type semver struct {
	written string
	any     []string
}

var semverTerm = regexp.MustCompile(`^\s*(==|=|!=|!|>=|<=|>|<|~>|)\s*([^\s,=<>!~|]+)\s*,?`)

// FromScalar reads it.
func (v *semver) FromScalar(s strict.Scalar) error {
	v.written = s.Text
	for _, part := range strings.Split(s.Text, "||") {
		c, err := semverPart(part)
		if err != nil {
			return fmt.Errorf("version range %s: %s", strict.Quote(s.Text), why(err))
		}
		v.any = append(v.any, c)
	}
	return nil
}

// Expects is for messages.
func (*semver) Expects() string { return "a version range" }

func semverPart(part string) (string, error) {
	var terms []string
	for rest := part; strings.TrimSpace(rest) != ""; {
		m := semverTerm.FindStringSubmatch(rest)
		if m == nil {
			return "", fmt.Errorf("%s is no condition, such as >=1.2.3", strict.Quote(strings.TrimSpace(rest)))
		}
		op := map[string]string{"==": "=", "!": "!="}[m[1]]
		if op == "" {
			op = m[1]
		}
		terms = append(terms, op+m[2])
		rest = rest[len(m[0]):]
	}
	text := strings.Join(terms, ", ")
	_, err := version.Parse(text)
	return text, err
}

// expect compares plain versions: of a list all, and one at least.
func (v semver) expect() *expect {
	return &expect{"within " + v.written, func(actual any) (bool, error) {
		all, err := linesOf(actual)
		if err != nil {
			return false, err
		}
		for _, have := range all {
			if ok, err := v.takes(have); err != nil || !ok {
				return false, err
			}
		}
		return len(all) > 0, nil
	}}
}

func (v semver) takes(have string) (bool, error) {
	for _, text := range v.any {
		c, err := version.Parse(text)
		if err != nil {
			return false, err
		}
		if ok, err := c.Check(version.Plain, strings.TrimSpace(have)); err != nil || ok {
			return ok, err
		}
	}
	return false, nil
}
