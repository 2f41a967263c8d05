package traffic

import (
	"iter"
	"runtime"
)

// ahead is how many pieces of work each processor has before the one whose turn it is.
const ahead = 2

// InOrder does pieces of work on all processors at the same time, and hands on what comes of them in their order. What is
// kept does not grow with their number.
func InOrder[T any](work iter.Seq[func() T], each func(T)) {
	turns := make(chan chan T, ahead*runtime.GOMAXPROCS(0))
	go func() {
		defer close(turns)
		running := make(chan struct{}, runtime.GOMAXPROCS(0))
		for do := range work {
			running <- struct{}{}
			turn := make(chan T, 1)
			turns <- turn
			go func() {
				turn <- do()
				<-running
			}()
		}
	}()
	for turn := range turns {
		each(<-turn)
	}
}
