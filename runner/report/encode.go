package report

import (
	"bytes"
	"regexp"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Reports for programs may well end up in a CI system's log (--report json=-), so what it
// would take for a command is written by references that decode to the same text.

// xmlMark finds the two in XML, where both can only stand in text or attributes.
var (
	xmlMark  = regexp.MustCompile(`##([A-Za-z]*\[)`)
	xmlStart = regexp.MustCompile(`(?m)^([\s\p{Z}]*)::`)
)

func xmlWithoutCommands(b []byte) []byte {
	if bytes.Contains(b, []byte("##")) {
		b = xmlMark.ReplaceAll(b, []byte("#&#35;$1"))
	}
	if bytes.Contains(b, []byte("::")) {
		b = xmlStart.ReplaceAll(b, []byte("$1:&#58;"))
	}
	return b
}

// jsonVisible writes by \u what a terminal must not get: JSON's encoder leaves DEL, C1,
// bidirectional and invisible characters as they are. All of them stand in strings.
func jsonVisible(b []byte) []byte {
	if bytes.Contains(b, []byte("##")) {
		b = xmlMark.ReplaceAll(b, []byte(`#\u0023$1`))
	}
	out := make([]byte, 0, len(b)+len(b)/16)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == '\n' || r >= 0x20 && r < 0x7f || unicode.IsPrint(r) && r != utf8.RuneError:
			out = append(out, b[:n]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = appendEscape(appendEscape(out, high), low)
		default:
			out = appendEscape(out, r)
		}
		b = b[n:]
	}
	return out
}

const hexDigits = "0123456789abcdef"

func appendEscape(out []byte, r rune) []byte {
	return append(out, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}
