package httpcheck

import (
	"context"
	"sync"
	"time"
)

// pace spaces the requests of an endpoint evenly. It waits its turn, where
// resty's limiter would be an error.
type pace struct {
	every time.Duration
	mu    sync.Mutex
	next  time.Time
}

func (e Endpoint) interval() time.Duration {
	if e.Rate == 0 {
		return 0
	}
	return time.Duration(float64(time.Second) / e.Rate)
}

func (p *pace) wait(ctx context.Context) error {
	if p.every == 0 {
		return nil
	}
	p.mu.Lock()
	now := time.Now()
	if p.next.Before(now) {
		p.next = now
	}
	turn := p.next
	p.next = p.next.Add(p.every)
	p.mu.Unlock()
	t := time.NewTimer(time.Until(turn))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
