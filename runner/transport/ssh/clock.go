package ssh

import (
	"sync"
	"time"
)

// clock is a timeout that stands still while a person is asked.
type clock struct {
	mu    sync.Mutex
	timer *time.Timer
	limit time.Duration
	asked int
	over  bool
}

func newClock(limit time.Duration, late func()) *clock {
	return &clock{timer: time.AfterFunc(limit, late), limit: limit}
}

// pause stops the clock until resume, which begins it anew.
func (c *clock) pause() (resume func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	c.timer.Stop()
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.asked--; c.asked == 0 && !c.over {
			c.timer.Reset(c.limit)
		}
	}
}

func (c *clock) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	c.timer.Stop()
}
