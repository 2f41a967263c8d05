package docker

import (
	"bytes"
	"testing"
)

// FuzzMark: however the stream is cut, the command's bytes stay what they were,
// and only a whole line of the wrapper is one.
func FuzzMark(f *testing.F) {
	f.Add([]byte("error\n"), uint8(3), true)
	f.Add([]byte(""), uint8(1), true)
	f.Add([]byte("OCI runtime"), uint8(2), false)
	f.Fuzz(func(t *testing.T, out []byte, size uint8, wrapped bool) {
		var got bytes.Buffer
		m := newMark(&got)
		all := out
		if wrapped {
			all = append([]byte(m.nonce+" 17\n"), out...)
		}
		for step := int(size)%40 + 1; len(all) > 0; {
			n := min(step, len(all))
			if w, err := m.Write(all[:n]); w != n || err != nil {
				t.Fatalf("Write = %d, %v", w, err)
			}
			all = all[n:]
		}
		if err := m.flush(); err != nil {
			t.Fatal(err)
		}
		if m.started() != wrapped || (wrapped && m.pid != "17") {
			t.Errorf("started %v with pid %q, want %v", m.started(), m.pid, wrapped)
		}
		if !bytes.Equal(got.Bytes(), out) {
			t.Errorf("the command's output is %q, want %q", got.Bytes(), out)
		}
	})
}

// TestRefusal reads what the runtimes say; each is the text of a real one.
func TestRefusal(t *testing.T) {
	const runc = "OCI runtime exec failed: exec failed: unable to start container process: "
	for said, want := range map[string]int{
		runc + `exec: "/nosuch": stat /nosuch: no such file or directory: unknown`:             127,
		runc + `exec: "nosuch": executable file not found in $PATH: unknown`:                   127,
		runc + `exec: "/etc": permission denied: unknown`:                                      126,
		runc + `chdir to cwd ("/nosuch") set in config.json failed: no such file or directory`: 0,
		runc + `chdir to cwd ("/root") set in config.json failed: permission denied: unknown`:  0,
		"cannot exec in a stopped state: unknown":                                              0,
		"unable to find user nosuch: no matching entries in passwd file":                       0,
		"the engine did not start it, and gave no reason":                                      0,
	} {
		if got := refusal(said); got != want {
			t.Errorf("refusal(%q) = %d, want %d", said, got, want)
		}
	}
}
