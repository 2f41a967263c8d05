package call

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
)

// ErrLimit is in the cause of a Fault when a stream was over its limit.
var ErrLimit = errors.New("more output than the limit")

// ErrEnded is what a Stream says after its call: the caller has its streams back.
var ErrEnded = errors.New("the call has ended")

// Stream takes one output stream of a command: to the caller's writer, or into
// memory up to the limit. What it can't take ends the call.
type Stream struct {
	name  string
	to    io.Writer
	kept  bytes.Buffer
	limit int64
	stop  func(error)
	err   error
	over  atomic.Bool // the call has ended
}

// Write takes p, or fails for good: over the limit, or with the error of the
// caller's writer.
func (s *Stream) Write(p []byte) (int, error) {
	if s.over.Load() {
		return 0, ErrEnded
	}
	if s.err != nil {
		return 0, s.err
	}
	if s.to != nil {
		if n, err := s.to.Write(p); err != nil {
			return n, s.fail(fmt.Errorf("write %s: %w", s.name, err))
		}
		return len(p), nil
	}
	if room := s.limit - int64(s.kept.Len()); int64(len(p)) > room {
		return 0, s.fail(fmt.Errorf("%s: %w of %d bytes", s.name, ErrLimit, s.limit))
	}
	return s.kept.Write(p)
}

func (s *Stream) fail(err error) error {
	s.err = err
	s.stop(err)
	return err
}
