package checkfile

import (
	"time"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// checkEntry is one request and what is expected of its answer.
type checkEntry struct {
	request
	As      string                   `key:"as" doc:"the login as whose user it is sent"`
	Expect  expectEntry              `key:"expect,required" doc:"what is expected of the answer"`
	Capture strict.Map[captureEntry] `key:"capture" doc:"for the steps of a session only"`
	Skip    strict.LongText          `key:"skip" doc:"leave it out, for this reason"`

	Eventually *eventuallyEntry `key:"eventually" doc:"repeat it until all that is expected holds, for this long: 30s, or { within: 30s, every: 2s }"`
	about
	at strict.Pos
}

// Expects is for messages.
func (*checkEntry) Expects() string { return "a check" }

// Check notes what only several keys show.
func (e *checkEntry) Check(c strict.Node) {
	e.at = c.Pos()
	e.check(c, "check")
	if e.Eventually != nil {
		at, _ := c.Get("eventually")
		e.checkEventually(at)
	}
	if e.Capture != nil {
		at, _ := c.Get("capture")
		at.Hintf("- session: NAME, steps: …", "nothing comes after a check that could use it: make it a step of a session")
	}
}

// entry is a check or a session, by whether the key session is there.
type entry struct {
	check   *checkEntry
	session *sessionEntry
}

// FromNode reads one of both.
func (e *entry) FromNode(c strict.Node) {
	if c.Has("session") || c.Has("steps") {
		e.session = &sessionEntry{}
		if !c.Decode(e.session) {
			e.session = nil
		}
		return
	}
	e.check = &checkEntry{}
	c.Decode(e.check)
}

// JSONSchema is that of either.
func (e *entry) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.AnyOf(b.Of(&checkEntry{}), b.Of(&sessionEntry{}))
}

// readChecks reads checks and sessions.
func (f *file) readChecks(s scope, logins map[string]strict.Vars) {
	sessions := map[string]strict.Pos{}
	for i := range f.Checks {
		c := &f.Checks[i]
		if !c.there {
			continue
		}
		own := s
		if as, ok := c.node.Get("as"); ok && as.IsScalar() {
			if name, ok := as.With(s.vars).Text("the name of a login"); ok {
				own = s.and(known(as, name, logins))
			}
		}
		c.read(own.all())
		e := c.value.session
		if e == nil {
			continue
		}
		at, _ := c.node.Get("session")
		if first, dup := sessions[e.Session]; dup {
			at.Errorf("another session has the name %s, at %s", strict.Quote(e.Session), first)
		}
		sessions[e.Session] = at.Pos()
		e.read(c.node, s, logins)
	}
}

func (e *checkEntry) declare(p *e2e.Endpoint, logins map[string]*e2e.Login) {
	args := append(e.args(e.at), e2e.Late(e.Expect.Matchers))
	if e.Eventually != nil {
		args = append(args, e2e.EventuallyWithin(time.Duration(e.Eventually.Within), time.Duration(e.Eventually.Every)))
	}
	if e.Skip != "" {
		args = append(args, e2e.Skip(string(e.Skip)))
	}
	call := e.call()
	if e.As != "" {
		call.As(logins[e.As])
	}
	p.Check(call, args...)
}
