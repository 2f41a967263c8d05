// Package hosttext holds text that came from a host: bytes that nobody
// promised to be UTF-8, printable or honest.
//
// In memory such text is a valid UTF-8 string without loss: each byte that is
// not part of valid UTF-8 becomes one private-use rune, U+10FF00 + byte, and
// text that holds such runes itself has their bytes mapped the same way. So two
// different byte strings are never equal, in memory or in JSON.
package hosttext

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	escapeBase  = 0x10FF00 // U+10FF00 + byte
	escapeFirst = escapeBase + 0x80
	escapeLast  = escapeBase + 0xFF
)

// FromBytes gives the bytes as a valid UTF-8 string, without loss.
func FromBytes(b []byte) string { return FromString(string(b)) }

// FromString is FromBytes for a string of any bytes.
func FromString(s string) string {
	if utf8.ValidString(s) && !strings.ContainsFunc(s, isEscape) {
		return s
	}
	var out strings.Builder
	out.Grow(len(s) + 16)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if (r == utf8.RuneError && n == 1) || isEscape(r) {
			for ; n > 0; n-- {
				out.WriteRune(escapeBase + rune(s[i]))
				i++
			}
			continue
		}
		out.WriteString(s[i : i+n])
		i += n
	}
	return out.String()
}

// Bytes gives back the bytes that FromBytes was given.
func Bytes(s string) []byte {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if isEscape(r) {
			out = append(out, byte(r-escapeBase))
			continue
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

func isEscape(r rune) bool { return r >= escapeFirst && r <= escapeLast }

// Visible gives s as it may be printed on one line of a terminal or a log:
// control characters (C0, C1, DEL), line and paragraph separators, invisible and
// bidirectional formatting characters, and bytes that were not UTF-8 appear as
// escapes in Go's manner: \n, \x1b, \u202e. A backslash stays as it is.
func Visible(s string) string { return visible(s, false) }

// VisibleLines is Visible, but keeps line feeds and tabs.
func VisibleLines(s string) string { return visible(s, true) }

func visible(s string, lines bool) string {
	if !utf8.ValidString(s) {
		s = FromString(s)
	}
	var out strings.Builder
	for _, r := range s {
		switch {
		case isEscape(r):
			fmt.Fprintf(&out, `\x%02x`, r-escapeBase)
		case r == '\n' && lines, r == '\t' && lines:
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\t':
			out.WriteString(`\t`)
		case r == '\r':
			out.WriteString(`\r`)
		case r < 0x80 && unicode.IsControl(r):
			fmt.Fprintf(&out, `\x%02x`, r)
		case unicode.IsPrint(r) || r == '\u3000':
			out.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			fmt.Fprintf(&out, `\U%08x`, r)
		}
	}
	return out.String()
}
