package version

import (
	"fmt"
	"strings"
)

// Constraint is one or more conditions, all of which a version must meet. Parse makes it.
type Constraint struct {
	text  string
	terms []term
}

type term struct{ op, version string }

// String is the constraint as it was written.
func (c Constraint) String() string { return c.text }

// Parse reads a constraint: conditions with commas between, each an operator (= != > >= < <=
// ~>) and a version; a version without operator must be met exactly. "~> 1.22" takes
// 1.22 and all later versions that begin with 1, "~> 1.22.3" those that begin with 1.22.
// The error names the mistake and what to write.
func Parse(constraint string) (Constraint, error) {
	c := Constraint{text: constraint}
	for _, text := range strings.Split(constraint, ",") {
		t, err := parseTerm(strings.TrimSpace(text))
		if err != nil {
			return c, fmt.Errorf("read version constraint %q: %w", constraint, err)
		}
		c.terms = append(c.terms, t)
	}
	return c, nil
}

// mends are operators of other tools, and what they are here.
var mends = map[string]string{
	"==": "=", "===": "=", "=>": ">=", "=<": "<=", "<>": "!=", "!": "!=", "~": "~>", "~=": "~>", "~>=": "~>", "^": "~>", "=~": "~>",
	">>": ">", "<<": "<",
}

func parseTerm(s string) (term, error) {
	op := s[:len(s)-len(strings.TrimLeft(s, "=!<>~^"))]
	t := term{op: op, version: strings.TrimSpace(s[len(op):])}
	switch op {
	case "":
		t.op = "="
	case "=", "!=", ">", ">=", "<", "<=", "~>":
	default:
		if mend, ok := mends[op]; ok {
			return t, fmt.Errorf("%q is no operator, write %q", op, mend)
		}
		return t, fmt.Errorf("%q is no operator (there are = != > >= < <= ~>)", op)
	}
	if err := checkVersion(t.version); err != nil {
		return t, err
	}
	if t.op == "~>" {
		return t, checkPessimistic(t.version)
	}
	return t, nil
}

func checkVersion(v string) error {
	switch {
	case v == "":
		return fmt.Errorf("a version is missing")
	case strings.ContainsAny(v, " \t\n") && strings.ContainsAny(v, "=<>"):
		return fmt.Errorf("%q holds two conditions, put a comma between them", v)
	case strings.Contains(v, "||") || strings.Contains(v, "|"):
		return fmt.Errorf("%q holds an alternative, which there is not: a comma means and", v)
	case strings.ContainsAny(v, "*"):
		return fmt.Errorf("%q holds a wildcard, write \"~> 1.2.0\" for \"1.2.*\"", v)
	case strings.HasSuffix(v, ".x") || strings.Contains(v, ".x."):
		return fmt.Errorf("%q holds a wildcard, write \"~> 1.2.0\" for \"1.2.x\"", v)
	case !strings.ContainsAny(v, "0123456789"):
		return fmt.Errorf("%q is no version: it holds no digit", v)
	}
	for _, r := range v {
		if r > 0x7e || !isDigit(byte(r)) && !isAlpha(byte(r)) && !strings.ContainsRune(".+-:~^_", r) {
			return fmt.Errorf("%q is no version: it can't hold %q", v, r)
		}
	}
	return nil
}

func checkPessimistic(v string) error {
	if _, rest, ok := strings.Cut(v, ":"); ok {
		v = rest
	}
	for _, number := range strings.Split(v, ".") {
		if number == "" || strings.Trim(number, "0123456789") != "" {
			return fmt.Errorf("~> wants numbers with dots between, such as \"~> 1.22\", and not %q", v)
		}
	}
	return nil
}

// Check tells whether the installed version meets all conditions, by the system's rules. An
// error means that they can't be compared: the installed version, or one of the
// constraint, is none of that system's.
func (c Constraint) Check(s System, installed string) (bool, error) {
	if len(c.terms) == 0 {
		return false, fmt.Errorf("check version %q: the constraint is empty", installed)
	}
	have, err := split(s, installed)
	if err != nil {
		return false, err
	}
	all := true
	for _, t := range c.terms {
		want, err := split(s, t.version)
		if err != nil {
			return false, fmt.Errorf("check version %q by %q: %w", installed, c.text, err)
		}
		all = all && t.holds(have, want)
	}
	return all, nil
}

func (t term) holds(have, want parts) bool {
	if !want.hasEpoch {
		have.epoch = 0
	}
	if !want.hasRevision {
		have.revision = ""
	}
	c := have.compare(want)
	switch t.op {
	case "=":
		return c == 0
	case "!=":
		return c != 0
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	}
	return c >= 0 && have.epoch == want.epoch && sameBeginning(have.upstream, want.upstream)
}

// sameBeginning is the upper bound of ~>: all numbers of want but the last (at least
// one) are also have's first, where a missing one is 0. Not "< 2": an early version of
// the next series, 2~rc1 or 2.0-beta, comes before it and is not of the series.
func sameBeginning(have, want string) bool {
	w := strings.Split(want, ".")
	if len(w) > 1 {
		w = w[:len(w)-1]
	}
	for _, number := range w {
		got, rest := digits(have)
		if numbers(got, number) != 0 {
			return false
		}
		have = strings.TrimPrefix(rest, ".")
	}
	return true
}
