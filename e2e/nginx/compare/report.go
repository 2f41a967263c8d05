package compare

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// A Report is what a meter says in the end. Its JSON is for programs: it grows, it does not change.
type Report struct {
	Version  int           `json:"version"`
	Requests int           `json:"requests"`
	Counts   map[Class]int `json:"counts"`           // by class, all of them; they and Unread make up Requests
	Handed   int           `json:"handed"`           // of the same: an upstream or a file answers, which nobody asked
	Unread   int           `json:"unread"`           // requests that could not be read
	Doubts   []Doubt       `json:"doubts,omitempty"` // the first of these
	Groups   []*Group      `json:"groups"`           // the worst class first, then the largest
}

// A Doubt is a request that could not be read.
type Doubt struct {
	By  string `json:"by"`
	Why string `json:"why"`
}

// A Group is requests that change alike, or can't be told for the same reason.
type Group struct {
	Class       Class        `json:"class"`
	Count       int          `json:"count"`
	Old         Side         `json:"old"`
	New         Side         `json:"new"`
	Differences []Difference `json:"differences,omitempty"`
	Why         string       `json:"why,omitempty"` // of the first example
	Examples    []Example    `json:"examples"`      // the first requests, no two of them the same
}

// A Side is what one configuration does with the requests of a group.
type Side struct {
	Entered *Place `json:"entered"` // null: not told
	Final   *Place `json:"final"`   // that answers; null: not told
	Status  *int   `json:"status"`  // null: an upstream's, or not told
}

// A Place is a location, or a server where no location is meant.
type Place struct {
	Server   string `json:"server"`
	Modifier string `json:"modifier"`
	Pattern  string `json:"pattern"`
	None     bool   `json:"none,omitempty"` // no location: the server's own configuration
	File     string `json:"file"`
	Line     int    `json:"line"`
}

// An Example is one request with what each side does with it.
type Example struct {
	By      string `json:"by"`
	Request string `json:"request"`
	Old     string `json:"old"`
	New     string `json:"new"`
}

func (s seen) told() Side {
	t := Side{Entered: s.entered.told(), Final: s.final.told()}
	if s.status != 0 {
		t.Status = &s.status
	}
	return t
}

func (p *place) told() *Place {
	if p == nil {
		return nil
	}
	t := &Place{Server: p.server.String(), File: p.at().File, Line: p.at().Line, None: p.location == nil}
	if p.location != nil {
		t.Modifier, t.Pattern = p.location.Modifier, p.location.Pattern
	}
	return t
}

// String is the place for a person.
func (p Place) String() string {
	name := p.Server + " without a location"
	if !p.None {
		name = nginx.LocationName(p.Modifier, p.Pattern)
	}
	return fmt.Sprintf("%s at %s:%d", name, p.File, p.Line)
}

func (g *Group) example(q Asked, v *Verdict) {
	if len(g.Examples) == mostExamples {
		return
	}
	e := Example{By: q.By, Request: fmt.Sprintf("%s %s://%s%s", cmp.Or(q.Method, "GET"), cmp.Or(q.Scheme, "http"), q.Host, q.Target), Old: v.old.ending, New: v.new.ending}
	if !slices.ContainsFunc(g.Examples, func(o Example) bool { return o.Request == e.Request }) {
		g.Examples = append(g.Examples, e)
	}
}

// Changed is how many requests change.
func (r Report) Changed() int { return r.Counts[Outcome] + r.Counts[Location] + r.Counts[Block] }

// Untold is how many requests could not be told of.
func (r Report) Untold() int { return r.Counts[Unknown] + r.Unread }

// Report sums up.
func (m *Meter) Report() Report {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := Report{Version: 1, Requests: m.requests, Counts: map[Class]int{}, Handed: m.handed, Unread: m.unread, Doubts: m.doubts, Groups: slices.Clone(m.order)}
	for _, class := range Classes {
		r.Counts[class] = m.counts[class]
	}
	slices.SortStableFunc(r.Groups, func(a, b *Group) int {
		return cmp.Or(slices.Index(Classes, a.Class)-slices.Index(Classes, b.Class), b.Count-a.Count)
	})
	if r.Groups == nil {
		r.Groups = []*Group{}
	}
	return r
}

// WriteJSON writes the report for programs. An error is the writer's.
func (r Report) WriteJSON(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out.Encode(r)
}
