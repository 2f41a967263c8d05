package checkfile

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// secretEntry says where a secret comes from.
type secretEntry struct {
	Env  strict.Name `key:"env" doc:"the environment variable that holds it"`
	File string      `key:"file" doc:"the file that holds it, beside this one; a newline at its end is no part of it"`
	text string      // what stands for it in a text
}

// Expects is for messages.
func (*secretEntry) Expects() string { return "where the secret comes from" }

// Check notes when that is not one place.
func (e *secretEntry) Check(c strict.Node) {
	if (e.Env == "") == (e.File == "") {
		c.Hintf("such as { env: SMOKE_PASSWORD }", "expected one of env and file")
	}
}

// read reads the secret. One that is not there is a problem: without it, a login would be tried that must fail.
func (e *secretEntry) read(name string, c strict.Node) {
	e.text = e2e.Captured(name) // stands for it when it can't be read, which ends the run
	if (e.Env == "") == (e.File == "") {
		return // noted
	}
	if e.Env != "" {
		value := os.Getenv(string(e.Env))
		if value == "" {
			at, _ := c.Get("env")
			at.Errorf("the environment variable %s is not set, or empty", e.Env)
			return
		}
		e.text = e2e.Secret(name, string(e.Env), value)
		return
	}
	value, err := e2e.ReadSecret(beside(c, e.File))
	if err != nil {
		at, _ := c.Get("file")
		at.Errorf("read secret: %v", err)
		return
	}
	e.text = e2e.Secret(name, name, value)
}

// beside is a path that is written in a file, from that file's folder on.
func beside(c strict.Node, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(c.Pos().File), path)
}

var environment = regexp.MustCompile(`\$\{env\.([A-Za-z_][A-Za-z0-9_]*)\}`)

// ofEnvironment gives the secrets that a file takes from the environment by ${env.NAME}. One that is not set is a
// problem where it is used.
func ofEnvironment(src []byte) strict.Vars {
	vars := strict.Vars{}
	for _, m := range environment.FindAllSubmatch(src, -1) {
		name := string(m[1])
		if value := os.Getenv(name); value != "" {
			vars["env."+name] = strict.Var{Text: e2e.Secret("env."+name, name, value)}
		} else {
			vars["env."+name] = strict.Var{Refused: "is not set in the environment, or empty"}
		}
	}
	return vars
}

// secrets reads the file's own.
func (f *file) secrets(vars strict.Vars) strict.Vars {
	out := strict.Vars{}
	for i := range f.Secrets {
		e := &f.Secrets[i]
		if free(e.KeyNode, e.Key, vars) {
			e.Value.read(e.Key, e.Node)
			out[e.Key] = strict.Var{Text: e.Value.text, Pos: e.Pos}
		}
	}
	return out
}

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*([.-][A-Za-z0-9_]+)*$`)

// free notes a name that can't be given to a secret or a captured value.
func free(c strict.Node, name string, taken strict.Vars) bool {
	switch old, is := taken[name]; {
	case !variable.MatchString(name):
		c.Errorf("%s is no name of a variable", strict.Quote(name))
	case len(name) > 4 && name[:4] == "env.":
		c.Errorf("names that begin with env. are those of the environment")
	case is:
		set := ""
		if old.Pos.Line > 0 {
			set = fmt.Sprintf(", set at %s", old.Pos)
		}
		c.Errorf("%s is the name of a variable or secret already%s", strict.Quote(name), set)
	default:
		return true
	}
	return false
}
