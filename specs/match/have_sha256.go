package match

import (
	"regexp"
	"strings"
)

var _ = register(Verb{Name: "HaveSHA256", Key: "sha256", Examples: func() []*Matcher {
	return []*Matcher{HaveSHA256(strings.Repeat("0", 64))}
}})

// HaveSHA256 compares the SHA-256 of a regular file, or of the one that a link leads to: 64 hexadecimal
// digits, or a Gomega matcher on them.
func HaveSHA256(want any) *Matcher {
	text, ok := want.(string)
	if ok {
		want = strings.ToLower(text)
	}
	m := value("HaveSHA256", "sha256", want, func(r interface{ SHA256() (string, error) }) (string, error) { return r.SHA256() })
	if ok && !digest.MatchString(text) {
		return misuse(m, "sha256 %q is not 64 hexadecimal digits", text)
	}
	return each(m, nil)
}

var digest = regexp.MustCompile(`^[0-9A-Fa-f]{64}$`)
