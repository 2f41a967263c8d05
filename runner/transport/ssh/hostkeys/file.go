// Package hostkeys tells whether a host's key is the one that known_hosts
// files say, as ssh does it.
//
// Lines are matched before their keys are read, as in OpenSSH's hostfile.c: a
// line that can't be read says nothing, but a @revoked one, which stops us.
// x/crypto's knownhosts and what is built on it read whole files first, match
// other names than ssh does, and don't say which keys to ask a host for; what
// it takes to mend that is more than reading the lines.
package hostkeys

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/crypto/ssh"
)

// Line is one line of a known_hosts file.
type Line struct {
	File   string
	Number int // from 1

	marker string // "", @cert-authority or @revoked
	hosts  string // patterns, or a hash
	key    string // type and base64, maybe a comment
}

func (l *Line) String() string { return fmt.Sprintf("%s:%d", l.File, l.Number) }

// markers of sshd(8), SSH_KNOWN_HOSTS FILE FORMAT.
const (
	authority = "@cert-authority"
	revoked   = "@revoked"
)

// Files is the lines of known_hosts files.
type Files struct {
	Names []string // all that were asked for, also the missing ones
	// Authorities are the algorithms that may sign a host's certificate
	// (CASignatureAlgorithms); nil is all but those with SHA-1.
	Authorities []string

	lines []*Line
}

// Read reads the files. A missing one is an empty one.
func Read(names []string) (*Files, error) {
	f := &Files{Names: names}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read known hosts: %w", err)
		}
		f.add(name, content)
	}
	return f, nil
}

func (f *Files) add(name string, content []byte) {
	for i, text := range bytes.Split(content, []byte("\n")) {
		if l := parse(string(text)); l != nil {
			l.File, l.Number = name, i+1
			f.lines = append(f.lines, l)
		}
	}
}

// parse takes a line apart; nil where it says nothing.
func parse(text string) *Line {
	text = strings.Trim(text, " \t\r")
	if text == "" || text[0] == '#' {
		return nil
	}
	l := &Line{}
	l.hosts, l.key = cut(text)
	if strings.HasPrefix(l.hosts, "@") {
		l.marker = l.hosts
		l.hosts, l.key = cut(l.key)
		if l.marker != authority && l.marker != revoked || strings.HasPrefix(l.hosts, "@") {
			return nil
		}
	}
	return l
}

// cut takes the first word off.
func cut(s string) (word, rest string) {
	if i := strings.IndexAny(s, " \t"); i >= 0 {
		return s[:i], strings.TrimLeft(s[i:], " \t")
	}
	return s, ""
}

// read reads the key. OpenSSH compares the type outside with the one inside.
func (l *Line) read() (ssh.PublicKey, error) {
	kind, rest := cut(l.key)
	coded, _ := cut(rest)
	blob, err := base64.StdEncoding.DecodeString(coded)
	if err != nil {
		return nil, err
	}
	key, err := ssh.ParsePublicKey(blob)
	if err != nil {
		return nil, err
	}
	if key.Type() != kind {
		return nil, fmt.Errorf("it says %s and holds %s", kind, key.Type())
	}
	if _, ok := key.(*ssh.Certificate); ok {
		return nil, errors.New("a certificate is no host key")
	}
	return key, nil
}
