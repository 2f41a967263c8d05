package report

import (
	"path/filepath"
	"testing"
)

func TestPlace(t *testing.T) {
	here := workingFolder()
	for in, want := range map[string]string{
		filepath.Join(here, "web.go") + ":12": "web.go:12",
		here + "er/web.go:12":                 here + "er/web.go:12",
		"web.yaml:4:3":                        "web.yaml:4:3",
		"":                                    "",
	} {
		if got := place(in); got != want {
			t.Errorf("place(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFile(t *testing.T) {
	for in, want := range map[string]string{
		"web.yaml:4:3": "web.yaml", "web.go:12": "web.go", "web.yaml": "web.yaml", "": "", "a:b": "a:b", "a:": "a:",
		"1:2:3:4": "1:2", `C:\web.yaml:4:3`: `C:\web.yaml`,
	} {
		if got := file(in); got != want {
			t.Errorf("file(%q) = %q, want %q", in, got, want)
		}
	}
}
