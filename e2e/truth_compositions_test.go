package e2e

import (
	"context"
	"time"

	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gstruct"
	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// composition is one way of using a matcher m on an exchange x; well is one that was answered, for those that need
// another element.
type composition struct {
	name string
	// says is 1 when it says that the matcher holds, -1 when it says the opposite.
	says int
	// whole: an error of the matcher is not taken for a no. Gomega's others do that; checks, which take matchers of package
	// match alone, have none of them.
	whole bool
	use   func(g Gomega, x, well *exchange, m func() types.GomegaMatcher)
}

type some = []*exchange

// fails uses it, and tells whether it failed.
func (c composition) fails(x, well *exchange, m func() types.GomegaMatcher) (failed bool) {
	defer func() {
		if recover() != nil {
			failed = true
		}
	}()
	c.use(NewGomega(func(string, ...int) { failed = true }), x, well, m)
	return failed
}

// not is match.Not where m is one of its package, as YAML has it.
func not(m types.GomegaMatcher) types.GomegaMatcher {
	if own, ok := m.(*match.Matcher); ok {
		return match.Not(own)
	}
	return Not(m)
}

func judged(x *exchange, m types.GomegaMatcher) outcome.Outcome {
	return suite.Judge(suite.Subject{Stringer: x}, m, "…").Outcome
}

var compositions = []composition{
	{"To", 1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) { g.Expect(x).To(m()) }},
	{"NotTo", -1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) { g.Expect(x).NotTo(m()) }},
	{"Not", -1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) { g.Expect(x).To(Not(m())) }},
	{"NotTo Not", 1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) { g.Expect(x).NotTo(Not(m())) }},
	{"own Not", -1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) { g.Expect(x).To(not(m())) }},
	{"own Not twice", 1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) { g.Expect(x).To(not(not(m()))) }},
	{"NotTo own Not", 1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) { g.Expect(x).NotTo(not(m())) }},
	{"a check", 1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(judged(x, m())).To(Equal(outcome.Passed))
	}},
	{"a check of the opposite", -1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(judged(x, not(m()))).To(Equal(outcome.Passed))
	}},
	{"Or false", 1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) { g.Expect(x).To(Or(BeNil(), m())) }},
	{"And", 1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) { g.Expect(x).To(And(Not(BeNil()), m())) }},
	{"NotTo And", 0, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) { g.Expect(x).NotTo(And(m(), BeNil())) }},
	{"NotTo Or", -1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) { g.Expect(x).NotTo(Or(BeNil(), m())) }},
	{"Or behind a truth that reads", 0, false, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(x).To(Or(m(), Not(BeNil())))
	}},
	{"WithTransform", 1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(x).To(WithTransform(func(x *exchange) *exchange { return x }, m()))
	}},
	{"NotTo WithTransform", -1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(x).NotTo(WithTransform(func(x *exchange) *exchange { return x }, m()))
	}},
	{"HaveEach", 1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) { g.Expect(some{x}).To(HaveEach(m())) }},
	{"NotTo HaveEach", -1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) { g.Expect(some{x}).NotTo(HaveEach(m())) }},
	{"ContainElement", 0, false, func(g Gomega, x, well *exchange, m func() types.GomegaMatcher) {
		g.Expect(some{x, well}).To(ContainElement(m()))
	}},
	{"NotTo ContainElement", 0, false, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(some{x}).NotTo(ContainElement(m()))
	}},
	{"ContainElements", 0, false, func(g Gomega, x, well *exchange, m func() types.GomegaMatcher) {
		g.Expect(some{x, well}).To(ContainElements(m()))
	}},
	{"NotTo ContainElements", 0, false, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(some{x}).NotTo(ContainElements(m()))
	}},
	{"ConsistOf", 0, false, func(g Gomega, x, well *exchange, m func() types.GomegaMatcher) {
		g.Expect(some{x, well}).To(ConsistOf(m(), Not(BeNil())))
	}},
	{"NotTo ConsistOf", 0, false, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(some{x}).NotTo(ConsistOf(m()))
	}},
	{"NotTo HaveExactElements", 0, false, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(some{x}).NotTo(HaveExactElements(m()))
	}},
	{"HaveKeyWithValue", 0, false, func(g Gomega, x, well *exchange, m func() types.GomegaMatcher) {
		g.Expect(map[string]*exchange{"x": x, "well": well}).To(HaveKeyWithValue("x", m()))
	}},
	{"NotTo HaveKeyWithValue", 0, false, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(map[string]*exchange{"x": x}).NotTo(HaveKeyWithValue("x", m()))
	}},
	{"NotTo MatchKeys", 0, false, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(map[string]*exchange{"x": x}).NotTo(gstruct.MatchAllKeys(gstruct.Keys{"x": m()}))
	}},
	{"NotTo MatchFields", 0, false, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(struct{ X *exchange }{x}).NotTo(gstruct.MatchAllFields(gstruct.Fields{"X": m()}))
	}},
	{"NotTo MatchElements", 0, false, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		id := func(any) string { return "x" }
		g.Expect(some{x}).NotTo(gstruct.MatchAllElements(id, gstruct.Elements{"x": m()}))
	}},
	{"Satisfy that drops the error", 0, false, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(x).To(Satisfy(func(x *exchange) bool { ok, _ := m().Match(x); return ok }))
	}},
	{"Satisfy of a no that drops the error", 0, false, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Expect(x).NotTo(Satisfy(func(x *exchange) bool { ok, _ := m().Match(x); return ok }))
	}},
	{"the error as actual", 0, false, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		ok, err := m().Match(x)
		g.Expect(ok || err != nil).To(BeTrue())
	}},
	{"Eventually", 1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Eventually(func() *exchange { return x }).WithContext(context.Background()).WithTimeout(time.Microsecond).WithPolling(time.Microsecond).Should(m())
	}},
	{"Eventually ShouldNot", -1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Eventually(func() *exchange { return x }).WithContext(context.Background()).WithTimeout(time.Microsecond).WithPolling(time.Microsecond).ShouldNot(m())
	}},
	{"Consistently", 1, true, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Consistently(func() *exchange { return x }).WithContext(context.Background()).WithTimeout(time.Microsecond).WithPolling(time.Microsecond).Should(m())
	}},
	{"Eventually ShouldNot Succeed", 0, false, func(g Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		g.Eventually(func(in Gomega) { in.Expect(x).To(m()) }).WithContext(context.Background()).WithTimeout(time.Microsecond).WithPolling(time.Microsecond).ShouldNot(Succeed())
	}},
	{"InterceptGomegaFailure", 0, false, func(_ Gomega, x, _ *exchange, m func() types.GomegaMatcher) {
		_ = InterceptGomegaFailure(func() { _, _ = m().Match(x) })
	}},
}
