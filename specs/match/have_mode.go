package match

import (
	"fmt"
	"strconv"
	"strings"
)

var _ = register(Verb{Name: "HaveMode", Key: "mode", Examples: func() []*Matcher {
	return []*Matcher{HaveMode("0644")}
}})

// HaveMode compares permission bits: "0644" or "644" in octal digits, 0o644 as a number, or a
// Gomega matcher on four octal digits. setuid, setgid and the sticky bit belong to them: "2755".
func HaveMode(want any) *Matcher {
	bits, err := modeOf(want)
	if err == nil {
		want = fmt.Sprintf("%04o", bits)
	}
	m := value("HaveMode", "mode", want, func(r interface{ Mode() (string, error) }) (string, error) { return r.Mode() })
	if err != nil && !isMatcher(want) {
		return misuse(m, "%w", err)
	}
	return each(m, nil)
}

// modeOf reads permission bits.
func modeOf(want any) (uint64, error) {
	var bits uint64
	switch w := want.(type) {
	case string:
		n, err := strconv.ParseUint(strings.TrimPrefix(w, "0o"), 8, 32)
		if err != nil || strings.HasPrefix(w, "+") {
			return 0, fmt.Errorf("mode %q is not octal digits", w)
		}
		bits = n
	case int:
		bits = uint64(w)
	case int64:
		bits = uint64(w)
	case uint32:
		bits = uint64(w)
	default:
		return 0, fmt.Errorf("mode %v (%T) is not octal digits", want, want)
	}
	if bits > 0o7777 {
		return 0, fmt.Errorf("mode %v is larger than 07777", want)
	}
	return bits, nil
}
