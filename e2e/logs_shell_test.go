package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The shell that asks a target is POSIX, as shellcheck says; -ef is in every sh that was tried, and words are split where lists are meant.
func TestTheShellOfLogsIsClean(t *testing.T) {
	path, err := exec.LookPath("shellcheck")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	for name, text := range map[string]string{"marks": logMarks, "since": logSince} {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte("#!/bin/sh\n"+text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(path, "-s", "sh", "-e", "SC3013,SC2016,SC2030,SC2031,SC2086", file).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
