package conf

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var globs = []struct {
	pattern, path string
	want          bool
}{
	{"*.conf", "a.conf", true},
	{"*.conf", ".a.conf", false},
	{".*.conf", ".a.conf", true},
	{"*", "a/b", false},
	{"*/x", "d/x", true},
	{"*/x", ".d/x", false},
	{"a?c", "abc", true},
	{"a?c", "ac", false},
	{"[ab]", "a", true},
	{"[!ab]", "a", false},
	{"[!ab]", "c", true},
	{"[^ab]", "c", true},
	{"[a-c]x", "bx", true},
	{"[a-c]x", "dx", false},
	{"[]a]", "]", true},
	{"[[:digit:]]*", "1x", true},
	{"[[:digit:]]*", "x1", false},
	{"[a", "[a", true}, // a set that is not closed is text
	{`\*`, "*", true},
	{`\*`, "a", false},
	{`*\*`, "a*", true},
	{"{a,b}*", "{a,b}c", true},
	{"{a,b}*", "ac", false},
	{"a*b*c", "aXbYbZc", true},
	{"a*b*c", "aXbYbZ", false},
	{"*a*", "bab", true},
	{"**", "x", true},
	{"*", "x", true},
	{"?", ".", false},
}

func TestGlobsMatchAsGlob3Does(t *testing.T) {
	for _, c := range globs {
		if matches(c.pattern, c.path) != c.want {
			t.Errorf("%q on %q: %v", c.pattern, c.path, !c.want)
		}
	}
}

func TestGlobsOfTheDisk(t *testing.T) {
	for _, c := range globs {
		if c.path == "." {
			continue
		}
		dir := t.TempDir()
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(c.path)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, c.path), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := slices.Contains(expand(dir+"/"+c.pattern), dir+"/"+c.path); got != c.want {
			t.Errorf("%q on %q: %v", c.pattern, c.path, got)
		}
	}
	dir := t.TempDir()
	for _, name := range []string{"10b", "2a", "B", "a"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.ReplaceAll(strings.Join(expand(dir+"/*"), " "), dir+"/", ""); got != "10b 2a B a" {
		t.Errorf("the order is %q", got)
	}
	if got := expand(dir + "/none*/x"); got != nil {
		t.Errorf("%q", got)
	}
}
