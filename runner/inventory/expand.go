package inventory

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// MaxTargets is the most targets that a file, or an address, may stand for.
const MaxTargets = 10_000

// rangeForm is [FROM:TO] or [FROM:TO:STEP], of numbers or of letters, as Ansible
// has it.
var rangeForm = regexp.MustCompile(`^\[([0-9]{1,9}|[a-z]|[A-Z]):([0-9]{1,9}|[a-z]|[A-Z])(?::([0-9]{1,9}))?\]$`)

// expand gives the texts that a pattern stands for, in order: web-[01:03] is
// web-01, web-02, web-03 (zeros are kept), several ranges multiply. Its error is
// an *AddressError.
func expand(pattern string) ([]string, error) {
	out := []string{""}
	for rest := pattern; rest != ""; {
		open := strings.IndexAny(rest, "[]")
		if open < 0 {
			return suffixed(out, []string{rest}), nil
		}
		end := strings.IndexByte(rest, ']')
		if rest[open] == ']' || end < 0 {
			return nil, badAddress(rest[open:], "a range is [01:40]", "a bracket has no partner in %s", strict.Quote(pattern))
		}
		items, err := rangeItems(rest[open : end+1])
		if err != nil {
			return nil, err
		}
		if len(items)*len(out) > MaxTargets {
			return nil, tooMany(rest[open : end+1])
		}
		out = suffixed(suffixed(out, []string{rest[:open]}), items)
		rest = rest[end+1:]
	}
	return out, nil
}

func tooMany(part string) error {
	return badAddress(part, "", "the address stands for more than %d targets", MaxTargets)
}

// suffixed gives each of heads with each of tails behind it.
func suffixed(heads, tails []string) []string {
	out := make([]string, 0, len(heads)*len(tails))
	for _, h := range heads {
		for _, t := range tails {
			out = append(out, h+t)
		}
	}
	return out
}

// rangeItems gives what one [FROM:TO:STEP] stands for.
func rangeItems(r string) ([]string, error) {
	m := rangeForm.FindStringSubmatch(r)
	if m == nil {
		return nil, badAddress(r, "such as [01:40], [1:9:2] or [a:f]", "bad range %s", strict.Quote(r))
	}
	from, to, step := m[1], m[2], 1
	if m[3] != "" {
		step, _ = strconv.Atoi(m[3]) // digits, by the form
	}
	if step < 1 {
		return nil, badAddress(r, "1 or more", "bad range %s: the step is %d", strict.Quote(r), step)
	}
	if isDigit(from[0]) != isDigit(to[0]) || (!isDigit(from[0]) && isUpper(from[0]) != isUpper(to[0])) {
		return nil, badAddress(r, "", "bad range %s: its ends are of two kinds", strict.Quote(r))
	}
	if !isDigit(from[0]) {
		return count(r, int(from[0]), int(to[0]), step, "%c")
	}
	padded := (len(from) > 1 && from[0] == '0') || (len(to) > 1 && to[0] == '0')
	if padded && len(from) != len(to) {
		return nil, badAddress(r, "write both ends with as many digits", "bad range %s: its ends are of two widths", strict.Quote(r))
	}
	low, _ := strconv.Atoi(from)
	high, _ := strconv.Atoi(to)
	format := "%d"
	if padded {
		format = fmt.Sprintf("%%0%dd", len(from))
	}
	return count(r, low, high, step, format)
}

func count(r string, low, high, step int, format string) ([]string, error) {
	if low > high {
		return nil, badAddress(r, "", "bad range %s: it ends before it begins", strict.Quote(r))
	}
	if (high-low)/step+1 > MaxTargets {
		return nil, tooMany(r)
	}
	var out []string
	for n := low; n <= high; n += step {
		out = append(out, fmt.Sprintf(format, n))
	}
	return out, nil
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }
