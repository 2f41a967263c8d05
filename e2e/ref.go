package e2e

import (
	"crypto/rand"
	"encoding/hex"
	"regexp"
	"strings"
)

// A reference stands in a text for a value that is put in when the text is used: what an earlier step captured, or
// a secret. It is a word of letters, digits and _, so that it may stand wherever a text may: in a target, in JSON, in a
// pattern. The random part keeps it apart from whatever else a text may hold.
var mark = func() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}()

// The kinds of references.
const (
	capturedRef = "captured"
	secretRef   = "secret"
)

var references = regexp.MustCompile(`(` + capturedRef + `|` + secretRef + `)_` + mark + `_([0-9a-f]+)_`)

func ref(kind, name string) string {
	return kind + "_" + mark + "_" + hex.EncodeToString([]byte(name)) + "_"
}

// Captured is what an earlier step captures by that name, for any text of a later request: "/orders/" +
// Captured("id"). Each place encodes it as it has to.
func Captured(name string) string { return ref(capturedRef, name) }

// Referring tells whether a text holds a captured value or a secret.
func Referring(text string) bool { return references.MatchString(text) }

// Shown is a text as people write it: ${name} for a captured value or a secret.
func Shown(text string) string {
	return references.ReplaceAllStringFunc(text, func(r string) string { return "${" + referred(r) + "}" })
}

// BindPattern binds the values in a regular expression, where they mean themselves.
func BindPattern(pattern string, bind func(string) string) string {
	return references.ReplaceAllStringFunc(pattern, func(r string) string { return regexp.QuoteMeta(bind(r)) })
}

// referred is the name in a reference.
func referred(r string) string {
	m := references.FindStringSubmatch(r)
	name, _ := hex.DecodeString(m[2])
	_, name2, numbered := strings.Cut(string(name), ":")
	if m[1] == secretRef && numbered {
		return name2
	}
	return string(name)
}
