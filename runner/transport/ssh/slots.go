package ssh

import (
	"context"
	"sync"
	"time"
)

const (
	// sessions is how many commands run at once on a connection: sshd's default of
	// MaxSessions is 10, and ending a command needs one more.
	sessions = 8
	// closing is how long sshd may take to count a session that has ended no more.
	closing = 5 * time.Second
	// opening is how long the answers for sessions asked for at once may be apart.
	opening = time.Second
	// pause between two attempts to open a session.
	again = 50 * time.Millisecond
)

// slots bounds the sessions of one connection, and learns of a lower
// MaxSessions when sshd refuses one.
type slots struct {
	mu      sync.Mutex
	limit   int
	used    int       // slots that are taken
	open    int       // sessions that are open
	ended   time.Time // when the last session ended
	first   time.Time // when sshd refused one though none was open
	changed chan struct{}
}

func newSlots() *slots { return &slots{limit: sessions, changed: make(chan struct{})} }

// take waits for a slot. give must be called after it.
func (s *slots) take(ctx context.Context) error {
	for {
		s.mu.Lock()
		if s.used < s.limit {
			s.used++
			s.mu.Unlock()
			return nil
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *slots) give() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used--
	close(s.changed)
	s.changed = make(chan struct{})
}

// opened notes a session that began; closed must be called when it ends.
func (s *slots) opened() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open++
	s.first = time.Time{}
}

func (s *slots) closed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	s.ended = time.Now()
}

// refused notes that sshd gave no session, and says whether to ask again: when
// there are others, or one has only just ended, or may only just have begun.
func (s *slots) refused() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open > 0 {
		s.limit = min(s.limit, s.open)
		return true
	}
	if s.first.IsZero() {
		s.first = time.Now()
	}
	return time.Since(s.ended) < closing || time.Since(s.first) < opening
}
