package coverage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// visits are the locations one way comes to, each with the best it did there.
func visits(w nginx.Way) map[*nginx.Location]State {
	all := map[*nginx.Location]State{}
	note := func(l *nginx.Location, s State) {
		if old, there := all[l]; l != nil && (!there || rank[s] < rank[old]) {
			all[l] = s
		}
	}
	switch l := w.Entry.Choice.Location; {
	case l != nil && l.Internal: // unless a rewrite of the server opened it, which is a hop
		note(l, Refused)
	case w.Entry.Choice.Redirect:
		note(l, Redirected)
	default:
		note(l, Entered)
	}
	for _, h := range w.Hops {
		if h.Redirect {
			note(h.To, Redirected)
		} else {
			note(h.To, Reached)
		}
	}
	return all
}

// both keeps what two ways have in common; where they differ in how, the worse.
func both(a, b map[*nginx.Location]State) map[*nginx.Location]State {
	common := map[*nginx.Location]State{}
	for l, s := range a {
		if t, ok := b[l]; ok {
			if rank[t] > rank[s] {
				s = t
			}
			common[l] = s
		}
	}
	return common
}

var rank = map[State]int{Entered: 0, Reached: 1, Refused: 2, Redirected: 3, Possibly: 4, Never: 5, Unreachable: 6}

// consistent are the ways that the answer does not contradict. Where none is left it says what the model expected: the
// server that answered then runs another configuration, or something before it answered.
func consistent(ways []nginx.Way, h Hit) (left []nginx.Way, why string) {
	if h.Answer == nil || h.Answer.Status == 0 {
		return ways, ""
	}
	var expected []string
	for _, w := range ways {
		if fits(&w, h) {
			left = append(left, w)
			continue
		}
		status := strconv.Itoa(w.Status)
		if w.Closed {
			status = "none"
		}
		if !slices.Contains(expected, status) {
			expected = append(expected, status)
		}
	}
	return left, fmt.Sprintf("the answer is %d, by the configuration it would be %s: another configuration runs there, or something before it answered", h.Answer.Status, strings.Join(expected, " or "))
}

// fits says whether the answer is one that ends the way.
func fits(w *nginx.Way, h Hit) bool {
	switch status := h.Answer.Status; {
	case w.Closed:
		return closed[status]
	case w.Status == 0 || w.Status == status:
		return true
	case w.Status == 200 && w.File != "":
		return partly[status] && asksPartly(h.Header)
	}
	return false
}

// closed are what NGINX logs where it closes the connection without an answer.
var closed = map[int]bool{408: true, 444: true, 499: true}

// partly are the answers instead of 200 to who asks for a part of a file, or for it only if it changed.
var partly = map[int]bool{206: true, 304: true, 412: true, 416: true}

// asksPartly says whether a request may ask so. An access log does not tell.
func asksPartly(header map[string]string) bool {
	if header == nil {
		return true
	}
	for _, name := range []string{"range", "if-modified-since", "if-none-match", "if-match", "if-unmodified-since"} {
		if _, there := header[name]; there {
			return true
		}
	}
	return false
}
