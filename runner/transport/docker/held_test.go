package docker

import (
	"bytes"
	"testing"
)

// TestOutputBeforeTheMarkIsHandedOnWithIt: the engine keeps no order between the two
// streams. What a command printed first must not wait for what it prints next.
func TestOutputBeforeTheMarkIsHandedOnWithIt(t *testing.T) {
	var stdout, stderr bytes.Buffer
	m := newMark(&stderr)
	h := &held{to: &stdout, mark: m}
	m.then = h.flush
	if _, err := h.Write([]byte("up\n")); err != nil || stdout.Len() != 0 {
		t.Fatalf("before the mark: %q, %v", stdout.String(), err)
	}
	if _, err := m.Write([]byte(m.nonce + " 42\nwarning\n")); err != nil {
		t.Fatal(err)
	}
	if stdout.String() != "up\n" || stderr.String() != "warning\n" || m.pid != "42" {
		t.Errorf("stdout %q, stderr %q, pid %q", stdout.String(), stderr.String(), m.pid)
	}
}
