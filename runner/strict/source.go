package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

// MaxSize is the largest file read: 4 MiB. The YAML library takes 30 to 60
// bytes of memory per byte.
const MaxSize = 4 << 20

const bom = "\ufeff"

// ReadFile reads a regular file of at most MaxSize bytes.
func ReadFile(name string) ([]byte, error) {
	// Asked before opening: opening a FIFO waits for its writer.
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, unwrapPath(err))
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read %s: not a regular file", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, unwrapPath(err))
	}
	defer func() { _ = f.Close() }() // read only: nothing is lost
	src, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, unwrapPath(err))
	}
	if len(src) > MaxSize {
		return nil, fmt.Errorf("read %s: larger than %d MiB", name, MaxSize>>20)
	}
	return src, nil
}

// unwrapPath takes the cause out of a path error, whose path we print ourselves.
func unwrapPath(err error) error {
	var e *os.PathError
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

// scanSource looks for bytes that the YAML library would read silently in a way
// nobody sees in an editor, and that it gives no position for.
func scanSource(file string, src []byte) Errors {
	at := func(line, col int, text, hint string) Errors {
		return Errors{{Pos: Pos{file, line, col}, Text: text, Hint: hint}}
	}
	if bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff")) ||
		(len(src) >= 2 && (src[0] == 0) != (src[1] == 0)) {
		return at(1, 1, "the file is UTF-16", "save it as UTF-8")
	}
	if len(src) > MaxSize {
		return at(1, 1, fmt.Sprintf("the file is larger than %d MiB", MaxSize>>20), "")
	}
	var out Errors
	for i, line := range strings.Split(string(src), "\n") {
		out = append(out, scanLine(file, i+1, strings.TrimSuffix(line, "\r"))...)
	}
	return out
}

// scanLine gives the first bad character of one line, or its conflict marker.
func scanLine(file string, number int, line string) Errors {
	if isConflictMarker(line) {
		return Errors{{Pos: Pos{file, number, 1}, Text: "a merge conflict marker", Hint: "resolve the conflict"}}
	}
	indent, col := true, 0
	for i := 0; i < len(line); {
		r, n := utf8.DecodeRuneInString(line[i:])
		col++
		if text, hint := badRune(r, n, line[i:], indent); text != "" {
			return Errors{{Pos: Pos{file, number, col}, Text: text, Hint: hint}}
		}
		indent = indent && (r == ' ' || r == '\t' || r == '-')
		i += n
	}
	return nil
}

func isConflictMarker(line string) bool {
	for _, mark := range []string{"<<<<<<<", "|||||||", ">>>>>>>"} {
		if line == mark || strings.HasPrefix(line, mark+" ") {
			return true
		}
	}
	return line == "======="
}

// badRune says why r, of n bytes at the start of rest, can't stand in a file.
func badRune(r rune, n int, rest string, indent bool) (text, hint string) {
	switch {
	case r == utf8.RuneError && n <= 1:
		return fmt.Sprintf("invalid UTF-8 (byte 0x%02x)", rest[0]), "save the file as UTF-8"
	case r == '\r':
		return "a carriage return inside a line", "end lines with LF or CRLF"
	case r == 0x85, r == 0x2028, r == 0x2029:
		return fmt.Sprintf("a Unicode line separator (%+q)", r), `write it as an escape in "…"`
	case r < ' ' && r != '\t', r >= 0x7f && r < 0xa0, r == 0xfffe, r == 0xffff:
		return fmt.Sprintf("a control character (%q)", string(r)), `write it as an escape in "…"`
	case r == 0xfeff:
		return "a byte order mark inside the file", "remove it"
	case r >= 0x200b && r <= 0x200d, r >= 0x2060 && r <= 0x2064, r == 0xad, r == 0x180e:
		return fmt.Sprintf("an invisible character (%+q)", r), "remove it"
	case r == 0x61c, r == 0x200e, r == 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return fmt.Sprintf("a text direction character (%+q)", r), "remove it"
	case indent && isOddSpace(r):
		return fmt.Sprintf("a no-break or wide space in the indentation (%+q)", r), "indent with plain spaces"
	}
	return "", ""
}

func isOddSpace(r rune) bool {
	return r == 0xa0 || r == 0x1680 || (r >= 0x2000 && r <= 0x200a) || r == 0x202f || r == 0x205f || r == 0x3000
}
