package query

import (
	"fmt"
	"time"
)

// patience bounds the time of one question. What one asks of a body of 10 MB takes less than a second; what an odd
// question asks of an odd body may take days.
var patience = 5 * time.Second

// most bounds how many values one question may find, or hold on its way.
const most = 1_000_000

// Slow says that a question was given up: what it would have found is not known.
type Slow struct{ After time.Duration }

func (e *Slow) Error() string { return fmt.Sprintf("it took too long: more than %v", e.After) }

// budget is the time that a question has. The languages' libraries know no end: where they call back, they
// are stopped by it; where they don't, the question is left behind and its answer not waited for.
type budget struct {
	end   time.Time
	after time.Duration
	calls int
}

// spent tells whether the time is over; it looks at the clock now and then.
func (b *budget) spent() bool {
	b.calls++
	return b.calls%16 == 0 && time.Now().After(b.end)
}

func (b *budget) slow() error { return &Slow{b.after} }

// within asks, and waits for the answer for so long.
func (q Query) within(body Body, patience time.Duration) ([]Value, error) {
	type answer struct {
		found []Value
		err   error
	}
	// A little before the clock below: a question that can be stopped leaves nothing behind.
	b := &budget{end: time.Now().Add(patience - patience/10), after: patience}
	came := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if p := recover(); p != nil {
				a = answer{nil, fmt.Errorf("it can't be asked: %v", p)}
			}
			came <- a
		}()
		a.found, a.err = q.ask(body, b)
	}()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case a := <-came:
		return a.found, a.err
	case <-late.C:
		return nil, b.slow()
	}
}
