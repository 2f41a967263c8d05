package match

import (
	"errors"
	"fmt"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

var _ = register(Verb{Name: "AnswerIn", Examples: func() []*Matcher { return []*Matcher{AnswerIn("< 10s"), AnswerIn("> 1h")} }})

// AnswerIn holds when the first byte of the answer came so soon: "< 500ms". The time runs from when the connection was
// there: waiting for one is not the server's time, nor are DNS and handshakes.
func AnswerIn(span string) *Matcher {
	c, err := compare(times, span)
	return of("answer in "+c.text, func(h *httpcheck.Hop) (bool, string, error) {
		if h.Times.Answer <= 0 {
			return false, "", errors.New("the time to its first byte was not measured")
		}
		return c.span(h.Times.Answer), fmt.Sprintf("it took %v", h.Times.Answer.Round(100*time.Microsecond)), nil
	}).unless(err)
}
