package suggest

import (
	"slices"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// A Suggestion is a request that surely reaches a location, or why none is suggested.
type Suggestion struct {
	Location *nginx.Location
	Request  nginx.Request
	Found    bool
	Entered  bool        // the request comes in by it; else a move inside NGINX leads there
	Ways     []nginx.Way // all that the request can take
	Why      string      // of what was not found

	// Header are those of Request, or of Likely, that Options.Header has not, or has another value of: "" of one that is
	// not sent.
	Header map[string]string

	Dead bool // it is proved that no request reaches it
	Shut bool // surely no request of a client enters it, though NGINX itself may lead there

	Likely *nginx.Request // reaches it on some of its ways only; nil where no request does or one surely does
	If     string         // what that hangs on
}

// Statuses are those that the answer can have, in their order; told is false where an upstream decides, or something else
// that is not known.
func (s Suggestion) Statuses() (all []int, told bool) {
	told = true
	for _, w := range s.Ways {
		switch {
		case w.Closed:
		case w.Status == 0 || w.Cut:
			told = false
		default:
			all = append(all, w.Status)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), told
}

// Closed says whether the connection may be closed without an answer.
func (s Suggestion) Closed() bool {
	return slices.ContainsFunc(s.Ways, func(w nginx.Way) bool { return w.Closed })
}

// Options say what to look for, and what is known.
type Options struct {
	Locations []*nginx.Location // that are wanted
	Oracle    nginx.Oracle      // of files and upstreams; nil knows nothing
	Client    string            // address of who will ask; "" when not known
	Header    map[string]string // as in nginx.Request: those of a request that is not suggested with others
	Addresses []string          // of the host, where some of its sockets hide others; others than these are supposed without
	Host      string            // come by this name only, and leave out the servers that it does not lead to; "" by any
	Scheme    string            // likewise; "" by either
}

// A Report is what was found.
type Report struct {
	All  []Suggestion    // one for each location that was wanted and not left out, in their order
	Open []nginx.Request // those whose ways hang on files that are not known
}

// Count is how many were found, and how many no request can reach.
func (r Report) Count() (found, dead int) {
	for _, s := range r.All {
		switch {
		case s.Found:
			found++
		case s.Dead:
			dead++
		}
	}
	return found, dead
}
