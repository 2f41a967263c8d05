package debuglog

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// A Request is one of a client, as NGINX wrote it down.
type Request struct {
	nginx.Request
	Line   int                 // of the log, where it begins
	Text   string              // of its request line
	Wrote  []string            // the lines of its locations and moves, in their order
	Status int                 // of the answer; 0: none was sent
	Answer map[string][]string // its headers, canonical names
}

// A Judge holds what NGINX wrote against a configuration.
type Judge struct {
	model *nginx.Model
	known nginx.Oracle
	alone map[*nginx.Location]bool // no other location that listens on one of its ports has the same text
}

// NewJudge makes a judge. known tells of files and upstreams, and may be nil.
func NewJudge(m *nginx.Model, known nginx.Oracle) *Judge {
	type text struct{ port, logged string }
	of := map[text]int{}
	each(m, func(port string, l *nginx.Location) { of[text{port, written(l)}]++ })
	j := &Judge{model: m, known: known, alone: map[*nginx.Location]bool{}}
	each(m, func(port string, l *nginx.Location) {
		before, there := j.alone[l]
		j.alone[l] = of[text{port, written(l)}] == 1 && (before || !there)
	})
	return j
}

// each calls do for every location, by each port that it listens on.
func each(m *nginx.Model, do func(port string, l *nginx.Location)) {
	for _, s := range m.Servers {
		for _, port := range ports(s) {
			s.Each(func(l *nginx.Location) { do(port, l) })
		}
	}
}

// written is a location in the log: a named one stands in other lines than the rest.
func written(l *nginx.Location) string {
	if l.Modifier == "@" {
		return l.String()
	}
	return l.Logged()
}

// ports are those of a server's sockets, each once.
func ports(s *nginx.Server) []string {
	var all []string
	for _, l := range s.Listens {
		port := l.Port
		if port == "" {
			port = l.Address
		}
		if !slices.Contains(all, port) {
			all = append(all, port)
		}
	}
	return all
}

// Ways are those that a request can have taken by what NGINX wrote, and which of their locations that alone proves: the
// text of the others is another location's too. An error says that none fits, or why it can't be told.
func (j *Judge) Ways(r Request) (ways []nginx.Way, proved []*nginx.Location, err error) {
	all, err := j.model.Explain(r.Request, j.known)
	if err != nil {
		return nil, nil, err
	}
	if doubt := all[0].Entry.Doubt; doubt != "" {
		return nil, nil, errors.New(doubt)
	}
	for _, w := range all {
		if took(w, r.Wrote) {
			ways = append(ways, w)
		}
	}
	if why := elsewhere(ways, all); why != "" {
		return nil, nil, errors.New(why)
	}
	if why := cut(all, r.Wrote); len(ways) == 0 && why != "" {
		return nil, nil, errors.New(why)
	}
	if len(ways) == 0 {
		return nil, nil, fmt.Errorf("NGINX wrote %s; by the configuration it would be %s: another configuration ran there", said(r.Wrote), said(logged(all[0])))
	}
	for l, visit := range nginx.Sure(ways) {
		if visit <= nginx.Reached && j.alone[l] {
			proved = append(proved, l)
		}
	}
	return ways, proved, nil
}

// took says whether NGINX wrote of a way. What it makes copies for runs beside the rest of the request, in no certain order.
func took(w nginx.Way, wrote []string) bool {
	lines := logged(w)
	if slices.ContainsFunc(w.Hops, func(h nginx.Hop) bool { return h.Kind == "mirror" }) {
		lines, wrote = slices.Sorted(slices.Values(lines)), slices.Sorted(slices.Values(wrote))
	}
	return slices.Equal(lines, wrote)
}

// elsewhere is why a location of the ways that fit, or of all where none does, keeps the log from telling what followed: it
// has an error_log of its own, or one around it has. "" where none has.
func elsewhere(ways, all []nginx.Way) string {
	if len(ways) == 0 {
		ways = all
	}
	for _, w := range ways {
		visited := []*nginx.Location{w.Entry.Choice.Location}
		for _, h := range w.Hops {
			visited = append(visited, h.To)
		}
		for _, l := range visited {
			for ; l != nil; l = l.Parent {
				if len(l.Directives("error_log")) > 0 {
					return fmt.Sprintf("%s at %s has an error_log of its own, and what followed may be written there", l, l.At)
				}
			}
		}
	}
	return ""
}

// cut is why a way could not be followed that begins as NGINX wrote, or "" where none does.
func cut(all []nginx.Way, wrote []string) string {
	for _, w := range all {
		if lines := logged(w); w.Cut && len(lines) <= len(wrote) && slices.Equal(lines, wrote[:len(lines)]) {
			return w.Why
		}
	}
	return ""
}

// logged are the lines that NGINX would write of a way.
func logged(w nginx.Way) []string {
	var all []string
	for _, s := range w.Steps {
		if s.Log != "" {
			all = append(all, s.Log)
		}
	}
	return all
}

// said is a list of lines for a message.
func said(lines []string) string {
	if len(lines) == 0 {
		return "of no location"
	}
	return strings.Join(lines, ", then ")
}
