package e2e

import (
	"errors"
	"fmt"
	"slices"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/runner/record"
)

// exchange is a declared request and, once it was sent, what came: a match.Subject.
type exchange struct {
	endpoint *Endpoint
	call     *Call
	came     *httpcheck.Exchange
	curl     string
}

// String names the request.
func (x *exchange) String() string { return x.call.String() }

// evidence is the last request as a curl command, without secrets.
func (x *exchange) evidence() string {
	if x.curl == "" && x.came != nil && x.came.Last() != nil {
		x.curl = x.came.Last().Curl()
	}
	return x.curl
}

// Answer is the exchange when its answer came whole. That it left the endpoint, or was more than is taken, is
// known: then the error is no unknown.
func (x *exchange) Answer() (*httpcheck.Exchange, error) { return x.read() }

// Failure is the exchange also when it failed in one of the expected ways.
func (x *exchange) Failure(expected ...httpcheck.Kind) (*httpcheck.Exchange, error) {
	return x.read(expected...)
}

func (x *exchange) read(expected ...httpcheck.Kind) (*httpcheck.Exchange, error) {
	note := record.Read{Key: x.endpoint.Name() + ": " + x.String(), Evidence: x.evidence()}
	var known error
	switch {
	case x.came == nil:
		note.Err = fmt.Errorf("could not tell: %s was not sent", x)
	case x.came.Error == nil:
	case slices.Contains(expected, x.came.Error.Kind):
	case x.came.Error.Kind.NoAnswer():
		note.Err = fmt.Errorf("could not tell: %s got no answer: %w", x, x.came.Error)
	default: // such as one that was not sent: that it failed otherwise is known, and no matcher holds of it, nor its opposite
		known = x.came.Error
	}
	if !record.Note(note) {
		return nil, errors.New("read an answer: no spec is running; read it inside an It")
	}
	if note.Err != nil {
		return nil, note.Err
	}
	return x.came, known
}
