package fact

import (
	"bytes"
	"errors"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// fields reads an answer whose fields each end in NUL, which no name, path or text of a
// table holds.
type fields struct{ rest []byte }

var errFields = errors.New("its answer is garbled")

func (f *fields) done() bool { return len(f.rest) == 0 }

// next gives a field; one that has no end was cut.
func (f *fields) next() (string, error) {
	i := bytes.IndexByte(f.rest, 0)
	if i < 0 {
		return "", errEndsEarly
	}
	text := hosttext.FromBytes(f.rest[:i])
	f.rest = f.rest[i+1:]
	return text, nil
}

// take gives n fields.
func (f *fields) take(n int) ([]string, error) {
	var out []string
	for range n {
		text, err := f.next()
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}
