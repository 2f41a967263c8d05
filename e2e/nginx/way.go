package nginx

import (
	"fmt"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A Way is one way a request can take through a configuration, from the server it is given to up to the answer.
type Way struct {
	Request  Request
	Entry    Entry
	Steps    []Step // of Explain
	Hops     []Hop
	Final    *Location // nil: no location, the server's own configuration
	Status   int       // 0: not told, as it is an upstream's
	URI      string
	Args     string
	Method   string
	Location string   // of a redirect, a path where NGINX makes it absolute; "" where there is none
	Body     string   // of a return that has one
	Closed   bool     // the connection is closed without an answer
	Why      string   // what the way hangs on; "" where nothing was unknown
	Asked    []string // the paths on the host that Why hangs on

	variables map[string]string // as they are at the end
}

// Certainty is how sure the way is.
func (w Way) Certainty() Certainty {
	if w.Why == "" {
		return Modelled
	}
	return Possible
}

// Certainty is how sure it is that a request went somewhere.
type Certainty string

// The certainties: an answer proved it, the rules say so, it hangs on something that could not be asked.
const (
	Proved   Certainty = "proved"
	Modelled Certainty = "modelled"
	Possible Certainty = "possible"
)

// A Hop is one move from a location to another inside NGINX.
type Hop struct {
	Kind       string // the directive that moved it: "index", "try_files", "rewrite", "error_page", "X-Accel-Redirect", "auth_request"
	From, To   *Location
	URI, Args  string
	Method     string
	At         conf.Position
	Subrequest bool // what was asked beside, the request itself went on
}

// A Step is one reason on the way, as a person would argue it.
type Step struct {
	At   conf.Position
	Text string
}

func (s Step) String() string {
	if s.At.File == "" {
		return s.Text
	}
	return fmt.Sprintf("%s:%d: %s", s.At.File, s.At.Line, s.Text)
}

// mostWays bounds how many ways of one request are followed.
const mostWays = 64

// Ways follows a request to its end: one way where everything is known, else one for each answer that the oracle could
// not give, the plainest first. A nil oracle knows nothing. An error says why it can't be followed; with it come
// the ways that were, for what they asked.
func (m *Model) Ways(q Request, ask Oracle) ([]Way, error) { return m.ways(q, ask, false) }

// Explain is [Model.Ways] with the steps of each way.
func (m *Model) Explain(q Request, ask Oracle) ([]Way, error) { return m.ways(q, ask, true) }

func (m *Model) ways(q Request, ask Oracle, explain bool) ([]Way, error) {
	if ask == nil {
		ask = ignorant{}
	}
	var ways []Way
	todo := [][]int{nil}
	for len(todo) > 0 {
		script := todo[0]
		todo = todo[1:]
		r := &run{model: m, ask: ask, script: script, explain: explain}
		if err := r.request(q); err != nil {
			return ways, err
		}
		// What was asked beyond the script was answered by 0: the other answers are other ways.
		for i := len(script); i < len(r.asked); i++ {
			for answer := 1; answer < r.asked[i].answers; answer++ {
				next := make([]int, i+1)
				copy(next, script)
				next[i] = answer
				todo = append(todo, next)
			}
		}
		ways = append(ways, r.way)
		if len(ways)+len(todo) > mostWays {
			return ways, fmt.Errorf("follow %s %s: it can take more than %d ways", q.Method, q.Target, mostWays)
		}
	}
	return ways, nil
}
