package waiting

import (
	"fmt"
	"testing"
)

// held are the texts in a room, and how often each came.
func held(r *Room[byte, string]) (all []string) {
	for one, times := range r.All() {
		all = append(all, fmt.Sprint(one, " ", times))
	}
	return all
}

// Those of one key are the first of them, counted; what no key tells is alike none, whatever key it has.
func TestThoseThatAreAlikeAreHeldOnce(t *testing.T) {
	var r Room[byte, string]
	for _, one := range []string{"first", "other", "fellow", "fourth"} {
		if !r.Put(one, one[0], true) {
			t.Errorf("no room for %s", one)
		}
	}
	for _, k := range []byte("fu") {
		if !r.Put("untold", k, false) {
			t.Error("no room for what no key tells")
		}
	}
	r.Put("of its own", 'u', true)
	if got := fmt.Sprint(held(&r)); got != "[first 3 other 1 untold 1 untold 1 of its own 1]" {
		t.Error(got)
	}
}

// A full room takes no other one, and counts on those that it holds.
func TestARoomIsBounded(t *testing.T) {
	var r Room[int, int]
	for i := range Most + 5 {
		if r.Put(i, i, true) != (i < Most) {
			t.Fatalf("the one of place %d is held: %v", i, i >= Most)
		}
	}
	if r.Put(-1, 0, false) {
		t.Error("what no key tells is held, without room")
	}
	if !r.Put(-1, 7, true) || r.Put(-1, Most, true) {
		t.Error("it holds another one than those that are alike")
	}
	n, times := 0, 0
	for _, more := range r.All() {
		n, times = n+1, times+more
	}
	if n != Most || times != Most+1 {
		t.Errorf("%d are held, which came %d times", n, times)
	}
}
