package match

import (
	"slices"
	"strings"
)

var _ = register(Verb{Name: "HaveAuthorizedKey", Key: "authorized-key", Examples: func() []*Matcher {
	return []*Matcher{HaveAuthorizedKey("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")}
}})

// HaveAuthorizedKey holds for a user whose account a public key opens by SSH: its fingerprint, as ssh-keygen -l
// shows it (SHA256:…).
func HaveAuthorizedKey(fingerprint string) *Matcher {
	m := judged("HaveAuthorizedKey", "have authorized key "+show(fingerprint), "authorized keys",
		func(r interface{ AuthorizedKeys() ([]string, error) }) ([]string, error) { return r.AuthorizedKeys() },
		func(all []string) (bool, error) {
			return slices.Contains(all, strings.TrimRight(fingerprint, "=")), nil
		})
	if !strings.HasPrefix(fingerprint, "SHA256:") {
		return misuse(m, "authorized key %q: want its fingerprint, SHA256:…, as ssh-keygen -l shows it", fingerprint)
	}
	return m
}
