package fact

import (
	"errors"
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// What looks like a secret is made unreadable on the host, before it is sent. These are regular expressions of awk and PHP
// alike, on lower-case text: names of directives, names of variables (more of them, for they
// are anybody's), and values.
const (
	phpSecretName  = `(^|[^a-z])(pw|pwd|pass|auth|cred|salt|dsn)([^a-z]|$)|(^|[^a-z])key$|passwd|password|passphrase|secret|token([^i]|$)|credential|licen[sc]e|(api|access|private)_?key`
	phpSecretValue = `://[^/@ ]*:[^/@ ]*@|(auth|pass|passwd|password|pwd|token|secret|api_?key)([[][^]]*[]])?=`
)

// phpSecretAwk are the functions of awk that tell what looks secret of a directive or a variable, and print
// the digest of a value: one line, the digest and "-".
var phpSecretAwk = `
function secretly(v) { return tolower(v) ~ "` + phpSecretValue + `" }
function secret(n, v) { return v != "" && (tolower(n) ~ "` + phpSecretName + `" || secretly(v)) }
function secretenv(n, v) { return v != "" && (tolower(n) ~ "` + strings.TrimPrefix(secretNames, "(?i)") + `" || secretly(v)) }
function sha(v) { fflush(); printf "%s", v | "sha256sum"; if (close("sha256sum") != 0) bad = 1 }
`

var phpDigest = regexp.MustCompile(`^[0-9a-f]{64}( |$)`)

// phpPresent is what stands in the place of a secret.
func phpPresent(digest string) (Variable, error) {
	if !phpDigest.MatchString(digest) {
		return Variable{}, errors.New("its answer holds a secret without digest")
	}
	return Variable{Value: presentSecret(digest[:12]), Digest: digest[:12]}, nil
}

// phpVariable is a variable that the host took for plain; it is redacted all the same if it is not.
func phpVariable(name, value string) Value[Variable] {
	return Known(newVariable(name, string(hosttext.Bytes(value))))
}
