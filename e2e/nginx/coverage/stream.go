package coverage

import (
	"iter"

	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
)

// AddAll counts batches of requests. Each batch is read by a call of its own, several at the same time; they are counted
// in their order, so that the report is the same each time.
func (m *Meter) AddAll(batches iter.Seq[func() []Hit]) {
	traffic.InOrder(func(yield func(func() func()) bool) {
		for read := range batches {
			if !yield(func() func() { return m.followed(read()) }) {
				return
			}
		}
	}, func(count func()) { count() })
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
