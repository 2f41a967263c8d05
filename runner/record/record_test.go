package record_test

import (
	"errors"
	"testing"

	"github.com/fleetspec/fleetspec/runner/record"
)

var errUnknown = errors.New("could not tell")

func TestTheLastReadOfAKeyWins(t *testing.T) {
	r, end := record.Begin()
	defer end()
	record.Note(record.Read{Key: "a", Err: errUnknown})
	record.Note(record.Read{Key: "b"})
	if got := r.Unresolved(); len(got) != 1 || got[0].Key != "a" {
		t.Fatalf("unresolved %v, want a", got)
	}
	record.Note(record.Read{Key: "a"})
	if got := r.Unresolved(); len(got) != 0 {
		t.Errorf("a recovered, yet unresolved %v", got)
	}
	if got := r.Reads(); len(got) != 2 || got[0].Key != "a" {
		t.Errorf("reads %v, want a, b", got)
	}
}

func TestAReadOutsideOfASpecBelongsToNone(t *testing.T) {
	if record.Note(record.Read{Key: "a"}) || record.Running() {
		t.Error("noted without a running spec")
	}
}

func TestASubRecordIsAddedToItsSpec(t *testing.T) {
	spec, end := record.Begin()
	defer end()
	sub, endSub := record.Sub()
	record.Note(record.Read{Key: "a", Err: errUnknown})
	endSub()
	record.Note(record.Read{Key: "b"})
	if len(sub.Reads()) != 1 || len(spec.Reads()) != 2 || len(spec.Unresolved()) != 1 {
		t.Errorf("sub %v, spec %v", sub.Reads(), spec.Reads())
	}
}
