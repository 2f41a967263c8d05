package transporttest

import (
	"strconv"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport"
)

// awkward holds arguments that some shell on the way would change.
var awkward = map[string][]string{
	"empty arguments":         {"", "a", "", ""},
	"spaces":                  {" a  b ", "\t", "a\tb"},
	"line feeds":              {"a\nb", "\n", "a\n\n", "\r\n"},
	"quotes":                  {`'`, `"`, `''`, `"a'b"`, "`id`", `\'`, `'\''`},
	"backslashes":             {`\`, `\\`, `a\b`, `\n`, `a\`},
	"dollars":                 {"$HOME", "${HOME}", "$(id)", "$$", "$", "$'a'", `$"a"`},
	"globs":                   {"*", "/etc/*", "?", "[a-z]*", "{a,b}", "~", "~root"},
	"operators":               {";", "&", "&&", "|", ">x", "<x", "2>&1", "(a)", "{", "}", "#a", "!", "!!", "!x", "^a^b"},
	"csh and fish":            {"!1", "%self", "=ls", "a=b", "(set x)", "status", "end", "%", "@ x"},
	"options":                 {"-", "--", "-n", "-e", "--help"},
	"8-bit bytes":             {"caf\xe9", "caf\xe9\n\n", "\xff\xfe", "grün", "\xc3", "日本語", "\u2028", "\U0010FFFF"},
	"every byte but NUL":      {everyByte()},
	"control bytes":           {"\x01\x02\x03\x04\x11\x13\x1a\x1b[31m\x7f"},
	"a long argument":         {strings.Repeat("a'b ", 16<<10)},
	"many arguments":          many(2000),
	"printf's own directives": {"%s%d", `%%`, `\101`},
}

func everyByte() string {
	var b strings.Builder
	for i := 1; i < 256; i++ {
		b.WriteByte(byte(i))
	}
	return b.String()
}

func many(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = "argument " + strconv.Itoa(i)
	}
	return all
}

// arguments: they arrive byte for byte.
func arguments(t *testing.T, s *suite) {
	tr := s.target(t)
	for name, args := range awkward {
		t.Run(name, func(t *testing.T) { wantArguments(t, tr, args) })
	}
}

func wantArguments(t *testing.T, tr transport.Transport, args []string) {
	t.Helper()
	r := run(t, tr, sh(`printf '%s\000' "$@"`, args...))
	got := strings.Split(string(r.Stdout), "\x00")
	got = got[:len(got)-1]
	if len(got) != len(args) {
		t.Fatalf("%d arguments arrived of %d: %s", len(got), len(args), short(r.Stdout))
	}
	for i := range args {
		if got[i] != args[i] {
			t.Errorf("argument %d arrived as %s, want %s", i, short([]byte(got[i])), short([]byte(args[i])))
		}
	}
}
