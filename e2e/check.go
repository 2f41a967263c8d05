package e2e

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// Check declares a request and makes the spec that judges its answer. args are matchers of package match,
// one at least, all of which must hold; Late; EventuallyWithin; Because, Team, Skip; and Ginkgo's Label.
func (p *Endpoint) Check(call *Call, args ...any) {
	c := check{call: call, at: types.NewCodeLocation(1)}
	err := c.read(args)
	switch {
	case err != nil:
	case len(c.expect) == 0:
		err = fmt.Errorf("it expects nothing: give a matcher")
	case len(call.captures) > 0:
		err = fmt.Errorf("it captures %s for nobody: only the steps of a session or a login have something after them", call.captures[0].name)
	default:
		err = c.knows(call.as.captures())
	}
	if err == nil {
		err = c.until.fits(call)
	}
	if err == nil && call.nobody {
		err = fmt.Errorf("anonymous: only the steps of a session have cookies that can be left out")
	}
	if err == nil && call.as != nil && call.as.flow.endpoint != p {
		err = fmt.Errorf("%s is a login of endpoint %s", call.as.name(), call.as.flow.endpoint.Name())
	}
	if err != nil {
		c.refuse(err)
		return
	}
	x := exchange{call: call, expect: c.expect, needs: c.needs, until: c.until}
	if call.as == nil {
		c.declare(p, "", x)
		return
	}
	f := call.as.flow
	x.flow = f
	if made := c.declare(p, "", x); c.skip == "" && !slices.Contains(f.users, made) {
		f.users = append(f.users, made)
	}
}

// check is a check as it is declared.
type check struct {
	call                *Call
	expect              []expectation
	needs               []string // captured names
	labels              ginkgo.Labels
	team, because, skip string
	from                string
	until               eventually
	at                  types.CodeLocation
}

// read takes in what is expected, and what is to be said of it.
func (c *check) read(args []any) error {
	c.needs = needs(c.call.Request)
	for _, a := range args {
		var e expectation
		var names []string
		var err error
		switch a := a.(type) {
		case *match.Matcher:
			e, err = plainly(a)
		case Late:
			e, names, err = expectationOf(a)
		case placeOf:
			c.from = string(a)
		case becauseOf:
			c.because = string(a)
		case teamOf:
			c.team = string(a)
		case skipFor:
			c.skip = string(a)
		case eventually:
			c.until = a
			if a.within <= 0 { // else it would be none
				return a.fits(c.call)
			}
		case ginkgo.Labels:
			c.labels = append(c.labels, a...)
		default:
			return fmt.Errorf("%v (%T) is neither a matcher of answers nor one of EventuallyWithin, Because, Team, Skip, Label", a, a)
		}
		if err != nil {
			return err
		}
		if e.late != nil {
			c.expect = append(c.expect, e)
		}
		c.needs = append(c.needs, names...)
	}
	if c.from != "" {
		c.at = suite.Place(c.from)
	}
	if len(c.call.errs) > 0 {
		return c.call.errs[0]
	}
	return nil
}

// knows tells which of the captured names that it holds nobody captures before it.
func (c *check) knows(captured []string) error {
	for _, name := range c.needs {
		if !slices.Contains(captured, name) {
			return fmt.Errorf("${%s} is captured by no step before it", name)
		}
	}
	return nil
}

func (c *check) refuse(err error) {
	suite.Refuse("%s: check %s: %v", c.at, hosttext.Visible(c.call.String()), err)
}

// specKey names a spec as the selection does.
func specKey(place, text, location string) string { return place + text + "\x00" + location }

// declare makes the exchange and its spec. prefix says of which session it is a step: "login smoke: ".
func (c *check) declare(p *Endpoint, prefix string, made exchange) *exchange {
	text := hosttext.Visible(prefix + made.String() + " " + strings.Join(made.words(), ", "))
	text = p.distinct(suite.Here(), text)
	made.spec = specKey(suite.Here(), text, c.at.String())
	made.name, made.place = hosttext.Visible(prefix+made.String()), c.at.String()
	x := &made
	if c.skip == "" {
		x = p.exchange(made.spec, made)
	}
	suite.Tag(text, suite.About{Target: p.Name(), Resource: "http", Name: made.name, Team: c.team, Because: c.because, Location: c.from})
	ginkgo.It(text, c.at, c.labels, func() {
		if c.skip != "" {
			ginkgo.Skip(c.skip)
		}
		x.judge()
	})
	return x
}

// judge judges each matcher by itself. What several say alike is said once.
func (x *exchange) judge() {
	all, said := x.all()
	if len(all) != len(said) || len(all) == 0 {
		suite.Conclude(suite.Judgement{Outcome: outcome.Unknown, Message: "could not tell: with the values of the run other things are expected than were declared"})
	}
	var wrong []suite.Judgement
	for i, matcher := range all {
		j := suite.Judge(suite.Subject{Stringer: x, Evidence: x.evidence()}, matcher, said[i])
		if j.Outcome != outcome.Passed {
			wrong = append(wrong, j)
		}
	}
	if len(wrong) == 0 {
		return
	}
	worst := suite.Worst(slices.Compact(wrong))
	worst.Message = x.conceal(worst.Message) + x.tried()
	worst.Detail = x.detail()
	suite.Conclude(worst)
}

type (
	placeOf   string
	becauseOf string
	teamOf    string
	skipFor   string
)

// From says where the check was written when that is not Go: "checks.yaml:12:3".
func From(place string) any { return placeOf(place) }

// Because says in the report why it must be so.
func Because(why string) any { return becauseOf(why) }

// Team says who answers for it.
func Team(name string) any { return teamOf(name) }

// Skip leaves a check or a session out, and says why in the report.
func Skip(why string) any { return skipFor(why) }

// words says in a spec's text what a matcher wants: "has status 200".
func words(m *match.Matcher) string {
	if wanted, not := strings.CutPrefix(Shown(m.Words()), "not "); not {
		return "not: " + suite.ThirdPerson(wanted)
	}
	return suite.ThirdPerson(Shown(m.Words()))
}
