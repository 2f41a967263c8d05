package specfile

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/inventory"
)

// A large file for many targets is read once for all that have the same variables.
func TestLargeFile(t *testing.T) {
	var b strings.Builder
	b.WriteString("package:\n")
	const n = 20_000
	for i := range n {
		fmt.Fprintf(&b, "  p%d: { installed: true, version: \"~> 1.%d\" }\n", i, i)
	}
	began := time.Now()
	s, err := files{"x.yaml": b.String()}.load("x.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var many []inventory.Target
	for i := range 100 {
		many = append(many, inventory.Target{Name: fmt.Sprintf("web-%02d", i)})
	}
	if err := s.Check(many); err != nil {
		t.Fatal(err)
	}
	if got := len(s.of["web-99"][0].docs[0].checks); got != 2*n {
		t.Errorf("%d checks", got)
	}
	if len(s.read) != 1 {
		t.Errorf("the file was read %d times", len(s.read))
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %s", took)
	} else {
		t.Logf("%d checks in %s", 2*n, took)
	}
}
