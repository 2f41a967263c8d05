package fact

import (
	"errors"
	"regexp"
)

// What looks like a secret is made unreadable on the host, before it is sent. Both are regular
// expressions of awk, PHP and Go alike, on lower-case text: the first on names, the second on values.
const (
	phpSecretName  = `(^|[^a-z])(pw|pwd|pass|auth|cred|salt|dsn)([^a-z]|$)|(^|[^a-z])key$|passwd|password|passphrase|secret|token([^i]|$)|credential|licen[sc]e|(api|access|private)_?key`
	phpSecretValue = `://[^/@ ]*:[^/@ ]*@|(auth|pass|passwd|password|token|secret)([[][^]]*[]])?=`
)

// phpSecretAwk are the functions of awk that print a value, or its digest when it looks
// secret. sha prints one line: the digest and "-".
const phpSecretAwk = `
function secret(n, v) { return v != "" && (tolower(n) ~ "` + phpSecretName + `" || tolower(v) ~ "` + phpSecretValue + `") }
function sha(v) { fflush(); printf "%s", v | "sha256sum"; if (close("sha256sum") != 0) bad = 1 }
`

var (
	phpSecretNames  = regexp.MustCompile(phpSecretName)
	phpSecretValues = regexp.MustCompile(phpSecretValue)
	phpDigest       = regexp.MustCompile(`^[0-9a-f]{64}( |$)`)
)

// phpPresent is what stands in the place of a secret: that it is there, and how its SHA-256 begins.
func phpPresent(digest string) (string, error) {
	if !phpDigest.MatchString(digest) {
		return "", errors.New("its answer holds a secret without digest")
	}
	return "present (sha256 " + digest[:12] + "…)", nil
}
