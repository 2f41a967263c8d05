package docker

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// wrapper is a command as /bin/sh starts it: first it says "NONCE PID" on
// standard error, then it becomes the command. echo is built into every shell.
const wrapper = `echo "$1 $$" >&2; shift; exec "$@"`

// maxArgument is Linux's limit of one argument with its NUL: MAX_ARG_STRLEN,
// execve(2). The engine would only say that the command ended.
const maxArgument = 128 << 10

// tooLong says which argument no program can be started with.
func tooLong(argv []string) error {
	for i, a := range argv {
		if len(a) >= maxArgument {
			return fmt.Errorf("argument list too long: argument %d has %d bytes, and Linux takes less than %d", i, len(a), maxArgument)
		}
	}
	return nil
}

// wrap gives the argv of the exec.
func wrap(argv []string, nonce string) []string {
	for _, a := range argv {
		if !utf8.ValidString(a) {
			return []string{"/bin/sh", "-c", spelled(argv), "sh", nonce}
		}
	}
	return append([]string{"/bin/sh", "-c", wrapper, "sh", nonce}, argv...)
}

// spelled is the wrapper with the arguments in it byte by byte: the engine's
// API speaks JSON, which carries no bytes that are not UTF-8. The full stop
// keeps line feeds at the end from being dropped.
func spelled(argv []string) string {
	var s strings.Builder
	s.WriteString(`n=$1; set --; `)
	for _, a := range argv {
		s.WriteString(`a=$(printf '`)
		for _, b := range []byte(a) {
			fmt.Fprintf(&s, `\%03o`, b)
		}
		s.WriteString(`.') && set -- "$@" "${a%.}" && `)
	}
	s.WriteString(`set -- "$n" "$@" && unset a n && { ` + wrapper + `; }`)
	return s.String()
}

// plain says why argv can't be sent without the wrapper.
func plain(argv []string) error {
	for _, a := range argv {
		if !utf8.ValidString(a) {
			return fmt.Errorf("argument %q is not UTF-8, which needs a /bin/sh in the container", a)
		}
	}
	return nil
}

// mark takes standard error and cuts the wrapper's line from its beginning.
type mark struct {
	nonce string
	to    io.Writer
	seen  chan struct{} // closed when the line was there, and pid is set
	pid   string
	head  []byte
	past  bool
	// then is called when the line was there: standard output that came before it was
	// held back, and a command that prints no more would never have it handed on.
	then func() error
}

func newMark(to io.Writer) *mark {
	return &mark{nonce: rand.Text(), to: to, seen: make(chan struct{})}
}

// started says whether the wrapper's line was there.
func (m *mark) started() bool {
	select {
	case <-m.seen:
		return true
	default:
		return false
	}
}

func (m *mark) Write(p []byte) (int, error) {
	if m.past {
		return m.to.Write(p)
	}
	m.head = append(m.head, p...)
	prefix := []byte(m.nonce + " ")
	if i := bytes.IndexByte(m.head, '\n'); i >= 0 && bytes.HasPrefix(m.head, prefix) {
		m.pid = string(m.head[len(prefix):i])
		m.past, m.head = true, m.head[i+1:]
		close(m.seen)
		if m.then != nil {
			if err := m.then(); err != nil {
				return 0, err
			}
		}
		return len(p), m.flush()
	}
	if n := min(len(m.head), len(prefix)); !bytes.Equal(m.head[:n], prefix[:n]) {
		m.past = true // not through the wrapper
		return len(p), m.flush()
	}
	return len(p), nil
}

// flush hands on what was held back.
func (m *mark) flush() error {
	head := m.head
	m.past, m.head = true, nil
	if len(head) == 0 {
		return nil
	}
	_, err := m.to.Write(head)
	return err
}
