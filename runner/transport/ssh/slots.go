package ssh

import (
	"context"
	"sync"
)

// sessions is how many commands run at once on a connection: sshd's default of
// MaxSessions is 10, and ending a command needs one more.
const sessions = 8

// slots bounds the sessions of one connection, and learns of a lower
// MaxSessions when sshd refuses one.
type slots struct {
	mu      sync.Mutex
	limit   int
	used    int
	changed chan struct{}
}

func newSlots() *slots { return &slots{limit: sessions, changed: make(chan struct{})} }

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
	s.tell()
}

// lower notes that sshd refused a session while others were open, and says
// whether waiting for one of them can help.
func (s *slots) lower() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used <= 1 {
		return false
	}
	s.limit = max(1, min(s.limit, s.used-1))
	s.tell()
	return true
}

func (s *slots) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}
