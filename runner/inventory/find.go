package inventory

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// FileName is the inventory's usual name.
const FileName = "fleetspec.yaml"

// EnvFile names the inventory, for suites under go test.
const EnvFile = "FLEETSPEC_CONFIG"

// Find gives the fleetspec.yaml of dir or of the nearest folder above it, or ""
// when there is none. That a folder can't be looked into is an error, not a no.
func Find(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", FileName, err)
	}
	for {
		name := filepath.Join(dir, FileName)
		_, err := os.Stat(name)
		switch {
		case err == nil:
			return name, nil
		case !errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("find %s: %w", FileName, err)
		}
		above := filepath.Dir(dir)
		if above == dir {
			return "", nil
		}
		dir = above
	}
}

// LoadNear loads the inventory that $FLEETSPEC_CONFIG names, else the one that
// Find finds from dir, else gives the empty one.
func LoadNear(dir string) (*Inventory, error) {
	if name := os.Getenv(EnvFile); name != "" {
		inv, err := Load(name)
		var problems strict.Errors
		if err != nil && !errors.As(err, &problems) {
			return nil, fmt.Errorf("$%s: %w", EnvFile, err)
		}
		return inv, err
	}
	name, err := Find(dir)
	if err != nil {
		return nil, err
	}
	if name == "" {
		return &Inventory{}, nil
	}
	return Load(name)
}
