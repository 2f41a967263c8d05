package hosttext

import (
	"testing"
	"unicode/utf8"
)

func TestVisible(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain text stays":          {"grün 〜 a\\b", "grün 〜 a\\b"},
		"escape is made visible":    {"\x1b[31mred", `\x1b[31mred`},
		"line feed":                 {"a\nb\tc\r", `a\nb\tc\r`},
		"C1":                        {"\u009b31m", `\u009b31m`},
		"DEL":                       {"\x7f", `\x7f`},
		"bidi override":             {"a\u202eb", `a\u202eb`},
		"zero width":                {"a\u200bb", `a\u200bb`},
		"raw bytes that aren't UTF": {"caf\xe9", `caf\xe9`},
		"escaped bytes":             {FromString("caf\xe9"), `caf\xe9`},
	} {
		if got := Visible(c.in); got != c.want {
			t.Errorf("%s: Visible(%q) = %q, want %q", name, c.in, got, c.want)
		}
	}
	if got := VisibleLines("a\nb\x1b"); got != "a\nb\\x1b" {
		t.Errorf("VisibleLines = %q", got)
	}
}

func FuzzLossless(f *testing.F) {
	for _, s := range []string{"", "abc", "caf\xe9", "\U0010FFE9", "\xff\xfe", "ü\x80"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s := FromBytes(b)
		if !utf8.ValidString(s) {
			t.Fatalf("FromBytes(%q) is not UTF-8", b)
		}
		if got := Bytes(s); string(got) != string(b) {
			t.Fatalf("Bytes(FromBytes(%q)) = %q", b, got)
		}
	})
}
