package sshconfig

import (
	"fmt"
	"os"
	"syscall"
)

// checkOwner refuses a file that others could have written, as OpenSSH does.
func checkOwner(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fmt.Errorf("%s: its owner can't be told", file)
	}
	if stat.Uid != 0 && int(stat.Uid) != os.Getuid() || info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s: bad owner or permissions (it must be yours or root's, and only yours to write: chmod go-w)", file)
	}
	return nil
}
