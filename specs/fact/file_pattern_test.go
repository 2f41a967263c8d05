package fact

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		want, path string
		ok         bool
	}{
		{"/a/b", "/a/b", true},
		{"/a/b", "/a/c", false},
		{"/a/*", "/a/b", true},
		{"/a/*", "/a/.b", true},
		{"/a/*", "/a/b/c", false},
		{"/a/*", "/a", false},
		{"/a/**", "/a", false},
		{"/a/**", "/a/b", true},
		{"/a/**", "/a/b/.c", true},
		{"/a/**/c", "/a/c", true},
		{"/a/**/c", "/a/x/y/c", true},
		{"/a/**/c", "/a/xc", false},
		{"/**", "/x", true},
		{"/a/?", "/a/é", true},
		{"/a/?", "/a/" + hosttext.FromString("\xff"), true},
		{"/a/?", "/a/", false},
		{"/a/[b-d]x", "/a/cx", true},
		{"/a/[!b-d]x", "/a/cx", false},
		{"/a/[^b-d]x", "/a/ex", true},
		{"/a/[!b]", "/a//", false},
		{"/a/[]x]", "/a/]", true},
		{"/a/[!]x]", "/a/]", false},
		{`/a/\*`, "/a/*", true},
		{`/a/\*`, "/a/b", false},
		{`/a/\[x]*`, "/a/[x]y", true},
		{`/a\b`, `/a\b`, true},
		{"/a/*.conf", "/a/x.conf", true},
		{"/a/*.conf", "/a/xaconf", false},
		{"/a/x*\ny", "/a/x1\ny", true},
	} {
		if ok, err := MatchPath(c.want, c.path); ok != c.ok || err != nil {
			t.Errorf("%q %q: %v %v", c.want, c.path, ok, err)
		}
	}
}

func TestTheWayOfAPattern(t *testing.T) {
	for _, c := range []struct {
		want, path string
		on         bool
	}{
		{"/a/[!m]*/x", "/a", true},
		{"/a/[!m]*/x", "/a/b", true},
		{"/a/[!m]*/x", "/a/me", false},
		{"/a/[!m]*/x", "/a/b/x", true},
		{"/a/[!m]*/x", "/a/b/y", false},
		{"/a/**/x", "/a/b/y", true},
		{"/a/b*/**", "/a/c", false},
		{"/a/b*/**", "/a/bc/d/e", true},
		{"/*", "", true},
	} {
		p, err := parsePattern(c.want)
		if err != nil || p.leadsBy(c.path) != c.on {
			t.Errorf("%s by %q: %v, %v", c.want, c.path, !c.on, err)
		}
	}
}

func TestFilesThatCannotBeAskedFor(t *testing.T) {
	for key, why := range map[string]string{"": "absolute", "a/b": "absolute", "/a/x**": "stands alone", "/a/**/**": "twice", "/a/[b": "has no ]", "/a//*": "empty name", "/a/[z-a]": "is not one", "/a/[[:alpha:]]": "holds no"} {
		if err := CheckKey(Ask{Table: "file", Key: key}); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %q", key, err, why)
		}
	}
	if err := CheckKey(Ask{Table: "file", Key: "/a", Want: "md5"}); err == nil {
		t.Error("a column that is not there")
	}
}

// FuzzPattern: the loose pattern of the shell lets through what the exact one means.
func FuzzPattern(f *testing.F) {
	f.Add("/a/*.c", "/a/x.c")
	f.Add("/a/**/[x-z]?", "/a/b/yé")
	f.Add(`/\*/[!]a]*`, "/*/b")
	f.Fuzz(func(t *testing.T, want, path string) {
		if !strings.HasPrefix(want, "/") {
			return
		}
		p, err := parsePattern(want)
		if err != nil || !p.glob || len(p.steps) != 1 || p.steps[0] == "**" {
			return
		}
		rest, ok := strings.CutPrefix(path, p.folder+"/")
		if !ok || !p.matches(path) {
			return
		}
		at := 0 // by hand, as case does for a pattern of * and plain text
		for i, part := range strings.Split(p.steps[0][1:], "*") {
			n := strings.Index(rest[at:], part)
			if n < 0 || i == 0 && n > 0 {
				t.Fatalf("the shell's %q passes over %q, which %q means", p.steps[0], path, want)
			}
			at += n + len(part)
		}
	})
}

// FuzzFileParser: a row for each key or an error; cut anywhere, nothing turns absent or another.
func FuzzFileParser(f *testing.F) {
	f.Add([]byte("some\x001\x00/a\x0081a4 0 0 3 1\x00sum\x00/a\x00" + strings.Repeat("0", 64) + "  /a\x00text\x00/a\x0061726320 30\x00no\x00/b\x00names\x00passwd\x00root:x:0:\x000\x00yes\x00end\x00"))
	f.Add([]byte("glob\x002\x00some\x001\x00/c/d\x00a1ff 0 0 3 1\x00links\x001\x00/c/d\x00x\x00\x00rc 0\x00blind\x00/c\x00x\x00globend\x00cannot\x00/a\x00x\x00end\x00"))
	f.Fuzz(func(t *testing.T, out []byte) {
		asks := []Ask{{Key: "/a"}, {Key: "/b"}, {Key: "/c/*"}}
		whole, err := parseFiles(asks, out)
		if err == nil && len(whole) != 3 {
			t.Errorf("%v", whole)
		}
		for n := range min(len(out), 300) {
			if rows, cutErr := parseFiles(asks, out[:n]); cutErr == nil && err == nil {
				for key, row := range rows {
					if w := whole[key]; row.Unknown == "" && (w.Is == nil) != (row.Is == nil) {
						t.Errorf("cut at %d: %s is %+v, and whole %+v", n, key, row, w)
					}
				}
			}
		}
	})
}
