package report

import (
	"path/filepath"
	"testing"

	"github.com/fleetspec/fleetspec/runner/outcome"
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

func TestClass(t *testing.T) {
	for name, c := range map[string]struct{ group, location, want string }{
		"containers and file":           {"web tier / PHP", "specs/web.go:12", "web tier / PHP/specs/web.go"},
		"a file alone":                  {"", "web.yaml:4:3", "web.yaml"},
		"a YAML file as container":      {"web.yaml", "web.yaml:4:3", "web.yaml"},
		"a YAML file outside":           {"/etc/web.yaml", "/etc/web.yaml:4:3", "/etc/web.yaml"},
		"containers in a file's own":    {"web.yaml / PHP", "web.yaml:4:3", "PHP/web.yaml"},
		"a file included by another":    {"web.yaml", "base.yaml:4:3", "web.yaml/base.yaml"},
		"neither":                       {"", "", "specs"},
		"the folder is not in the name": {workingFolder() + "/web.yaml", workingFolder() + "/web.yaml:1:1", "web.yaml"},
	} {
		if got := class(&outcome.Result{Group: c.group, Location: c.location}); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
