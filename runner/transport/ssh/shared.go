package ssh

import (
	"context"
	"errors"
	"strings"
	"sync"
)

// shared is a connection to a jump host. All hosts behind it that are open at
// the same time share it: one login for forty of them.
type shared struct {
	*link
	key   string
	notes []string

	ready chan struct{} // closed when link or err is set
	err   error
	gone  chan struct{} // closed when the connection is over
	users int           // guarded by jumps
}

// jumps has the open jump hosts by their route's key.
var jumps = struct {
	sync.Mutex
	of map[string]*shared
}{of: map[string]*shared{}}

// share gives the connection to a jump host; Close gives it back. Who waits
// for another's login that fails tries it again.
func (o *opener) share(ctx context.Context, r *route) (*shared, error) {
	key := strings.Join(append([]string{r.key(), o.cfg.ConfigFile}, o.cfg.IdentityFiles...), "\x00") + "\x00" + strings.Join(o.cfg.KnownHosts, "\x00")
	for {
		s, first := reserve(key)
		if first {
			return o.login(ctx, r, s)
		}
		select {
		case <-s.ready:
		case <-ctx.Done():
			_ = s.Close()
			return nil, ctx.Err()
		}
		if s.err == nil && !s.lost() {
			o.note(s.notes...)
			return s, nil
		}
		err := s.err
		_ = s.Close()
		if err != nil && !gaveUp(err) {
			return nil, err // it would refuse us as well
		}
	}
}

// gaveUp says whether only the caller's patience was at an end.
func gaveUp(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// reserve gives the jump host of a key, and whether the caller must log in.
func reserve(key string) (s *shared, first bool) {
	jumps.Lock()
	defer jumps.Unlock()
	s = jumps.of[key]
	if s == nil || isClosed(s.ready) && (s.err != nil || s.lost()) {
		s, first = &shared{key: key, ready: make(chan struct{})}, true
		jumps.of[key] = s
	}
	s.users++
	return s, first
}

// login makes the connection that others may wait for.
func (o *opener) login(ctx context.Context, r *route, s *shared) (*shared, error) {
	alone := &opener{cfg: o.cfg}
	l, err := alone.connect(ctx, r)
	s.link, s.err, s.notes = l, err, alone.notes
	if err == nil {
		s.watch()
	}
	close(s.ready)
	o.note(s.notes...)
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// watch learns when the connection is over.
func (s *shared) watch() {
	gone := make(chan struct{})
	s.gone = gone
	go func() {
		_ = s.client.Wait()
		close(gone)
	}()
}

func (s *shared) lost() bool { return isClosed(s.gone) }

// Close gives the connection back; the last user ends it.
func (s *shared) Close() error {
	jumps.Lock()
	s.users--
	last := s.users == 0
	if last && jumps.of[s.key] == s {
		delete(jumps.of, s.key)
	}
	jumps.Unlock()
	if !last || s.link == nil {
		return nil
	}
	return s.close()
}
