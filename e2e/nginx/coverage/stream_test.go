package coverage

import (
	"fmt"
	"reflect"
	"testing"
)

// Batches that are followed at the same time count as if they came one by one.
func TestBatchesCountInTheirOrder(t *testing.T) {
	one, all := meterOf(t, small), meterOf(t, small)
	var batches [][]Hit
	for i := range 200 {
		var hits []Hit
		for j := range 7 {
			target := [...]string{"/exact", "/a.php", "/files/x", "/secret/x", "/moved", "/try/a", "/"}[(i+j)%7]
			h := Hit{Request: get("www.test", fmt.Sprintf("%s?%d", target, i)), By: fmt.Sprint(i, j)}
			if i%10 == 9 {
				h.Doubt = "a line that does not fit"
			}
			one.Add(h)
			hits = append(hits, h)
		}
		batches = append(batches, hits)
	}
	all.AddAll(func(yield func(func() []Hit) bool) {
		for _, hits := range batches {
			if !yield(func() []Hit { return hits }) {
				return
			}
		}
	})
	want, got := one.Report(), all.Report()
	if want.Requests != 1400 || want.Doubts != 140 || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}
