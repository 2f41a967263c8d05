package coverage

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// A Report is what a meter says in the end. Its JSON is for programs: it grows, it does not change.
type Report struct {
	Version  int      `json:"version"`
	Total    Count    `json:"total"`
	Servers  []Server `json:"servers"`
	Files    []File   `json:"files"`
	Requests int      `json:"requests"`
	Outside  int      `json:"outside"`           // answered by a server without any location
	Doubts   int      `json:"doubts"`            // requests that count for nothing
	Unknown  []Doubt  `json:"unknown,omitempty"` // why, the most frequent reasons
	Problem  string   `json:"problem,omitempty"` // why nothing was measured; "" when it was
}

// WriteJSON writes the report for programs. An error is the writer's.
func (r Report) WriteJSON(w io.Writer) error { return json.NewEncoder(w).Encode(r) }

// A Count is a number of locations. Unreachable ones are not among Reachable.
type Count struct {
	Locations   int `json:"locations"`
	Reachable   int `json:"reachable"`
	Covered     int `json:"covered"`
	Unreachable int `json:"unreachable"`
}

// Percent is the share of the reachable locations that is covered, rounded down: 100 is all of them. Without a
// reachable location it is 100.
func (c Count) Percent() int {
	if c.Reachable == 0 {
		return 100
	}
	return 100 * c.Covered / c.Reachable
}

func (c Count) String() string {
	if c.Locations == 0 {
		return "no locations"
	}
	text := fmt.Sprintf("%d of %d locations covered, %d %%", c.Covered, c.Reachable, c.Percent())
	if c.Unreachable > 0 {
		text += fmt.Sprintf(" (%d more can't be reached)", c.Unreachable)
	}
	return text
}

func (c *Count) add(s State) {
	c.Locations++
	switch {
	case s == Unreachable:
		c.Unreachable++
		return
	case s.Covered():
		c.Covered++
	}
	c.Reachable++
}

// A Server is one server block with its locations, outer ones before those nested in them.
type Server struct {
	Name      string     `json:"name"`
	Place     string     `json:"place"` // file:line
	Count     Count      `json:"count"`
	Locations []Location `json:"locations"`
}

// A File is what one file of the configuration holds.
type File struct {
	Path  string `json:"path"`
	Count Count  `json:"count"`
}

// A Location is one location block.
type Location struct {
	Modifier  string   `json:"modifier"`
	Pattern   string   `json:"pattern"`
	File      string   `json:"file"`
	Line      int      `json:"line"`
	Last      int      `json:"last"` // line of the closing brace
	Depth     int      `json:"depth"`
	State     State    `json:"state"`
	Certainty string   `json:"certainty,omitempty"` // proved or modelled, of a covered one
	Hits      int      `json:"hits"`
	By        []string `json:"by,omitempty"`   // the first requests that cover it
	More      int      `json:"more,omitempty"` // and how many others
	Why       string   `json:"why,omitempty"`  // the proof that it can't be reached
}

// Name is the location as the configuration writes it.
func (l Location) Name() string { return nginx.LocationName(l.Modifier, l.Pattern) }

// Report sums up. What is still put aside counts by what is known.
func (m *Meter) Report() Report {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.settle(m.ask)
	r := Report{Version: 1, Requests: m.requests, Outside: m.outside, Doubts: m.doubts.all, Unknown: m.doubts.most()}
	proofs := m.model.Unreachable()
	files := map[string]*Count{}
	for _, f := range m.model.Config.Files {
		files[f.Path] = &Count{}
	}
	for _, s := range m.model.Servers {
		server := Server{Name: s.String(), Place: place(s.At.File, s.At.Line)}
		s.Each(func(l *nginx.Location) {
			one := m.location(l, proofs)
			server.Locations = append(server.Locations, one)
			server.Count.add(one.State)
			r.Total.add(one.State)
			if files[one.File] == nil {
				files[one.File] = &Count{}
			}
			files[one.File].add(one.State)
		})
		r.Servers = append(r.Servers, server)
	}
	for _, f := range m.model.Config.Files {
		if c := files[f.Path]; c.Locations > 0 {
			r.Files = append(r.Files, File{Path: f.Path, Count: *c})
		}
	}
	return r
}

func place(file string, line int) string { return fmt.Sprintf("%s:%d", file, line) }

// location is what became of one.
func (m *Meter) location(l *nginx.Location, proofs map[*nginx.Location]nginx.Proof) Location {
	one := Location{Modifier: l.Modifier, Pattern: l.Pattern, File: l.At.File, Line: l.At.Line, Last: l.End.Line, State: Never}
	for up := l.Parent; up != nil; up = up.Parent {
		one.Depth++
	}
	t := m.tallies[l]
	if t == nil {
		t = &tally{}
	}
	one.State, one.Hits = t.state()
	one.By, one.More = t.by, t.more
	if one.State.Covered() {
		one.Certainty = "modelled"
		if t.proved {
			one.Certainty = "proved"
		}
		return one
	}
	if p, ok := proofs[l]; ok {
		one.State, one.Why = Unreachable, p.String()
	}
	return one
}

// state is the best that happened, and how often.
func (t *tally) state() (State, int) {
	switch {
	case t.entered > 0:
		return Entered, t.entered + t.reached
	case t.reached > 0:
		return Reached, t.reached
	case t.possible > 0:
		return Possibly, t.possible
	case t.refused > 0:
		return Refused, t.refused
	case t.redirected > 0:
		return Redirected, t.redirected
	}
	return Never, 0
}
