package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
)

// wayJSON is the way of one request for programs: keys are added to it, never changed.
type wayJSON struct {
	Request   string          `json:"request"`
	Server    *string         `json:"server"`
	Entered   *locationJSON   `json:"entered"` // null: no location
	Hops      []hopJSON       `json:"hops"`
	Final     *locationJSON   `json:"final"`
	Status    *int            `json:"status"` // null: an upstream's, or not told
	Location  string          `json:"location,omitempty"`
	Certainty nginx.Certainty `json:"certainty,omitempty"`
	Why       string          `json:"why,omitempty"` // what it hangs on, or why it can't be followed
}

type locationJSON struct {
	Modifier string `json:"modifier"`
	Pattern  string `json:"pattern"`
	File     string `json:"file"`
	Line     int    `json:"line"`
}

type hopJSON struct {
	Kind       string        `json:"kind"`
	From       *locationJSON `json:"from"`
	To         *locationJSON `json:"to"`
	URI        string        `json:"uri"`
	Args       string        `json:"args"`
	Subrequest bool          `json:"subrequest,omitempty"`
}

// writeWays writes one object a request: of a list what the model says, then what was told already.
func writeWays(w io.Writer, m *nginx.Model, known nginx.Oracle, list []traffic.Line, told []wayJSON) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for _, l := range list {
		ways, err := m.Ways(l.Request, known)
		if err := out.Encode(wayOf(l.Text, ways, err)); err != nil {
			return err
		}
	}
	for _, one := range told {
		if err := out.Encode(one); err != nil {
			return err
		}
	}
	return nil
}

// wayOf is the way of a request, or why it can't be followed. Of several it is the first, and possible.
func wayOf(request string, ways []nginx.Way, err error) wayJSON {
	one := wayJSON{Request: request, Hops: []hopJSON{}}
	if err != nil {
		one.Why = err.Error()
		return one
	}
	way := ways[0]
	place := fmt.Sprintf("%s:%d", way.Entry.Server.At.File, way.Entry.Server.At.Line)
	one.Server, one.Entered, one.Final = &place, locationOf(way.Entry.Choice.Location), locationOf(way.Final)
	for _, h := range way.Hops {
		one.Hops = append(one.Hops, hopJSON{h.Kind, locationOf(h.From), locationOf(h.To), h.URI, h.Args, h.Subrequest})
	}
	if way.Status != 0 {
		one.Status = &way.Status
	}
	one.Location, one.Certainty, one.Why = way.Location, way.Certainty(), way.Why
	if len(ways) > 1 || way.Entry.Doubt != "" {
		one.Certainty = nginx.Possible
	}
	if way.Entry.Doubt != "" {
		one.Why = way.Entry.Doubt
	}
	return one
}

func locationOf(l *nginx.Location) *locationJSON {
	if l == nil {
		return nil
	}
	modifier := l.Modifier
	return &locationJSON{modifier, l.Pattern, l.At.File, l.At.Line}
}
