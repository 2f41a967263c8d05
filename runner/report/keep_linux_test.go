package report

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// asNobody runs f with the file rights of a user who owns nothing, in a thread that
// ends with it.
func asNobody(t *testing.T, f func() error) (err error) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and never unlocked: no other goroutine gets it
		if os.Getuid() == 0 {
			if err = syscall.Setfsuid(65534); err != nil {
				return
			}
		}
		err = f()
	}()
	<-done
	return err
}

// A file that is ours in a folder that is not: CI systems hand such ones out.
func TestAFolderThatIsNotOursIsWrittenInPlace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "r.json")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{os.Chmod(path, 0o666), os.Chmod(filepath.Dir(dir), 0o755), os.Chmod(dir, 0o555)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := asNobody(t, func() error { return keep(path, []byte("new"), true) }); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); got != "new" {
		t.Errorf("holds %q", got)
	}
	missing := filepath.Join(dir, "other.json")
	if err := asNobody(t, func() error { return keep(missing, []byte("new"), true) }); !os.IsPermission(err) {
		t.Errorf("a new file there: %v", err)
	}
	only(t, dir, "r.json")
}

// The shell's > has opened the file: who holds it would not see one put in its place.
func TestRedirectedOutputIsWrittenInPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.json")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	before, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if err := keep(fmt.Sprintf("/proc/self/fd/%d", f.Fd()), []byte("new"), true); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(before, after) || read(t, path) != "new" {
		t.Error("the file was replaced")
	}
}

func TestNothingIsLeftOfAFailedReplace(t *testing.T) {
	dir := t.TempDir()
	full := filepath.Join(dir, "folder")
	if err := os.MkdirAll(filepath.Join(full, "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := replace(full, []byte("new"), nil); err == nil {
		t.Error("a folder was replaced")
	}
	only(t, dir, "folder")
}
