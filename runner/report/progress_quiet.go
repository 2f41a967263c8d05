package report

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// quiet writes a line each time that collecting has gone on for a while longer.
type quiet struct {
	w     io.Writer
	every time.Duration

	mu          sync.Mutex
	total       int
	asked, lost int
	began       time.Time
	stop        func()
}

func (q *quiet) Begin(total int) {
	q.Done()
	q.mu.Lock()
	defer q.mu.Unlock()
	q.total, q.asked, q.lost, q.began = total, 0, 0, time.Now()
	end, ended := make(chan struct{}), make(chan struct{})
	q.stop = func() {
		close(end)
		<-ended
	}
	go func() {
		defer close(ended)
		tick := time.NewTicker(q.every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				q.tell()
			case <-end:
				return
			}
		}
	}()
}

func (q *quiet) tell() {
	q.mu.Lock()
	defer q.mu.Unlock()
	line := fmt.Sprintf("collected %d of %s in %s", q.asked, count(q.total, "target"), duration(time.Since(q.began)))
	if q.lost > 0 {
		line += fmt.Sprintf(", %d not reached", q.lost)
	}
	fmt.Fprintln(q.w, line)
}

func (q *quiet) Reached(_, why string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.asked++
	if why != "" {
		q.lost++
	}
}

func (q *quiet) Done() {
	q.mu.Lock()
	stop := q.stop
	q.stop = nil
	q.mu.Unlock()
	if stop != nil {
		stop()
	}
}
