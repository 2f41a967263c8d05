package ssh

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// maxNoise bounds what is kept of the output that stands before the mark.
const maxNoise = 16 << 10

// stream takes one output stream of the channel: up to the bootstrap's line it
// is noise of the login, then it is the command's.
type stream struct {
	nonce string
	to    io.Writer

	marked chan struct{} // closed when the line was there, and pid is set
	pid    string
	ended  chan struct{} // closed when the stream is over
	got    atomic.Int64  // bytes read so far
	busy   atomic.Bool   // the reader of the output has some that it has not taken yet

	mu    sync.Mutex
	noise []byte
	shut  bool
}

func newStream(nonce string, to io.Writer) *stream {
	return &stream{nonce: nonce, to: to, marked: make(chan struct{}), ended: make(chan struct{})}
}

// copy reads until the stream ends, or the output can't be taken.
func (s *stream) copy(from io.Reader) {
	defer close(s.ended)
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		s.busy.Store(true)
		s.got.Add(int64(n))
		writeErr := s.write(buf[:n])
		s.busy.Store(false)
		if err != nil || writeErr != nil {
			return
		}
	}
}

func (s *stream) write(p []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return io.ErrClosedPipe
	}
	if !isClosed(s.marked) {
		p = s.listen(p)
	}
	if len(p) == 0 {
		return nil
	}
	_, err := s.to.Write(p)
	return err
}

// listen looks for the bootstrap's line and gives what follows it.
func (s *stream) listen(p []byte) []byte {
	s.noise = append(s.noise, p...)
	sign := []byte(s.nonce + " ")
	if i := bytes.Index(s.noise, sign); i >= 0 {
		line, rest, ok := bytes.Cut(s.noise[i+len(sign):], []byte("\n"))
		if ok {
			s.pid, s.noise = string(line), s.noise[:i]
			close(s.marked)
			return rest
		}
		return nil
	}
	if n := len(s.noise); n > 2*maxNoise {
		s.noise = append([]byte(nil), s.noise[n-maxNoise:]...)
	}
	return nil
}

// close makes sure that nothing is written any more. It waits for a write that
// is going on.
func (s *stream) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shut = true
}

// words is what the login printed before the command, as one readable line.
func (s *stream) words() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return oneLine(string(s.noise))
}

// oneLine makes text of the target readable, on one line and not too long.
func oneLine(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, hosttext.Visible(hosttext.FromString(line)))
		}
	}
	s := strings.Join(lines, "; ")
	if len(s) > 500 {
		s = "…" + strings.ToValidUTF8(s[len(s)-500:], "")
	}
	return s
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
