package e2e

import (
	"fmt"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	gomega "github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// Check declares a request and makes the spec that judges its answer. args are matchers of package match,
// one at least, all of which must hold; Because, Team, Skip; and Ginkgo's Label.
func (p *Endpoint) Check(call *Call, args ...any) {
	c, err := newCheck(call, args)
	if err != nil {
		suite.Refuse("%s: check %s: %v", types.NewCodeLocation(1), hosttext.Visible(call.String()), err)
		return
	}
	text := hosttext.Visible(call.String() + " " + strings.Join(c.words, ", "))
	if c.skip == "" {
		c.exchange = p.exchange(call, text)
	}
	suite.Tag(text, suite.About{Target: p.Name(), Resource: "http", Name: call.String(), Team: c.team, Because: c.because, Location: c.from})
	at := suite.Place(c.from)
	if c.from == "" {
		at = types.NewCodeLocation(1)
	}
	ginkgo.It(text, at, c.labels, func() {
		if c.skip != "" {
			ginkgo.Skip(c.skip)
		}
		c.judge()
	})
}

type check struct {
	exchange            *exchange
	matchers            []*match.Matcher
	words               []string
	labels              ginkgo.Labels
	team, because, skip string
	from                string
}

func newCheck(call *Call, args []any) (*check, error) {
	c := &check{}
	for _, a := range args {
		switch a := a.(type) {
		case *match.Matcher:
			c.matchers = append(c.matchers, a)
			c.words = append(c.words, words(a))
		case placeOf:
			c.from = string(a)
		case becauseOf:
			c.because = string(a)
		case teamOf:
			c.team = string(a)
		case skipFor:
			c.skip = string(a)
		case ginkgo.Labels:
			c.labels = append(c.labels, a...)
		default:
			return nil, fmt.Errorf("%v (%T) is neither a matcher of answers nor one of Because, Team, Skip, Label", a, a)
		}
	}
	if len(c.matchers) == 0 {
		return nil, fmt.Errorf("it expects nothing: give a matcher")
	}
	for _, m := range c.matchers {
		if err := m.Err(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// judge judges each matcher by itself: one that certainly does not hold fails the check even when
// another could not be told.
func (c *check) judge() {
	worst := suite.Judgement{Outcome: outcome.Passed}
	var messages []string
	for i, m := range c.matchers {
		var matcher gomega.GomegaMatcher = m
		j := suite.Judge(suite.Subject{Stringer: c.exchange, Evidence: c.exchange.evidence()}, matcher, c.words[i])
		if j.Outcome == outcome.Passed {
			continue
		}
		if len(messages) == 0 || messages[len(messages)-1] != j.Message {
			messages = append(messages, j.Message)
		}
		if worst.Outcome != outcome.Failed {
			worst = j
		}
	}
	if worst.Outcome != outcome.Passed {
		worst.Message = strings.Join(messages, "\n")
		suite.Conclude(worst)
	}
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

// Skip leaves a check out, and says why in the report.
func Skip(why string) any { return skipFor(why) }

// words says in a spec's text what a matcher wants: "has status 200".
func words(m *match.Matcher) string {
	if wanted, not := strings.CutPrefix(m.Words(), "not "); not {
		return "not: " + suite.ThirdPerson(wanted)
	}
	return suite.ThirdPerson(m.Words())
}
