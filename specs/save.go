package specs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/fleetspec/fleetspec/runner/keep"
	"github.com/fleetspec/fleetspec/specs/fact"
)

// save keeps the snapshots of live hosts: in the file that was named when there is one
// host, else in a folder, a file a host.
func (w *wing) save() error {
	if w.options.Save == "" {
		return nil
	}
	var live []*Host
	for _, h := range w.hosts {
		if h.line != nil && !h.snapshot.At.IsZero() && h.snapshot.Lost == "" {
			live = append(live, h)
		}
	}
	info, err := os.Stat(w.options.Save)
	folder := err == nil && info.IsDir() || len(w.hosts) > 1
	if !folder && len(live) == 1 {
		return saveFile(w.options.Save, live[0].snapshot)
	}
	if len(live) == 0 {
		return fmt.Errorf("save snapshots: nothing was collected, so %s is as it was", w.options.Save)
	}
	if err := os.MkdirAll(w.options.Save, 0o700); err != nil {
		return fmt.Errorf("save snapshots: %w", err)
	}
	var errs []error
	for _, h := range live {
		errs = append(errs, saveFile(filepath.Join(w.options.Save, fileName(h.Name())), h.snapshot))
	}
	return errors.Join(errs...)
}

var plain = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$`)

// fileName makes a file's name of a target's: plain ones stay, others are hashed.
func fileName(target string) string {
	if plain.MatchString(target) {
		return target + ".json"
	}
	sum := sha256.Sum256([]byte(target))
	return "target-" + hex.EncodeToString(sum[:8]) + ".json"
}

func saveFile(path string, s *fact.Snapshot) error {
	var b bytes.Buffer
	if err := s.Save(&b); err != nil {
		return fmt.Errorf("save snapshot %s: %w", path, err)
	}
	if err := keep.File(path, b.Bytes(), true); err != nil {
		return fmt.Errorf("save snapshot: %w", err)
	}
	return nil
}
