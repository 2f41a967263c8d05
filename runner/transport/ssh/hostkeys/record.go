package hostkeys

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/crypto/ssh"
)

var recording sync.Mutex

// Record adds a key of the host to a known_hosts file, as ssh does for
// accept-new; hash hides the name (HashKnownHosts). Of a certificate it is the
// key within.
func (h *Host) Record(file string, key ssh.PublicKey, hash bool) error {
	if cert, ok := key.(*ssh.Certificate); ok {
		key = cert.Key
	}
	name := h.Name
	if hash {
		name = hashedAnew(name)
	}
	line := name + " " + key.Type() + " " + base64.StdEncoding.EncodeToString(key.Marshal()) + "\n"
	recording.Lock()
	defer recording.Unlock()
	now, err := Read([]string{file})
	if err == nil && now.has(h.Name, key) {
		return nil // another connection was faster
	}
	if err == nil {
		err = add(file, line)
	}
	if err != nil {
		return fmt.Errorf("record the host key: %w", err)
	}
	return nil
}

func (f *Files) has(name string, key ssh.PublicKey) bool {
	for _, l := range f.lines {
		if k, err := l.read(); err == nil && l.marker == "" && bytes.Equal(k.Marshal(), key.Marshal()) && l.matches(name) {
			return true
		}
	}
	return false
}

// add appends a line, on a line of its own.
func add(file, line string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	last := make([]byte, 1)
	if end, err := f.Seek(0, 2); err == nil && end > 0 {
		if _, err := f.ReadAt(last, end-1); err == nil && last[0] != '\n' {
			line = "\n" + line
		}
	}
	_, err = f.WriteString(line)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}
