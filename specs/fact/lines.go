package fact

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// lines reads an answer line by line. Every line must be known to its parser: what a
// table's shell would not have printed makes the table unknown.
type lines struct{ rest []byte }

var errEndsEarly = errors.New("its answer ends too early")

func (l *lines) done() bool { return len(l.rest) == 0 }

// next gives a line without its end; one without an end is an error.
func (l *lines) next() (string, error) {
	i := bytes.IndexByte(l.rest, '\n')
	if i < 0 {
		if l.done() {
			return "", errEndsEarly
		}
		line := string(l.rest) // the frame gives the last end away
		l.rest = nil
		return line, nil
	}
	line := string(l.rest[:i])
	l.rest = l.rest[i+1:]
	return line, nil
}

// value reads lines that begin with = up to a line ".", as one text.
func (l *lines) value() (string, error) {
	var value []string
	for {
		line, err := l.next()
		if err != nil || line == "." {
			return hosttext.FromString(strings.Join(value, "\n")), err
		}
		text, ok := strings.CutPrefix(line, "=")
		if !ok {
			return "", unexpected(line)
		}
		value = append(value, text)
	}
}

func unexpected(line string) error {
	return fmt.Errorf("its answer has an unexpected line %.60q", hosttext.FromString(line))
}
