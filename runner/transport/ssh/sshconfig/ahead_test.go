package sshconfig

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// What was begun ahead is used once; the next query reads the file as it is then.
func TestAheadIsUsedOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config")
	write := func(port string) {
		t.Helper()
		if err := os.WriteFile(file, []byte("Port "+port+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	q := Query{Host: "web", File: file}
	write("2201")
	Ahead(q)
	Ahead(q)
	a, _ := begun.Load(q)
	<-a.(*ahead).there
	write("2202")
	for _, want := range []int{2201, 2202} {
		if s, err := Resolve(t.Context(), q); err != nil || s.Port != want {
			t.Errorf("port %d, %v, want %d", s.Port, err, want)
		}
	}
}

func TestAnErrorAheadIsToldToWhoAsks(t *testing.T) {
	q := Query{Host: "web", File: "/nonexistent/config"}
	_, want := Resolve(t.Context(), q)
	Ahead(q)
	if _, err := Resolve(t.Context(), q); err == nil || want == nil || err.Error() != want.Error() {
		t.Errorf("%v, want %v", err, want)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (&ahead{there: make(chan struct{})}).wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
