package checkfile

import (
	"github.com/onsi/ginkgo/v2"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// stepEntry is one request of a session or login.
type stepEntry struct {
	request
	Capture strict.Map[captureEntry] `key:"capture" doc:"what to take out of the answer, for later steps: ${name}"`
	Expect  *expectEntry             `key:"expect" doc:"what is expected of the answer"`
	// Anonymous has a key of its own here: a check outside of a session is nobody's already.
	Anonymous bool `key:"anonymous" doc:"without the session's cookies, and keeping none: for a Cookie header of one's own"`
	about
	at strict.Pos
}

// Expects is for messages.
func (*stepEntry) Expects() string { return "a step" }

// Check notes what only several keys show.
func (e *stepEntry) Check(c strict.Node) {
	e.at = c.Pos()
	e.check(c, "step")
	if at, _ := c.Get("anonymous"); e.Anonymous && e.Once {
		at.Errorf("anonymous and once: what is sent once is the same request for all who ask for it, whatever their cookies")
	}
}

// sessionEntry are steps of one session.
type sessionEntry struct {
	Session string             `key:"session,required" doc:"its name"`
	Login   string             `key:"login" doc:"the login that it begins with, done afresh for it"`
	Steps   []later[stepEntry] `key:"steps,required" doc:"its requests, in order; later ones use what earlier ones capture"`
	Skip    strict.LongText    `key:"skip" doc:"leave it out, for this reason"`
	about
	at strict.Pos
}

// Expects is for messages.
func (*sessionEntry) Expects() string { return "a session" }

// Check keeps the place.
func (e *sessionEntry) Check(c strict.Node) { e.at = c.Pos() }

// about is what is said of a check.
type about struct {
	Labels  strict.OneOrMany[strict.Name] `key:"labels" doc:"labels for --label-filter"`
	Because strict.LongText               `key:"because" doc:"why it must be so"`
	Team    string                        `key:"team" doc:"who answers for it"`
}

func (a *about) args(at strict.Pos) []any {
	args := []any{e2e.From(at.String())}
	if a.Because != "" {
		args = append(args, e2e.Because(string(a.Because)))
	}
	if a.Team != "" {
		args = append(args, e2e.Team(a.Team))
	}
	for _, l := range a.Labels {
		args = append(args, ginkgo.Label(string(l)))
	}
	return args
}

// readSteps reads steps in order: each may use what those before it captured. It gives the scope behind them.
func readSteps(c strict.Node, steps []later[stepEntry], s scope) scope {
	if len(steps) == 0 {
		c.Hintf("such as - get: /login", "there is no step")
	}
	for i := range steps {
		if !steps[i].there {
			continue
		}
		steps[i].read(s.all())
		s = s.and(s.names(steps[i].node))
	}
	return s
}

// judged tells whether some step is a spec.
func judged(steps []later[stepEntry]) bool {
	for _, s := range steps {
		if s.value.Expect != nil || s.value.Capture != nil {
			return true
		}
	}
	return false
}

// readLogins reads the logins, and gives what each of them captures.
func (f *file) readLogins(s scope) map[string]strict.Vars {
	captured := map[string]strict.Vars{}
	for i := range f.Logins {
		l := &f.Logins[i]
		captured[l.Key] = readSteps(l.KeyNode, l.Value, s).captured
		if n := len(l.Value); n > 0 && l.Value[n-1].there && !l.Value[n-1].node.Has("expect") {
			l.Value[n-1].node.Hintf("say what comes when it succeeded: expect: { status: 302 }",
				"the last step of a login expects nothing, so whether it succeeded could not be told")
		}
	}
	return captured
}

// read reads the session's steps.
func (e *sessionEntry) read(c strict.Node, s scope, logins map[string]strict.Vars) {
	if e.Login != "" {
		at, _ := c.Get("login")
		s = s.and(known(at, e.Login, logins))
	}
	before := c.Err()
	readSteps(c, e.Steps, s)
	if len(e.Steps) > 0 && before == nil && c.Err() == nil && !judged(e.Steps) {
		c.Errorf("the session expects nothing: none of its steps has an expect or a capture")
	}
}

// known is what a login captures; a login that is none is noted.
func known(c strict.Node, name string, logins map[string]strict.Vars) strict.Vars {
	captured, ok := logins[name]
	if !ok {
		names := make([]string, 0, len(logins))
		for n := range logins {
			names = append(names, n)
		}
		c.Hintf(strict.Suggest(name, names), "there is no login %s", strict.Quote(name))
	}
	return captured
}

func (e *stepEntry) declare(s *e2e.Session) {
	call := e.call()
	if e.Anonymous {
		call.Anonymous()
	}
	for i := range e.Capture {
		e.Capture[i].Value.add(call, e.Capture[i].Key)
	}
	args := e.args(e.at)
	if e.Expect != nil {
		args = append(args, e2e.Late(e.Expect.Matchers))
	}
	s.Step(call, args...)
}

func declareSteps(steps []later[stepEntry]) func(*e2e.Session) {
	return func(s *e2e.Session) {
		for i := range steps {
			steps[i].value.declare(s)
		}
	}
}

func (e *sessionEntry) declare(p *e2e.Endpoint, logins map[string]*e2e.Login) {
	args := e.args(e.at)
	if e.Skip != "" {
		args = append(args, e2e.Skip(string(e.Skip)))
	}
	p.Session(e.Session, append(args, func(s *e2e.Session) {
		if e.Login != "" {
			s.Login(logins[e.Login])
		}
		declareSteps(e.Steps)(s)
	})...)
}
