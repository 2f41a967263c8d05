package e2e

import (
	"fmt"
	"slices"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// Session declares steps that are sent one after the other with the same cookies: what one step captures, later ones
// use. Different sessions know nothing of each other.
//
//	p.Session("wrong password", func(s *e2e.Session) {
//		s.Do(e2e.Get("/login").Capture("csrf", query.CSS, "input[name=_token]@value"))
//		s.Check(e2e.Post("/login").Once().Form("user", "ada", "password", "wrong", "_token", e2e.Captured("csrf")), HaveStatus(422))
//	})
//
// A step that is not sent, or gets no answer, makes all that come after it unknown: a session that lacks a step is not
// the one that was meant. args are a func(*Session), and Because, Team, Skip and Ginkgo's Label, for all of its steps.
func (p *Endpoint) Session(name string, args ...any) {
	p.begin("session", name, types.NewCodeLocation(1), args)
}

// Login is a way to log in, for checks that are sent As it and sessions that begin with it.
type Login struct{ *Session }

// Login declares a login: it is done once per endpoint and run, when a selected check needs it. When one of its steps
// fails or can't be told, all that need it are unknown. Its last step must expect something, by which it is known
// whether the login succeeded. What it captures is shown nowhere.
//
//	smoke := p.Login("smoke", func(s *e2e.Session) {
//		s.Do(e2e.Get("/login").Capture("csrf", query.CSS, "input[name=_token]@value"))
//		s.Check(e2e.Post("/login").Form("user", "smoke", "password", e2e.Env("SMOKE_PASSWORD"), "_token", e2e.Captured("csrf")), HaveStatus(302))
//	})
//	p.Check(e2e.Get("/account").As(smoke), HaveStatus(200))
func (p *Endpoint) Login(name string, args ...any) *Login {
	return &Login{p.begin("login", name, types.NewCodeLocation(1), args)}
}

func (l *Login) name() string { return l.title }

// captures are the names that a check as this user may use; none without a login.
func (l *Login) captures() []string {
	if l == nil {
		return nil
	}
	return l.captured
}

// Session declares its steps.
type Session struct {
	flow     *flow
	title    string // the name that it was given
	args     []any  // for each step
	at       types.CodeLocation
	skip     bool
	step     int
	specs    int
	captured []string
	judged   bool // the last step expects something
}

func (p *Endpoint) begin(kind, name string, at types.CodeLocation, args []any) *Session {
	s := &Session{title: name, at: at}
	var body func(*Session)
	odd := ""
	for _, a := range args {
		switch a := a.(type) {
		case func(*Session):
			body = a
			continue
		case placeOf:
			s.at = suite.Place(string(a))
			continue
		case skipFor:
			s.skip = true
		case becauseOf, teamOf, ginkgo.Labels:
		default:
			odd = fmt.Sprintf("%v (%T) is neither its steps nor one of Because, Team, Skip, Label", a, a)
		}
		s.args = append(s.args, a)
	}
	text := kind + " " + name
	f, again := p.flow(suite.Here()+text, &flow{text: hosttext.Visible(text), login: kind == "login"})
	s.flow = f
	switch {
	case odd != "":
		s.refuse("%s", odd)
	case s.skip && f.login:
		s.refuse("a login can't be left out: nothing could be told of those that need it")
	case again:
		s.refuse("there is another one of that name here")
	case body == nil:
		s.refuse("it has no func(*e2e.Session)")
	default:
		body(s)
		s.complete()
	}
	return s
}

func (s *Session) complete() {
	switch {
	case s.step == 0:
		s.refuse("it has no step")
	case s.flow.login && !s.judged:
		s.refuse("its last step expects nothing, so whether the login succeeded could not be told")
	case s.specs == 0:
		s.refuse("it expects nothing: no step has a matcher or a capture")
	}
}

func (s *Session) refuse(format string, args ...any) {
	suite.Refuse("%s: %s: %s", s.at, s.flow.text, fmt.Sprintf(format, args...))
}

// Login begins the session with a login of its own: what the session does to it, such as logging out, concerns
// nobody else.
func (s *Session) Login(l *Login) {
	switch {
	case s.step > 0:
		s.refuse("the login comes before all steps")
	case s.flow.login:
		s.refuse("a login begins with no other login")
	case l.flow.endpoint != s.flow.endpoint:
		s.refuse("%s is a login of endpoint %s", l.title, l.flow.endpoint.Name())
	default:
		s.flow.first, s.captured = l.flow, slices.Clone(l.captured)
	}
}

// Do declares a step. It is a spec when it captures something: that it does.
func (s *Session) Do(call *Call) { s.declare(check{call: call, at: types.NewCodeLocation(1)}, nil) }

// Check declares a step and the spec that judges its answer, as Endpoint.Check does.
func (s *Session) Check(call *Call, args ...any) {
	c := check{call: call, at: types.NewCodeLocation(1)}
	if s.declare(c, args); !s.judged {
		c.refuse(fmt.Errorf("it expects nothing: give a matcher"))
	}
}

// Step is Do with args, for steps that are not written in Go.
func (s *Session) Step(call *Call, args ...any) {
	s.declare(check{call: call, at: types.NewCodeLocation(1)}, args)
}

func (s *Session) declare(c check, args []any) {
	if err := s.read(&c, args); err != nil {
		s.judged = true // whatever it is, this is told
		c.refuse(fmt.Errorf("%s: %w", s.flow.text, err))
		return
	}
	for _, k := range c.call.captures {
		s.captured = append(s.captured, k.name)
	}
	made := exchange{endpoint: s.flow.endpoint, call: c.call, flow: s.flow, expect: c.expect, needs: c.needs}
	made.name, made.place = hosttext.Visible(s.flow.text+": "+made.String()), c.at.String()
	x := &made
	if s.judged = len(c.expect) > 0; s.judged || len(c.call.captures) > 0 {
		s.specs++
		x = c.declare(s.flow.endpoint, s.flow.text+": ", made)
	}
	if s.step == len(s.flow.steps) && !s.skip { // the second build finds it there
		s.flow.steps = append(s.flow.steps, x)
	}
	s.step++
}

// read takes in a step's own args, and those of the session.
func (s *Session) read(c *check, args []any) error {
	for _, a := range args {
		switch a.(type) {
		case skipFor:
			return fmt.Errorf("a step can't be left out: those after it would begin where nobody meant; skip the session")
		case eventually:
			return fmt.Errorf("eventually: a step is sent in its order, and once")
		}
	}
	if c.call.as != nil {
		return fmt.Errorf("a step has its session's cookies: begin the session with Login to be logged in")
	}
	if c.call.nobody && c.call.Request.Once {
		return fmt.Errorf("anonymous and once: what is sent once is the same request for all who ask for it, whatever their cookies")
	}
	if err := c.read(append(slices.Clone(s.args), args...)); err != nil {
		return err
	}
	return c.knows(s.captured)
}
