// Package resource holds typed views of a host's facts: Package("nginx"), a noun a
// file. A resource is declared without touching the host; its accessors read
// the host's snapshot and return (value, error). The error is a *fact.Unknown
// when the host could not tell, and every read is noted in the record of the running spec.
//
// An accessor of something the host does not have (the version of a package
// that is not installed) returns an *Absent error: that is known, so a matcher
// fails by it, and the spec is not unknown.
package resource

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/record"
	"github.com/fleetspec/fleetspec/specs/fact"
)

// Source is where a resource reads its facts: a host under judgement, or a
// snapshot at hand.
type Source interface {
	// Target is the host's name, for messages.
	Target() string
	// Facts gives a snapshot in which all of asks were asked; a live host
	// collects what was not, in one more round trip. An error means misuse (no spec is running).
	Facts(asks []fact.Ask) (*fact.Snapshot, error)
	// Refresh collects the asks anew.
	Refresh(asks []fact.Ask) error
}

// Absent is the error of reading something of a thing the host does not have. The
// host said so: it is a fact, not an unknown.
type Absent struct{ What string }

func (a *Absent) Error() string { return a.What + " is absent" }

// IsAbsent tells whether err is an *Absent.
func IsAbsent(err error) bool {
	var a *Absent
	return errors.As(err, &a)
}

// Resource is what all resources can do.
type Resource interface {
	// String names it: "Package nginx".
	fmt.Stringer
	// Asks are what must be collected of the host to judge it.
	Asks() []fact.Ask
	// Evidence is the command that shows it on the host.
	Evidence() string
	// Kind and Name are the YAML words: "package", "nginx".
	Kind() string
	Name() string
	// Target is the host's name.
	Target() string
}

// base is embedded by each resource.
type base struct {
	src  Source
	kind string // YAML word: "package"
	noun string // in messages: "Package"
	name string
	asks []fact.Ask
}

func (b base) String() string { return strings.TrimSpace(b.noun + " " + b.name) }

// GomegaString is what Gomega's own messages show, instead of the whole snapshot.
func (b base) GomegaString() string { return b.String() }

func (b base) Asks() []fact.Ask { return b.asks }
func (b base) Kind() string     { return b.kind }
func (b base) Name() string     { return b.name }
func (b base) Target() string   { return b.src.Target() }

// Evidence is the command that shows the first ask on the host.
func (b base) Evidence() string {
	if len(b.asks) == 0 {
		return ""
	}
	k, ok := fact.Of(b.asks[0].Table)
	if !ok {
		return ""
	}
	return k.EvidenceOf(b.asks[0])
}

// refresh collects the resource anew; each resource's Fresh calls it.
func (b base) refresh() error { return b.src.Refresh(b.asks) }

// absent is the error of an accessor of something that is not there.
func (b base) absent() error { return &Absent{What: b.String()} }

// look reads the row of the resource's first ask and gives what pick makes of it. what
// names the read ("version"); pick gets the row and whether the host has it, and
// returns a *fact.Unknown (of fact.Value.Get), b.absent(), or nil.
func look[R, T any](b base, t *fact.Table[R], what string, pick func(row R, found bool) (T, error)) (T, error) {
	return noted(b, what, func(s *fact.Snapshot) (T, error) {
		var zero T
		row, found, err := t.Look(s, b.asks[0].Key)
		if err != nil {
			return zero, err
		}
		return pick(row, found)
	})
}

// noted runs a read of the host's facts and notes it in the record of the running
// spec. Every accessor of every resource ends here.
func noted[T any](b base, what string, read func(*fact.Snapshot) (T, error)) (T, error) {
	v, err := facts(b, read)
	note := record.Read{Key: b.Target() + ": " + b.String() + ": " + what, Evidence: b.Evidence()}
	if err != nil && !IsAbsent(err) {
		err = named(b, err)
		note.Err = err
	}
	if !record.Note(note) {
		return v, fmt.Errorf("read %s of %s: no spec is running; read facts inside an It, not while the tree is built or in BeforeAll and BeforeSuite", what, b)
	}
	return v, err
}

func facts[T any](b base, read func(*fact.Snapshot) (T, error)) (T, error) {
	s, err := b.src.Facts(b.asks)
	if err != nil {
		var zero T
		return zero, err
	}
	return read(s)
}

// named gives an unknown column the ask that it belongs to.
func named(b base, err error) error {
	var u *fact.Unknown
	if errors.As(err, &u) && u.Ask == (fact.Ask{}) && len(b.asks) > 0 {
		return &fact.Unknown{Ask: b.asks[0], Why: u.Why}
	}
	return err
}
