package coverage

import (
	"iter"
	"runtime"
)

// ahead is how many batches each processor has before those that are counted.
const ahead = 2

// AddAll counts batches of requests. Each batch is read by a call of its own, several at the same time on all
// processors; they are counted in their order, so that the report is the same each time. What is kept does not grow with
// their number.
func (m *Meter) AddAll(batches iter.Seq[func() []Hit]) {
	turns := make(chan chan func(), ahead*runtime.GOMAXPROCS(0))
	go func() {
		defer close(turns)
		running := make(chan struct{}, runtime.GOMAXPROCS(0))
		for read := range batches {
			running <- struct{}{}
			turn := make(chan func(), 1)
			turns <- turn
			go func() {
				turn <- m.followed(read())
				<-running
			}()
		}
	}()
	for turn := range turns {
		(<-turn)()
	}
}

// followed follows a batch, and gives what counts it.
func (m *Meter) followed(hits []Hit) func() {
	effects := make([]effect, len(hits))
	for i, h := range hits {
		effects[i] = m.effect(h)
	}
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		for i, h := range hits {
			m.take(h, effects[i])
		}
	}
}
