// Package waiting holds what can't be counted before a host was asked: requests of a log whose ways hang on its files.
package waiting

import "iter"

// Most is how many different ones a [Room] has room for.
const Most = 4000

// A Room holds some T until they are counted. Those that are alike, by a key, are held once: what it keeps does not grow
// with how many come. An empty Room is ready.
type Room[K comparable, T any] struct {
	all   []counted[T]
	alike map[K]int // where in all
}

type counted[T any] struct {
	one   T
	times int
}

// Put holds one of them, if there is room. told says that the key tells it from all others; else it is alike none.
func (r *Room[K, T]) Put(one T, k K, told bool) bool {
	if i, there := r.alike[k]; told && there {
		r.all[i].times++
		return true
	}
	if len(r.all) == Most {
		return false
	}
	if told {
		if r.alike == nil {
			r.alike = map[K]int{}
		}
		r.alike[k] = len(r.all)
	}
	r.all = append(r.all, counted[T]{one, 1})
	return true
}

// All are those that are held, in their order, and how often each came: of those that are alike it is the first.
func (r *Room[K, T]) All() iter.Seq2[T, int] {
	return func(yield func(T, int) bool) {
		for _, c := range r.all {
			if !yield(c.one, c.times) {
				return
			}
		}
	}
}
