package traffic

import (
	"sync/atomic"
	"testing"
)

// All that is done comes in its order, whatever is done first.
func TestWorkComesInItsOrder(t *testing.T) {
	const many = 500
	var begun atomic.Int64
	var got []int
	InOrder(func(yield func(func() int) bool) {
		for i := range many {
			if !yield(func() int {
				begun.Add(1)
				if i == 200 {
					for range 1000 { // others come by
						if begun.Load() > 201 {
							break
						}
					}
				}
				return i
			}) {
				return
			}
		}
	}, func(i int) { got = append(got, i) })
	for i, n := range got {
		if i != n {
			t.Fatalf("%d comes in place %d", n, i)
		}
	}
	if len(got) != many || begun.Load() != many {
		t.Errorf("%d came, %d were begun", len(got), begun.Load())
	}
}
