package connect

import (
	"context"
	"errors"
	"sync"
)

// pool has what is open, by what names it. All who take the same thing at the same time share it: the specs of a host and
// the checks of an endpoint behind it log in once.
type pool[T thing] struct {
	mu sync.Mutex
	of map[string]*held[T]
}

// thing can be shared as long as it is not lost.
type thing interface {
	Lost() bool
	Close() error
}

// held is a thing and those who use it.
type held[T thing] struct {
	it    T
	err   error
	ready chan struct{} // closed when it or err is set
	pool  *pool[T]
	key   string
	users int // guarded by the pool
}

// take gives the thing of a key, opened by whoever comes first; give must be called after use. Who
// waited for another that only lost its patience opens it anew.
func (p *pool[T]) take(ctx context.Context, key string, open func(context.Context) (T, error)) (*held[T], error) {
	for {
		h, first := p.reserve(key)
		if first {
			h.it, h.err = open(ctx)
			close(h.ready)
		}
		select {
		case <-h.ready:
		case <-ctx.Done():
			_ = h.give()
			return nil, context.Cause(ctx)
		}
		if h.err == nil && !h.it.Lost() {
			return h, nil
		}
		err := h.err
		_ = h.give()
		if first && err == nil {
			err = errors.New("it was lost as soon as it was there")
		}
		if err != nil && (first || !gaveUp(err)) {
			return nil, err
		}
	}
}

// gaveUp says whether only the caller's patience was at an end.
func gaveUp(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

func (p *pool[T]) reserve(key string) (h *held[T], first bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h = p.of[key]
	if h == nil || h.over() {
		h, first = &held[T]{ready: make(chan struct{}), pool: p, key: key}, true
		if p.of == nil {
			p.of = map[string]*held[T]{}
		}
		p.of[key] = h
	}
	h.users++
	return h, first
}

// over tells whether it is of no use to anybody who comes now.
func (h *held[T]) over() bool {
	select {
	case <-h.ready:
		return h.err != nil || h.it.Lost()
	default:
		return false
	}
}

// give gives it back; the last user closes it.
func (h *held[T]) give() error {
	h.pool.mu.Lock()
	h.users--
	last := h.users == 0
	if last && h.pool.of[h.key] == h {
		delete(h.pool.of, h.key)
	}
	h.pool.mu.Unlock()
	if !last {
		return nil
	}
	<-h.ready
	if h.err != nil {
		return nil //nolint:nilerr // nothing was opened: who took it was told why
	}
	return h.it.Close()
}
