package nginx

import (
	"fmt"
	"slices"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A Way is one way a request can take through a configuration, from the server it is given to up to the answer.
type Way struct {
	Request  Request
	Entry    Entry  // its Choice is the first location: of the URI that the server's own rewrites left
	Steps    []Step // of Explain
	Hops     []Hop
	Final    *Location // nil: no location, the server's own configuration
	Status   int       // 0: not told, as it is an upstream's or hangs on what is not known
	URI      string    // at the end; what is not known stands in it as "${name}"
	Args     string
	Method   string
	Location string   // of a redirect, as it is sent; what is not known stands in it as "${name}"
	Body     string   // of a return that has one, where it is known
	File     string   // that is sent; "" where the answer is no file
	Closed   bool     // the connection is closed without an answer
	Cut      bool     // it could not be followed to its end: Why says what is not known
	Why      string   // what the way hangs on; "" where nothing was unknown
	Asked    []string // the paths on the host that were not known

	AskedClient bool // the address of the client was asked for

	vars bindings // set by set, maps and captures, at the end
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

// A Hop is one move inside NGINX from a location to another, or to the same one anew.
type Hop struct {
	Kind       string    // the directive that moved it: "index", "try_files", "rewrite", "error_page", "X-Accel-Redirect", "auth_request", "mirror", "post_action"
	From, To   *Location // From is nil at server level; To is nil where none was found or the move was refused
	URI, Args  string    // that the location was looked for by
	Method     string
	At         conf.Position
	Redirect   bool // To answered only by its redirect for the missing slash
	Subrequest bool // what was asked beside: the request itself went on
}

// A Step is one reason on the way, as a person would argue it.
type Step struct {
	At   conf.Position
	Text string
	Log  string // the line of NGINX's debug log that tells it; "" where none does
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
	e, err := m.accept(q)
	if err != nil {
		return nil, err
	}
	if e.Server == nil {
		return nil, fmt.Errorf("follow %s: %s", q.Target, e.Bad)
	}
	ways := make([]Way, 0, 1)
	first := ""
	j := &journey{model: m, ask: ask, explain: explain}
	for todo, done := [][]int{nil}, 0; done < len(todo); done++ {
		j.again(todo[done])
		way, err := j.follow(q, e)
		if err != nil {
			return ways, err
		}
		if done == 0 {
			first = way.Why
		}
		ways = merge(ways, &way)
		todo = j.others(todo)
		if len(todo) > mostWays {
			return ways, fmt.Errorf("follow %s %s: it can take more than %d ways", q.Method, q.Target, mostWays)
		}
	}
	if len(ways) == 1 && len(j.script) > 0 { // whatever was supposed, it is the same
		ways[0].Why = ""
		if ways[0].Cut {
			ways[0].Why = first
		}
	}
	return ways, nil
}

// merge adds a way, unless there is one that is alike but for what it hangs on.
func merge(ways []Way, w *Way) []Way {
	for i := range ways {
		k := &ways[i]
		if !k.like(w) {
			continue
		}
		k.Why += " or " + w.Why
		for _, path := range w.Asked {
			if !slices.Contains(k.Asked, path) {
				k.Asked = append(k.Asked, path)
			}
		}
		k.AskedClient = k.AskedClient || w.AskedClient
		return ways
	}
	return append(ways, *w)
}

// like says whether two ways are the same to whoever looks at them.
func (w *Way) like(o *Way) bool {
	return w.Final == o.Final && w.Status == o.Status && w.URI == o.URI && w.Args == o.Args && w.Method == o.Method && w.Location == o.Location &&
		w.Body == o.Body && w.File == o.File && w.Closed == o.Closed && w.Cut == o.Cut && w.Entry.Choice.Location == o.Entry.Choice.Location && slices.Equal(w.Hops, o.Hops)
}
