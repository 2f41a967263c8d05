package proctree

import "testing"

// FuzzParse: a process may call itself anything.
func FuzzParse(f *testing.F) {
	f.Add("42 (sleep) S 1 42 42 0 -1", "sleep")
	f.Add("42 (a) Z 7 7 7) S 1 42 42 0", "")
	f.Fuzz(func(t *testing.T, line, name string) {
		parse(42, line)
		p, ok := parse(42, "42 ("+name+") Z 1 2 3 0 -1")
		if !ok || p != (process{pid: 42, ppid: 1, group: 2, session: 3, zombie: true}) {
			t.Errorf("a process named %q is read as %+v, %v", name, p, ok)
		}
	})
}
