package match

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/e2e/query"
)

// comparison is what a quantity must be, as it is written: "3", ">= 21", "< 500ms", ">= 1, < 5".
type comparison struct {
	text  string
	terms []term
}

type term struct {
	op    string
	bound *big.Rat
}

// unit is a kind of quantity.
type unit struct {
	// what and such are for messages: "a size", "< 10KB".
	what, such string
	parse      func(string) (*big.Rat, error)
	// ordered: a value for itself says nothing of what is measured, or changes every day.
	ordered bool
	// signed: it may be below zero.
	signed bool
}

var (
	counts   = unit{what: "a count", such: `3 or ">= 1"`, parse: parseCount}
	sizes    = unit{what: "a size in bytes", such: `120 or "< 10KB"`, parse: parseSize}
	times    = unit{what: "a time", such: `"< 500ms"`, parse: parseTime, ordered: true}
	lives    = unit{what: "a span of time", such: `"<= 30d"`, parse: parseTime, ordered: true}
	days     = unit{what: "days", such: `">= 21"`, parse: parseCount, ordered: true, signed: true}
	seconds  = unit{what: "seconds", such: `3600 or "<= 3600"`, parse: parseSigned, signed: true}
	numbers  = unit{what: "a number", such: `3 or ">= 0.5"`, parse: query.ParseNumber, signed: true}
	versions = unit{what: "a version of TLS", such: `1.3 or ">= 1.2"`, parse: parseTLS}
)

var comparing = regexp.MustCompile(`^\s*(<=|>=|!=|<|>|=|)\s*([^\s<>=!,]+)\s*$`)

// compare reads a comparison; several are joined by commas and must all hold.
func compare(u unit, text string) (comparison, error) {
	c := comparison{text: strings.TrimSpace(text)}
	vague := true
	for _, part := range strings.Split(text, ",") {
		m := comparing.FindStringSubmatch(part)
		if m == nil {
			return c, fmt.Errorf("compare %s with %q: expected %s", u.what, text, u.such)
		}
		bound, err := u.parse(m[2])
		if err != nil {
			return c, fmt.Errorf("compare %s with %q: %w: expected %s", u.what, text, err, u.such)
		}
		if u.ordered && strings.Trim(m[1], "=!") == "" {
			return c, fmt.Errorf("compare %s with %q: say < or >: expected %s", u.what, text, u.such)
		}
		if m[1] != ">=" || bound.Sign() > 0 || u.signed {
			vague = false
		}
		c.terms = append(c.terms, term{m[1], bound})
	}
	if vague {
		return c, fmt.Errorf("compare %s with %q: that always holds", u.what, text)
	}
	return c, nil
}

func (c comparison) holds(is *big.Rat) bool {
	for _, t := range c.terms {
		if !t.holds(is.Cmp(t.bound)) {
			return false
		}
	}
	return true
}

func (t term) holds(order int) bool {
	switch t.op {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	case "!=":
		return order != 0
	}
	return order == 0
}

func (c comparison) count(n int) bool { return c.holds(big.NewRat(int64(n), 1)) }

func (c comparison) span(d time.Duration) bool { return c.holds(big.NewRat(int64(d), 1)) }

var (
	digits = regexp.MustCompile(`^[0-9]{1,15}$`)
	sized  = regexp.MustCompile(`^([0-9]{1,12}(?:\.[0-9]{1,6})?)(B|[kK]B|MB|GB|KiB|MiB|GiB)?$`)
	dayed  = regexp.MustCompile(`^([0-9]{1,5})d$`)
)

func parseCount(text string) (*big.Rat, error) {
	if !digits.MatchString(text) {
		return nil, fmt.Errorf("%q is no count", text)
	}
	return query.ParseNumber(text)
}

func parseSigned(text string) (*big.Rat, error) {
	if !digits.MatchString(strings.TrimPrefix(text, "-")) {
		return nil, fmt.Errorf("%q is no whole number", text)
	}
	return query.ParseNumber(text)
}

// parseSize reads bytes: KB is 1,000 of them, KiB 1,024.
func parseSize(text string) (*big.Rat, error) {
	m := sized.FindStringSubmatch(text)
	if m == nil {
		return nil, fmt.Errorf("%q is no size", text)
	}
	n, err := query.ParseNumber(m[1])
	if err != nil {
		return nil, err
	}
	factor := map[string]int64{"": 1, "B": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}[m[2]]
	return n.Mul(n, big.NewRat(factor, 1)), nil
}

// parseTime reads a time as Go does, and days: 500ms, 1h30m, 30d.
func parseTime(text string) (*big.Rat, error) {
	d, err := time.ParseDuration(text)
	if m := dayed.FindStringSubmatch(text); m != nil {
		n, err := query.ParseNumber(m[1])
		if err != nil {
			return nil, err
		}
		return n.Mul(n, big.NewRat(int64(24*time.Hour), 1)), nil
	}
	if err != nil || d < 0 {
		return nil, fmt.Errorf("%q is no time", text)
	}
	return big.NewRat(int64(d), 1), nil
}

func parseTLS(text string) (*big.Rat, error) {
	switch text {
	case "1.0", "1.1", "1.2", "1.3":
		return query.ParseNumber(text)
	}
	return nil, fmt.Errorf("%q is no version of TLS (1.0, 1.1, 1.2, 1.3)", text)
}
