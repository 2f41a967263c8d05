package inventory

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	dir := t.TempDir()
	deep := filepath.Join(dir, "a", "b")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv(EnvFile, "")
	inv, err := LoadNear(deep)
	if err != nil || inv.File != "" || len(inv.Targets) != 0 {
		t.Errorf("nothing there: %+v %v", inv, err)
	}
	name := filepath.Join(dir, "a", FileName)
	if err := os.WriteFile(name, []byte("targets: {x: {address: 'local:'}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := Find(deep); err != nil || got != name {
		t.Errorf("upwards: %s %v", got, err)
	}
	if got, err := Find(name); err == nil || !strings.HasPrefix(err.Error(), "find fleetspec.yaml: ") {
		t.Errorf("what can't be looked into is no no: %q %v", got, err)
	}
	other := filepath.Join(dir, "other.yaml")
	t.Setenv(EnvFile, other)
	if _, err := LoadNear(deep); !errors.Is(err, os.ErrNotExist) || !strings.HasPrefix(err.Error(), "$"+EnvFile+": read ") {
		t.Errorf("the variable names nothing: %v", err)
	}
	if err := os.WriteFile(other, []byte("target: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadNear(deep); err == nil || err.Error() != fmt.Sprintf("%s:1:1: target: unknown key \"target\" (did you mean targets?)", other) {
		t.Errorf("the variable wins: %v", err)
	}
}
