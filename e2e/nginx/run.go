package nginx

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// moves is NGINX_HTTP_MAX_URI_CHANGES and one: every redirect, jump and new search takes one, and the last is refused.
const moves = 11

// A run follows one way of a request.
type run struct {
	model   *Model
	ask     Oracle
	explain bool  // note the steps
	script  []int // answers to the first questions
	asked   []question
	way     Way

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
	behind            bool   // a slash stands before the URI in its buffer
	refused           int    // what a check of who may come in said, while there is no answer yet
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
	if !r.explain {
		return
	}
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
	answer := r.answer(n)
	said := describe(answer)
	if r.way.Why != "" {
		r.way.Why += "; "
	}
	r.way.Why += said
	r.step(conf.Position{}, "it is not known: say that %s", said)
	return answer
}

// kinds are the answers about a file, the likeliest first.
var kinds = []Kind{File, None, Directory}

// file is what a path is, or each of the three in turn. A path that ends with a slash is no file; a path is asked once.
func (r *run) file(path string) Kind {
	name := strings.TrimSuffix(path, "/")
	if name == "" {
		return Directory
	}
	kind := r.known(name)
	if name != path && kind == File {
		return None // "/a/" is not there where "/a" is a file
	}
	return kind
}

func (r *run) known(path string) Kind {
	if kind, known := r.ask.File(path); known {
		return kind
	}
	for i, q := range r.asked {
		switch {
		case q.text == path:
			return kinds[r.answer(i)]
		case strings.HasPrefix(q.text, path+"/") && kinds[r.answer(i)] != None:
			return Directory // something is in it
		case strings.HasPrefix(path, q.text+"/") && kinds[r.answer(i)] != Directory:
			return None
		}
	}
	r.way.Asked = append(r.way.Asked, path)
	return kinds[r.unknown(len(kinds), path, func(i int) string {
		return path + " is " + map[Kind]string{None: "not there", File: "a file", Directory: "a directory"}[kinds[i]]
	})]
}

// answer is what a question was answered by on this way.
func (r *run) answer(i int) int {
	if i < len(r.script) {
		return r.script[i]
	}
	return 0
}
