package query

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// aliases are names that PHP and old servers give to encodings, which the WHATWG's list lacks. The
// extensions that they mean are in the WHATWG's own tables.
var aliases = map[string]string{
	"cp932": "shift_jis", "ms932": "shift_jis", "sjis-win": "shift_jis", "cp943c": "shift_jis",
	"eucjp-win": "euc-jp", "cp51932": "euc-jp", "eucjp-ms": "euc-jp",
}

// label finds a charset also in headers that mime refuses, such as those that say it twice.
var label = regexp.MustCompile(`(?i)charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)`)

var marks = []struct {
	bytes    string
	encoding encoding.Encoding
}{
	{"\xef\xbb\xbf", unicode.UTF8},
	{"\xfe\xff", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	{"\xff\xfe", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
}

// Text is the body's text: by its mark of byte order, the charset of its header, that of its <meta>, else as UTF-8
// where that is valid, else as windows-1252. A charset that nobody knows is an error.
func (b Body) Text() (string, error) {
	for _, m := range marks {
		if rest, ok := bytes.CutPrefix(b.Bytes, []byte(m.bytes)); ok {
			return decoded(m.encoding, rest)
		}
	}
	name := labelOf([]byte(b.ContentType))
	if name == "" {
		name = metaLabel(b.Bytes)
	}
	if name == "" {
		if utf8.Valid(b.Bytes) {
			return string(b.Bytes), nil
		}
		name = "windows-1252"
	}
	if other, ok := aliases[strings.ToLower(name)]; ok {
		name = other
	}
	e, _ := charset.Lookup(name)
	if e == nil {
		return "", fmt.Errorf("decode its text: the charset %q is not known", name)
	}
	return decoded(e, b.Bytes)
}

// marked tells whether a mark of byte order says how it is encoded.
func (b Body) marked() bool {
	for _, m := range marks {
		if bytes.HasPrefix(b.Bytes, []byte(m.bytes)) {
			return true
		}
	}
	return false
}

func labelOf(text []byte) string {
	if m := label.FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return ""
}

var meta = regexp.MustCompile(`(?i)<meta[^>]*charset[^>]*>|<\?xml[^>]*encoding\s*=\s*["']([^"']+)`)

// metaLabel reads what the first 1,024 bytes of HTML or XML say, as browsers do.
func metaLabel(body []byte) string {
	head := body[:min(len(body), 1024)]
	m := meta.FindSubmatch(head)
	switch {
	case m == nil:
		return ""
	case m[1] != nil:
		return string(m[1])
	}
	name := labelOf(m[0])
	if strings.HasPrefix(strings.ToLower(name), "utf-16") { // it could not have been read so
		return "utf-8"
	}
	return name
}

func decoded(e encoding.Encoding, body []byte) (string, error) {
	out, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return "", fmt.Errorf("decode its text: %w", err)
	}
	return string(out), nil
}

// folds are characters that Shift_JIS and EUC-JP have once and Unicode twice: who decodes by another table
// than the one who wrote the expectation gets the other one.
var folds = strings.NewReplacer("\uff5e", "\u301c", "\u2225", "\u2016", "\uff0d", "\u2212", "\uffe0", "\u00a2", "\uffe1", "\u00a3", "\uffe2", "\u00ac")

// Fold makes such characters equal. It is for comparing, on both sides.
func Fold(text string) string { return folds.Replace(text) }
