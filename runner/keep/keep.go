// Package keep writes files that people keep, reports and snapshots, so that a half written one never stands.
package keep

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// File writes a file atomically: beside it, then renamed over it. What can't be replaced is
// written in place: a device or pipe (only at last: a pipe has but one reading), and a file
// that is mounted alone or lies in a folder that is not ours.
func File(path string, data []byte, last bool) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return &fs.PathError{Op: "open", Path: path, Err: syscall.EISDIR}
	case strings.HasSuffix(path, string(filepath.Separator)):
		return &fs.PathError{Op: "open", Path: path, Err: syscall.EISDIR}
	case err == nil && (!info.Mode().IsRegular() || isDevice(path)):
		if !last {
			return nil
		}
		return inPlace(path, data)
	}
	real := path
	if err == nil {
		if real, err = filepath.EvalSymlinks(path); err != nil {
			return err
		}
	}
	err = replace(real, data, info)
	if info != nil && irreplaceable(err) {
		return inPlace(real, data)
	}
	return err
}

// isDevice tells /dev/stdout and its like, also when it is a file that standard output
// was led to by the shell.
func isDevice(path string) bool {
	abs, err := filepath.Abs(path)
	return err == nil && (strings.HasPrefix(abs, "/dev/") || strings.HasPrefix(abs, "/proc/"))
}

func irreplaceable(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.EROFS)
}

func inPlace(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// replace writes path by way of a file beside it. A file that was there keeps its mode.
func replace(path string, data []byte, was fs.FileInfo) error {
	beside := filepath.Join(filepath.Dir(path), ".fleetspec-"+rand.Text())
	f, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) // less the umask
	if err != nil {
		return cause(path, err)
	}
	_, err = f.Write(data)
	if err == nil && was != nil {
		err = f.Chmod(was.Mode().Perm())
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(beside, path)
	}
	if err != nil {
		_ = os.Remove(beside)
	}
	return cause(path, err)
}

// cause names the file that was meant instead of the one beside it.
func cause(path string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return &fs.PathError{Op: p.Op, Path: path, Err: p.Err}
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return &fs.PathError{Op: l.Op, Path: path, Err: l.Err}
	}
	return err
}
