package nginx

import (
	"errors"
	"fmt"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// moves is NGINX_HTTP_MAX_URI_CHANGES and one: every redirect, jump and new search takes one, and the last is refused.
const moves = 11

// A run follows one way of a request.
type run struct {
	model  *Model
	ask    Oracle
	script []int // answers to the first questions
	asked  []question
	way    Way

	frame
	uri, args, method string
	internal          bool // what is internal may be entered
	rewritten         bool // a break was said: alias can't be used
	left              int  // moves
	errorDone         bool // an error_page was looked for, and it is not recursive
	status            int  // that overrides what is sent; 0 none
	variables         map[string]string
	groups            []string
	names             map[string]string
	sub               bool   // it is a subrequest: nobody is kept out
	outer             string // the method of the main request
	depth             int    // of subrequests
}

// A frame is the configuration that holds: of a location, or of a block in it that took its place.
type frame struct {
	location *Location       // nil: of the server itself
	swap     *conf.Directive // the `if` or limit_except that took the location's place
}

// A question was asked of the oracle, which did not know.
type question struct {
	answers int
	text    string
}

// errDone ends a run: the answer stands.
var errDone = errors.New("answered")

// request follows a request from the client.
func (r *run) request(q Request) error {
	e, err := r.model.accept(q)
	if err != nil {
		return err
	}
	r.way.Request, r.way.Entry = q, e
	r.uri, r.args, r.method, r.left, r.variables = e.URI, e.Args, q.Method, moves, map[string]string{}
	if r.method == "" {
		r.method = "GET"
	}
	switch {
	case e.Server == nil:
		return fmt.Errorf("follow %s: %s", q.Target, e.Bad)
	case e.Bad != "":
		r.step(conf.Position{}, "NGINX answers 400: %s", e.Bad)
		err = r.fail(400)
	default:
		r.step(e.Server.At, "%s takes the request for %q", e.Server, e.URI)
		err = r.passes(true)
	}
	if !errors.Is(err, errDone) {
		return err
	}
	r.way.Final, r.way.URI, r.way.Args, r.way.Method = r.location, r.uri, r.args, r.method
	r.way.variables = r.variables
	return nil
}

func (r *run) step(at conf.Position, format string, args ...any) {
	r.way.Steps = append(r.way.Steps, Step{at, fmt.Sprintf(format, args...)})
}

// end notes the answer.
func (r *run) end(status int) error {
	if r.status != 0 {
		status = r.status
	}
	r.way.Status = status
	return errDone
}

// unknown asks what nobody could answer. The way notes what it hangs on.
func (r *run) unknown(answers int, text string, describe func(answer int) string) int {
	n := len(r.asked)
	r.asked = append(r.asked, question{answers, text})
	answer := 0
	if n < len(r.script) {
		answer = r.script[n]
	}
	said := describe(answer)
	if r.way.Why != "" {
		r.way.Why += "; "
	}
	r.way.Why += said
	r.step(conf.Position{}, "it is not known: say that %s", said)
	return answer
}

// file is what a path is, or each of the three in turn.
func (r *run) file(path string) Kind {
	for _, q := range r.asked {
		if q.text == path { // asked before on this way: the same answer
			return r.again(path)
		}
	}
	if kind, known := r.ask.File(path); known {
		return kind
	}
	kinds := []Kind{File, None, Directory}
	return kinds[r.unknown(3, path, func(i int) string {
		return fmt.Sprintf("%s is %s", path, map[Kind]string{None: "not there", File: "a file", Directory: "a directory"}[kinds[i]])
	})]
}

// again is the answer that this way gave before.
func (r *run) again(text string) Kind {
	for i, q := range r.asked {
		if q.text == text {
			answer := 0
			if i < len(r.script) {
				answer = r.script[i]
			}
			return []Kind{File, None, Directory}[answer]
		}
	}
	return None
}
