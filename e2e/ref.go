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

// The kinds of references; bare is before one that stands in JSON without quotes.
const (
	capturedRef = "captured"
	secretRef   = "secret"
	bare        = "bare_"
)

var references = regexp.MustCompile(`(` + bare + `)?(` + capturedRef + `|` + secretRef + `)_` + mark + `_([0-9a-f]+)_`)

func ref(kind, name string) string {
	return kind + "_" + mark + "_" + hex.EncodeToString([]byte(name)) + "_"
}

// reference is one that was found in a text.
type reference struct {
	kind, name string
	bare       bool
}

func referred(text string) reference {
	m := references.FindStringSubmatch(text)
	name, _ := hex.DecodeString(m[3])
	return reference{kind: m[2], name: string(name), bare: m[1] != ""}
}

// String is what people write: ${name}.
func (r reference) String() string {
	name := r.name
	if r.kind == secretRef {
		_, name, _ = strings.Cut(name, ":") // the number that tells secrets of one name apart
	}
	return "${" + name + "}"
}

// Captured is what an earlier step captures by that name, for any text of a later request: "/orders/" +
// Captured("id"). Each place encodes it as it has to. In matchers it stands inside of Late.
func Captured(name string) string { return ref(capturedRef, name) }

// JSONValue is for JSON that is written as text (json.RawMessage): a reference that stands there without quotes. A
// value that is a number, true, false or null then goes as such, any other as a string.
func JSONValue(reference string) string { return bare + reference }

// Referring tells whether a text holds a captured value or a secret.
func Referring(text string) bool { return references.MatchString(text) }

// OnlyReference tells whether a text is one captured value or secret and nothing else.
func OnlyReference(text string) bool { return references.FindString(text) == text && text != "" }

// Shown is a text as people write it: ${name} for a captured value or a secret.
func Shown(text string) string { return replaced(text, reference.String) }

// replaced puts values in the place of references.
func replaced(text string, value func(reference) string) string {
	return references.ReplaceAllStringFunc(text, func(r string) string { return value(referred(r)) })
}

// BindPattern binds the values in a regular expression, where they mean themselves.
func BindPattern(pattern string, bind func(string) string) string {
	return references.ReplaceAllStringFunc(pattern, func(r string) string { return regexp.QuoteMeta(bind(r)) })
}
