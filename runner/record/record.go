// Package record remembers what the running spec read, and what of it could not
// be told.
//
// Gomega's matchers alone do not keep "unknown never passes": inside Or, ContainElement,
// NotTo(ConsistOf(…)) and others an error becomes "no match". So every accessor of
// a fact notes its read here, and a spec whose record holds an unresolved
// unknown, or no read at all, cannot pass, whatever its matchers said.
package record

import (
	"sync"
	"sync/atomic"
)

// Read is one fact that was read.
type Read struct {
	// Key names the fact: target, resource and what of it.
	Key string
	// Err is nil when the fact is known.
	Err error
	// Evidence is the command by which a person sees the fact on the target; empty
	// when there is none.
	Evidence string
}

// Record holds the reads of one spec, or of one judgement. Safe for concurrent use.
type Record struct {
	mu    sync.Mutex
	order []string
	last  map[string]Read
	total int
}

// Note adds a read. The last read of a key wins, so that a polled fact may recover.
func (r *Record) Note(read Read) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil {
		r.last = map[string]Read{}
	}
	if _, again := r.last[read.Key]; !again {
		r.order = append(r.order, read.Key)
	}
	r.last[read.Key] = read
	r.total++
}

// Reads gives the last read of each key, in the order of the first ones.
func (r *Record) Reads() []Read {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]Read, len(r.order))
	for i, key := range r.order {
		out[i] = r.last[key]
	}
	return out
}

// Unresolved gives the reads whose last try could not tell.
func (r *Record) Unresolved() []Read {
	var out []Read
	for _, read := range r.Reads() {
		if read.Err != nil {
			out = append(out, read)
		}
	}
	return out
}

var current atomic.Pointer[Record]

// Enter makes r the current record, and gives a function that puts the earlier one
// back. Specs run one after the other in a process, so one current record is
// enough; goroutines of a spec share it.
func Enter(r *Record) (leave func()) {
	before := current.Swap(r)
	return func() { current.Store(before) }
}

// Begin enters a new record.
func Begin() (r *Record, end func()) {
	r = &Record{}
	return r, Enter(r)
}

// Sub is Begin for a judgement inside a spec: at its end the spec's own record has all of
// the reads too.
func Sub() (r *Record, end func()) {
	outer := current.Load()
	r, back := Begin()
	return r, func() {
		back()
		if outer == nil {
			return
		}
		for _, read := range r.Reads() {
			outer.Note(read)
		}
	}
}

// Note adds a read to the current record. It tells whether there is one: a
// read outside of a spec belongs to none, and the caller must refuse it.
func Note(read Read) bool {
	r := current.Load()
	if r == nil {
		return false
	}
	r.Note(read)
	return true
}

// Running tells whether a spec runs.
func Running() bool { return current.Load() != nil }
