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
	bytes, name string
	encoding    encoding.Encoding
}{
	{"\xef\xbb\xbf", "utf-8", unicode.UTF8},
	{"\xfe\xff", "utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	{"\xff\xfe", "utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
}

// Reading is a body's text as it was read, and what there is to doubt of it; nil: nothing.
type Reading struct {
	Text  string
	Doubt *Doubtful
}

// Text is the body's text: by its mark of byte order, the charset of its header, that of its <meta>, else as UTF-8
// where that is valid, else as windows-1252. A charset that nobody knows is an error.
func (b Body) Text() (string, error) {
	r, err := b.Read()
	return r.Text, err
}

// Read is Text, with its doubt.
func (b Body) Read() (Reading, error) {
	for _, m := range marks {
		if rest, ok := bytes.CutPrefix(b.Bytes, []byte(m.bytes)); ok {
			return decoded(m.name, m.encoding, rest)
		}
	}
	name := labelOf([]byte(b.ContentType))
	if name == "" {
		name = metaLabel(b.Bytes)
	}
	if name == "" {
		return b.guess()
	}
	if other, ok := aliases[strings.ToLower(name)]; ok {
		name = other
	}
	e, canonical := charset.Lookup(name)
	if e == nil {
		return Reading{}, fmt.Errorf("decode its text: the charset %q is not known", name)
	}
	return decoded(canonical, e, b.Bytes)
}

// guess reads what names no charset. ISO-2022-JP and UTF-16 are valid UTF-8 too, with bytes that no text has.
func (b Body) guess() (Reading, error) {
	if utf8.Valid(b.Bytes) {
		r := Reading{Text: string(b.Bytes)}
		if bytes.ContainsAny(b.Bytes, "\x00\x1b") {
			r.Doubt = guessed
		}
		return r, nil
	}
	e, name := charset.Lookup("windows-1252")
	r, err := decoded(name, e, b.Bytes)
	r.Doubt = guessed
	return r, err
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

func decoded(name string, e encoding.Encoding, body []byte) (Reading, error) {
	if name == "utf-8" && utf8.Valid(body) { // which may hold what a decoder puts in the place of others
		return Reading{Text: string(body)}, nil
	}
	out, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return Reading{}, fmt.Errorf("decode its text: %w", err)
	}
	r := Reading{Text: string(out)}
	if strings.ContainsRune(r.Text, utf8.RuneError) {
		r.Doubt = broken(name, r.Text)
	}
	return r, nil
}

// folds are characters that Shift_JIS and EUC-JP have once and Unicode twice: who decodes by another table
// than the one who wrote the expectation gets the other one.
var folds = strings.NewReplacer("\uff5e", "\u301c", "\u2225", "\u2016", "\uff0d", "\u2212", "\uffe0", "\u00a2", "\uffe1", "\u00a3", "\uffe2", "\u00ac")

// Fold makes such characters equal. It is for comparing, on both sides.
func Fold(text string) string { return folds.Replace(text) }
