package become

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

const (
	// sudo and what PAM prints before the command starts is kept up to this.
	maxWords = 64 << 10
	// a line without an end, followed by silence this long, is a question that
	// we have no answer to.
	question = 3 * time.Second
)

// talk reads standard error: sudo's own until the wrapper has started, the
// command's afterwards.
type talk struct {
	nonce, prompt string
	to            io.Writer

	asked   chan struct{} // closed at the first prompt
	started chan struct{} // closed when the wrapper runs, and pid is set
	stuck   chan struct{} // closed when sudo asks what we can't answer
	pid     string
	err     error

	mu     sync.Mutex
	head   []byte
	count  int
	secret string
	silent *time.Timer
	give   sync.Once
}

func newTalk(nonce, prompt string, to io.Writer) *talk {
	return &talk{nonce: nonce, prompt: prompt, to: to,
		asked: make(chan struct{}), started: make(chan struct{}), stuck: make(chan struct{})}
}

func (t *talk) Write(p []byte) (int, error) {
	if t.hasStarted() {
		return t.to.Write(p)
	}
	rest := t.hear(p)
	if len(rest) == 0 {
		return len(p), nil
	}
	if _, t.err = t.to.Write(rest); t.err != nil {
		return 0, t.err
	}
	return len(p), nil
}

// hear takes what came before the command, and gives what came after.
func (t *talk) hear(p []byte) (rest []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.silent != nil {
		t.silent.Stop()
	}
	t.head = append(t.head, p...)
	if rest, ok := t.start(); ok {
		return rest
	}
	count := bytes.Count(t.head, []byte(t.prompt))
	switch {
	case count > 1:
		t.giveUp()
	case t.count == 0 && count == 1:
		close(t.asked)
	}
	t.count = max(t.count, count)
	if n := len(t.head); n > maxWords {
		t.head = append([]byte(nil), t.head[n-maxWords/2:]...)
	}
	answered := count == 1 && bytes.HasSuffix(t.head, []byte(t.prompt))
	if !answered && !bytes.HasSuffix(t.head, []byte("\n")) {
		t.silent = time.AfterFunc(question, t.giveUp)
	}
	return nil
}

// start looks for the wrapper's line.
func (t *talk) start() (rest []byte, ok bool) {
	sign := []byte(t.nonce + " ")
	i := bytes.Index(t.head, sign)
	if i < 0 {
		return nil, false
	}
	line, rest, ok := bytes.Cut(t.head[i+len(sign):], []byte("\n"))
	if !ok || strings.Trim(string(line), "0123456789") != "" {
		return nil, false
	}
	t.pid, t.head = string(line), t.head[:i]
	close(t.started)
	return rest, true
}

func (t *talk) giveUp() { t.give.Do(func() { close(t.stuck) }) }

func (t *talk) hasStarted() bool {
	select {
	case <-t.started:
		return true
	default:
		return false
	}
}

// prompts is how often sudo asked for the password.
func (t *talk) prompts() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.count
}

// hide keeps a password out of words, should anything on the target echo it.
func (t *talk) hide(secret string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.secret = secret
}

// words is what sudo said, as one readable line.
func (t *talk) words() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := strings.ReplaceAll(string(t.head), t.prompt, "\n")
	if t.secret != "" {
		s = strings.ReplaceAll(s, t.secret, "***")
	}
	var lines []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, hosttext.Visible(hosttext.FromString(line)))
		}
	}
	if s = strings.Join(lines, "; "); len(s) > 1000 {
		s = strings.ToValidUTF8(s[:1000], "") + "…"
	}
	return s
}
