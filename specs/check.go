package specs

import (
	"fmt"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega/matchers"
	gomega "github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/specs/resource"
)

// Check declares what the resource should be, and makes the spec that judges it. args
// are matchers, one at least, all of which must hold; Only, Because, Team, Skip and At; and
// Ginkgo's Label.
func (h *Host) Check(r resource.Resource, args ...any) {
	c, err := newCheck(r, args)
	if err != nil {
		suite.Refuse("%s: check %s: %v", types.NewCodeLocation(1), hosttext.Visible(fmt.Sprint(r)), err)
		return
	}
	text := c.text()
	h.claim(r, c.resource, text)
	about := suite.About{Target: h.Name(), Resource: r.Kind(), Name: r.Name(), Team: c.team, Because: c.because,
		Evidence: r.Evidence(), Location: c.at}
	at := suite.Place(c.at)
	if c.at == "" {
		at = types.NewCodeLocation(1)
	}
	suite.Tag(text, about)
	ginkgo.It(text, at, c.labels, func() {
		if reason := c.skipped(h); reason != "" {
			ginkgo.Skip(reason)
		}
		c.judge()
	})
}

// check is one call of Check.
type check struct {
	resource      resource.Resource
	matchers      []gomega.GomegaMatcher
	only          []only
	labels        ginkgo.Labels
	team, because string
	skip, at      string
}

func newCheck(r resource.Resource, args []any) (*check, error) {
	c := &check{resource: r}
	for _, a := range args {
		switch a := a.(type) {
		case only:
			if a.err != nil {
				return nil, a.err
			}
			c.only = append(c.only, a)
		case becauseOf:
			c.because = string(a)
		case teamOf:
			c.team = string(a)
		case skipFor:
			c.skip = string(a)
		case placeOf:
			c.at = string(a)
		case ginkgo.Labels:
			c.labels = append(c.labels, a...)
		case gomega.GomegaMatcher:
			if f, ok := a.(interface{ Fits(any) bool }); ok && !f.Fits(r) {
				return nil, fmt.Errorf("%T (%s) does not apply to a %s", a, words(a), r.Kind())
			}
			c.matchers = append(c.matchers, a)
			c.resource = wanting(c.resource, a)
		default:
			return nil, fmt.Errorf("%v (%T) is neither a matcher nor one of Only, Because, Team, Skip, At, Label", a, a)
		}
	}
	if len(c.matchers) == 0 {
		return nil, fmt.Errorf("it expects nothing: give a matcher")
	}
	return c, nil
}

// wanting is the resource with what the matcher judges of it that is collected only when
// it is asked for.
func wanting(r resource.Resource, m gomega.GomegaMatcher) resource.Resource {
	if not, ok := m.(*matchers.NotMatcher); ok {
		m = not.Matcher
	}
	judges, ok := m.(interface{ Column() string })
	more, can := r.(interface {
		Wanting(column string) resource.Resource
	})
	if !ok || !can || judges.Column() == "" {
		return r
	}
	return more.Wanting(judges.Column())
}

func (c *check) text() string {
	all := make([]string, len(c.matchers))
	for i, m := range c.matchers {
		all[i] = words(m)
	}
	return hosttext.Visible(c.resource.String() + " " + strings.Join(all, ", "))
}

// skipped says why the check does not apply to the host; empty: it does.
func (c *check) skipped(h *Host) string {
	if c.skip != "" {
		return c.skip
	}
	for _, o := range c.only {
		if !o.sel.Matches(h.target.Labels) {
			return strings.TrimSuffix(fmt.Sprintf("only %s: %s", o.sel, o.because), ": ")
		}
	}
	return ""
}

// judge judges each matcher by itself.
func (c *check) judge() {
	var wrong []suite.Judgement
	for _, m := range c.matchers {
		if j := Judge(c.resource, m); j.Outcome != outcome.Passed {
			wrong = append(wrong, j)
		}
	}
	if len(wrong) > 0 {
		suite.Conclude(suite.Worst(wrong))
	}
}

// only is what Only gives.
type only struct {
	sel     inventory.Selector
	because string
	err     error
}

// Only has a check apply to hosts of these labels alone; on others it is skipped, and
// the report says because.
func Only(selector, because string) any {
	sel, err := inventory.ParseSelector(selector)
	return only{sel, because, err}
}

type (
	becauseOf string
	teamOf    string
	skipFor   string
	placeOf   string
)

// Because says in the report why it must be so.
func Because(why string) any { return becauseOf(why) }

// Team says who answers for it.
func Team(name string) any { return teamOf(name) }

// Skip leaves a check out, and says why in the report.
func Skip(why string) any { return skipFor(why) }

// At says where the check was written when that is not Go: "web.yaml:12:3".
func At(place string) any { return placeOf(place) }
