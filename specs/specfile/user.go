package specfile

import (
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/specs/match"
)

// fingerprint is a public key's, as ssh-keygen -l shows it.
type fingerprint string

// FromScalar checks its form.
func (f *fingerprint) FromScalar(s strict.Scalar) error {
	rest, ok := strings.CutPrefix(s.Text, "SHA256:")
	if !ok || len(strings.TrimRight(rest, "=")) != 43 || strings.ContainsAny(rest, " \t\n") {
		return strict.Hinted{Text: "expected the fingerprint of a key, found " + strict.Quote(s.Text), Hint: "SHA256:…, as ssh-keygen -l shows it"}
	}
	*f = fingerprint(s.Text)
	return nil
}

// Expects is for messages.
func (*fingerprint) Expects() string { return "the fingerprint of a key" }

// readKeys reads a fingerprint or a list of them, a spec each.
func readKeys(c strict.Node) (out []made, ok bool) {
	items := []strict.Node{c}
	if c.IsSeq() {
		if items, ok = listed(c); !ok {
			return nil, false
		}
	}
	ok = true
	for _, item := range items {
		var f fingerprint
		ok = item.Decode(&f) && ok
		m := made{matcher: func() matcher { return match.HaveAuthorizedKey(string(f)) }}
		if c.IsSeq() {
			m.pos = item.Pos()
		}
		out = append(out, m)
	}
	return out, ok
}
