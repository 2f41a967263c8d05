package coverage

import (
	"fmt"
	"strings"
	"testing"
)

// Reasons are told once each, the most frequent first, and none of the requests is lost.
func TestDoubtsAreToldByTheirReasons(t *testing.T) {
	m := meterOf(t, small)
	for i := range 3 * kinds {
		m.Add(Hit{By: fmt.Sprintf("rare %d", i), Doubt: fmt.Sprintf("reason %d", i)})
	}
	for i := range 5 {
		m.Add(Hit{Request: get("www.test", "/exact"), By: fmt.Sprintf("line %d", i), Answer: &Answer{Status: 500}})
	}
	m.Add(Hit{By: "late", Doubt: "reason 7"})
	r := m.Report()
	if r.Doubts != 3*kinds+6 || len(r.Unknown) != told || r.Unknown[0] != (Doubt{"rare 7", "reason 7", 2}) {
		t.Errorf("%d, %+v", r.Doubts, r.Unknown)
	}
	var out strings.Builder
	if err := r.WriteText(&out); err != nil {
		t.Fatal(err)
	}
	wantTexts(t, out.String(), "3006 requests could not be followed", "  rare 7 and 1 more: reason 7\n", "  and 2985 for other reasons\n")
}
