package report

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// locked is a writer that a display's goroutine and a test share.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// until waits for a text, and fails when it does not come.
func until(t *testing.T, w *locked, want string) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if strings.Contains(w.String(), want) {
			return
		}
	}
	t.Fatalf("%q did not come: %q", want, w.String())
}

func TestProgressWithoutTerminalIsQuiet(t *testing.T) {
	var w locked
	p := NewProgress(&w, false)
	p.Begin(2)
	p.Reached("web-01", "")
	p.Reached("web-02", "connection refused")
	p.Done()
	if got := w.String(); got != "" {
		t.Errorf("wrote %q", got)
	}
}

func TestProgressTellsThatALongRunLives(t *testing.T) {
	var w locked
	p := &quiet{w: &w, every: 20 * time.Millisecond}
	p.Begin(3)
	p.Reached("web-01", "")
	p.Reached("web-02", "\x1b[31mrefused")
	until(t, &w, "collected 2 of 3 targets in 0.")
	until(t, &w, ", 1 not reached\n")
	p.Done()
	after := w.String()
	time.Sleep(60 * time.Millisecond)
	if w.String() != after {
		t.Error("wrote after Done")
	}
}

func TestProgressBar(t *testing.T) {
	var w locked
	p := NewProgress(&w, true)
	p.Begin(3)
	p.Reached("web-01", "")
	until(t, &w, "collecting 1 of 3 targets")
	p.Reached("web-02\x1b[2J", "connect web-02: \u202erefused\nsecond line")
	until(t, &w, `web-02\x1b[2J: not reached: connect web-02: \u202erefused`+"\n")
	until(t, &w, "2 of 3 targets")
	until(t, &w, ", 1 not reached")
	p.Done() // one is still out: a run that was interrupted
	after := w.String()
	p.Reached("web-03", "too late")
	p.Done()
	time.Sleep(200 * time.Millisecond)
	if w.String() != after {
		t.Error("wrote after Done")
	}
}

// TestProgressFromManyGoroutines is for the race detector, and for displays that never end.
func TestProgressFromManyGoroutines(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		t.Run(fmt.Sprintf("terminal %v", terminal), func(t *testing.T) {
			var w locked
			p := NewProgress(&w, terminal)
			for _, total := range []int{0, 100, 1, 100} { // 100 is fewer than are reached, then more
				p.Begin(total)
				var all sync.WaitGroup
				for i := range 64 {
					all.Add(1)
					go func() {
						defer all.Done()
						p.Reached(fmt.Sprintf("web-%d", i), strings.Repeat("x", i%2))
					}()
				}
				all.Wait()
				ended := make(chan struct{})
				go func() {
					p.Done()
					close(ended)
				}()
				select {
				case <-ended:
				case <-time.After(10 * time.Second):
					t.Fatal("Done does not return")
				}
			}
		})
	}
}

func TestProgressUnused(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		p := NewProgress(&locked{}, terminal)
		p.Reached("web-01", "")
		p.Done()
		p.Done()
	}
}

// slow is a writer that is busy for a while.
type slow struct {
	mu          sync.Mutex
	begun, busy bool
}

func (s *slow) set(busy bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begun, s.busy = s.begun || busy, busy
}

func (s *slow) get() (begun, busy bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.begun, s.busy
}

func (s *slow) Write(p []byte) (int, error) {
	s.set(true)
	time.Sleep(100 * time.Millisecond)
	s.set(false)
	return len(p), nil
}

func TestProgressDoneWaitsForWhatIsBeingWritten(t *testing.T) {
	var w slow
	p := &quiet{w: &w, every: time.Millisecond}
	p.Begin(1)
	for begun := false; !begun; begun, _ = w.get() {
		time.Sleep(time.Millisecond)
	}
	p.Done()
	if _, busy := w.get(); busy {
		t.Error("still writing after Done")
	}
}
