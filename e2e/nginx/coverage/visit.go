package coverage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// Consistent are the ways that the answer does not contradict. Where none is left it says what the model expected: the
// server that answered then runs another configuration, or something before it answered.
func Consistent(ways []nginx.Way, h Hit) (left []nginx.Way, why string) {
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
