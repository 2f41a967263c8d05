package pattern

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// resident is the memory of this process in bytes, that of the library included, which Go's own counters leave out.
func resident(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil && os.Getenv("CI") == "" {
		t.Skipf("not run: this system has no /proc/self/statm: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

// A million matches, with long subjects and many groups among them, and 5,000 patterns that are dropped leave no memory
// behind.
func TestMemoryIsGivenBack(t *testing.T) {
	r, err := Compile(`^/(\w+)/(?:(\d+)|(x))*-end$`, false)
	if err != nil {
		t.Fatal(err)
	}
	work := func(times int) {
		for i := range times {
			s := "/ab/123xx456-end"
			if i%20000 == 0 {
				s = "/ab/" + strings.Repeat("1x", 2000) + "-end"
			}
			if _, ok, err := r.Try(s); err != nil || !ok {
				t.Fatal(ok, err)
			}
			if i%200 == 0 {
				if _, err := Compile(strings.Repeat("(a[bc]+)", 200+i%7)+strconv.Itoa(i), false); err != nil {
					t.Fatal(err)
				}
			}
			if i%20000 == 0 {
				runtime.GC() // patterns are freed by their cleanup
			}
		}
		runtime.GC()
	}
	work(100_000)
	before := resident(t)
	work(1_000_000)
	if grown := resident(t) - before; grown > 16<<20 {
		t.Errorf("a million matches and 5,000 patterns left %d MB behind", grown>>20)
	}
}
