package fact

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"sync"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// Variable is an environment variable. The value of one that looks like a secret is not
// kept: only how its SHA-256 begins, so that it can be compared.
type Variable struct {
	// Value is the value, or "present (sha256 0123456789ab…)" of a secret.
	Value string `json:"value"`
	// Digest is the first 12 hex digits of the secret's SHA-256; empty when Value is the value.
	Digest string `json:"digest,omitempty"`
}

// Is tells whether the variable has that value.
func (v Variable) Is(value string) bool {
	if v.Digest != "" {
		return v.Digest == secretDigest(hosttext.Bytes(value))
	}
	return v.Value == value
}

// secretNames is a pattern of names whose values are kept from sight.
const secretNames = `(?i)(^|[^a-z])(pw|pwd|pass|auth|cred|creds|salt|dsn|pat|jwt|pin|otp|sid)([^a-z]|$)|` +
	`passw|(pg|db|my|smtp|ftp|user|root|admin)_?pass|passphrase|secret|token|credential|licen[sc]e|key|cookie|private|signature|webhook`

// What takes long to compile is compiled when it is needed: each start of the program would wait for it.
var (
	secretName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(secretNames) })
	// secretValue is a password in a URL, or an assignment inside of a value.
	secretValue = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)://[^/@\s]*:[^/@\s]*@|(passw(or)?d|pwd|secret|token|api_?key)=[^\s]|-----BEGIN |^(ghp|gho|ghs|github_pat|glpat|xox[abp]|sk)[-_]|^AKIA|^eyJ[A-Za-z0-9_-]+\.`)
	})
	plainName = map[string]bool{"PWD": true, "OLDPWD": true, "SSH_AUTH_SOCK": true}
)

// LooksSecret tells whether the value of a variable of that name is kept from sight.
func LooksSecret(name string) bool { return secretName().MatchString(name) && !plainName[name] }

// newVariable redacts the value when its name or the value itself looks secret. An empty value is none.
func newVariable(name, value string) Variable {
	text := hosttext.FromString(value)
	if value == "" || !LooksSecret(name) && !secretValue().MatchString(value) {
		return Variable{Value: text}
	}
	digest := secretDigest([]byte(value))
	return Variable{Value: presentSecret(digest), Digest: digest}
}

func presentSecret(digest string) string { return "present (sha256 " + digest + "…)" }

func secretDigest(value []byte) string {
	sum := sha256.Sum256(value)
	return hex.EncodeToString(sum[:])[:12]
}

var secretOption = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^--?[a-z_.-]*(passw(or)?d|passphrase|secret|token|api-?_?key|access-?_?key|private-?_?key|license-?_?key|credentials?)$`)
})

// plainArguments redacts what looks secret in a command line: the value of
// --password=VALUE, NAME=VALUE and --password VALUE, and passwords in URLs.
func plainArguments(args []string) []string {
	out := make([]string, len(args))
	for i, arg := range args {
		name, value, assigned := strings.Cut(arg, "=")
		switch {
		case i > 0 && secretOption().MatchString(args[i-1]) && !strings.HasPrefix(arg, "-"):
			out[i] = presentSecret(secretDigest([]byte(arg)))
		case assigned && value != "" && !strings.ContainsAny(name, " \t/") && secretName().MatchString(name):
			out[i] = hosttext.FromString(name) + "=" + presentSecret(secretDigest([]byte(value)))
		case secretValue().MatchString(arg):
			out[i] = presentSecret(secretDigest([]byte(arg)))
		default:
			out[i] = hosttext.FromString(arg)
		}
	}
	return out
}
