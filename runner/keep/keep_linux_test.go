package keep

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
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
	if err := asNobody(t, func() error { return File(path, []byte("new"), true) }); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); got != "new" {
		t.Errorf("holds %q", got)
	}
	missing := filepath.Join(dir, "other.json")
	if err := asNobody(t, func() error { return File(missing, []byte("new"), true) }); !os.IsPermission(err) {
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
	if err := File(fmt.Sprintf("/proc/self/fd/%d", f.Fd()), []byte("new"), true); err != nil {
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

func TestDevicesAreKnownByName(t *testing.T) {
	for path, want := range map[string]bool{"/dev/stdout": true, "/dev/../dev/null": true, "/proc/self/fd/1": true, "report.json": false, "/developer/r.json": false} {
		if got := isDevice(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

func TestAFullDiskIsAnError(t *testing.T) {
	if err := inPlace("/dev/full", []byte("x")); err == nil {
		t.Error("no error")
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// only fails when the folder holds anything but these files.
func only(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("folder holds %q, want %q", got, names)
	}
}
