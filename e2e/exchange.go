package e2e

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/record"
)

// exchange is a declared request and, once it was sent, what came: a match.Subject.
type exchange struct {
	endpoint *Endpoint
	call     *Call
	// spec is that of the check, as the selection names it; "" for a step that none judges.
	spec string
	// name is the check's in results, place where it was written.
	name, place string
	// flow is the session or login that it is a step of, or whose user it is sent as; nil: none.
	flow   *flow
	expect []expectation
	needs  []string // captured names
	why    error    // why it was not sent
	came   *httpcheck.Exchange
	values map[string]known // as they were when it was sent, or when it was given up
	took   map[string]known // what it captured itself
	curl   string

	until  eventually
	tries  int
	trying time.Duration // all tries together
}

// expectation makes matchers with the values of the run.
type expectation struct {
	late  Late
	words []string
}

// String names the request.
func (x *exchange) String() string {
	if x.call.as != nil {
		return x.call.String() + " as " + x.call.as.name()
	}
	if x.call.nobody {
		return x.call.String() + " as nobody"
	}
	return x.call.String()
}

// GomegaString names the request in the messages of Gomega's own matchers. They would print all that is reachable from
// it else: secrets, bodies, and the client's connections, which are in use.
func (x *exchange) GomegaString() string { return x.String() }

// value is what a reference stands for, "" if it is not known: then nothing is sent or judged by it.
func (x *exchange) value(r reference) string {
	if r.kind == secretRef {
		return r.secret()
	}
	return x.values[r.name].value
}

// bind puts values in the place of references. Where nothing was sent they stay: with nothing in its place, an
// expectation could be another one, or none.
func (x *exchange) bind(text string) string {
	if x.came == nil {
		return text
	}
	return replaced(text, x.value)
}

// matchers are all that its check expects, in the order of their words.
func (x *exchange) matchers() []*match.Matcher {
	var out []*match.Matcher
	for _, e := range x.expect {
		out = append(out, e.late(x.bind)...)
	}
	return out
}

// secrets are all that may be shown nowhere when it is spoken of.
func (x *exchange) secrets() []httpcheck.Secret {
	out := append(hidden(), x.call.Secrets...)
	for _, values := range []map[string]known{x.values, x.took} {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			if k := values[name]; k.hide && k.err == nil {
				out = append(out, httpcheck.Secret{Name: name, Value: k.value})
			}
		}
	}
	return out
}

// conceal takes the secrets out of a text.
func (x *exchange) conceal(text string) string {
	if x.came != nil {
		text = x.came.Mask(text)
	}
	return httpcheck.Mask(text, x.secrets())
}

// evidence is the last request as a curl command, without secrets. What was refused here is none: who ran it would do what
// was refused. Of a redirect that was, it is the hop before, which shows where the redirect comes from.
func (x *exchange) evidence() string {
	if x.curl != "" || x.came == nil || x.came.Last() == nil {
		return x.curl
	}
	last := x.came.Last()
	if f, n := x.came.Error, len(x.came.Hops); f != nil && f.Phase == "" && last.Status == 0 {
		switch {
		case n > 1:
			last = x.came.Hops[n-2]
		case !f.Kind.NoAnswer():
			return ""
		}
	}
	x.curl = last.Curl()
	return x.curl
}

// Answer is the exchange when its answer came whole. That it left the endpoint, or was more than is taken, is
// known: then the error is no unknown.
func (x *exchange) Answer() (*httpcheck.Exchange, error) { return x.read() }

// Failure is the exchange also when it failed in one of the expected ways.
func (x *exchange) Failure(expected ...httpcheck.Kind) (*httpcheck.Exchange, error) {
	return x.read(expected...)
}

// look gives what came; unknown says why nothing can be told, known what failed otherwise.
func (x *exchange) look(expected ...httpcheck.Kind) (unknown, known error) {
	switch {
	case x.came == nil && x.why != nil:
		return fmt.Errorf("could not tell: %w", x.why), nil
	case x.came == nil:
		return fmt.Errorf("could not tell: %s was not sent", x), nil
	case x.came.Error == nil:
	case slices.Contains(expected, x.came.Error.Kind):
	case x.came.Error.Kind.NoAnswer():
		return fmt.Errorf("could not tell: %s got no answer: %w", x, x.came.Error), nil
	default: // such as one that was refused here: no matcher holds of it, nor its opposite
		return nil, x.came.Error
	}
	return nil, nil
}

func (x *exchange) read(expected ...httpcheck.Kind) (*httpcheck.Exchange, error) {
	unknown, known := x.look(expected...)
	note := record.Read{Key: x.endpoint.Name() + ": " + x.String(), Err: unknown, Evidence: x.evidence()}
	if !record.Note(note) {
		return nil, errors.New("read an answer: no spec is running; read it inside an It")
	}
	if unknown != nil {
		return nil, unknown
	}
	return x.came, known
}

// aside is an exchange that is judged while no spec runs: whether a login succeeded.
type aside struct{ *exchange }

func (a aside) Answer() (*httpcheck.Exchange, error) { return a.Failure() }

func (a aside) Failure(expected ...httpcheck.Kind) (*httpcheck.Exchange, error) {
	unknown, known := a.look(expected...)
	return a.came, errors.Join(unknown, known)
}
