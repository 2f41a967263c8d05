package specs

import (
	"context"
	"time"

	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gstruct"
	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/record"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/specs/resource"
)

// composition is one way of using a matcher m on a resource r; well is the same resource of
// the healthy host, for those that need another element that matches or not.
type composition struct {
	name string
	use  func(g Gomega, r, well resource.Resource, m func() types.GomegaMatcher)
}

type of = []resource.Resource

var compositions = []composition{
	{"To", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) { g.Expect(r).To(m()) }},
	{"NotTo", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) { g.Expect(r).NotTo(m()) }},
	{"Not", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) { g.Expect(r).To(Not(m())) }},
	{"NotTo Not", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) { g.Expect(r).NotTo(Not(m())) }},
	{"Or false", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) { g.Expect(r).To(Or(BeNil(), m())) }},
	{"Or behind a truth that reads", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(r).To(Or(m(), Not(BeNil())))
	}},
	{"And", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(r).To(And(Not(BeNil()), m()))
	}},
	{"NotTo And", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(r).NotTo(And(m(), BeNil()))
	}},
	{"NotTo Or", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(r).NotTo(Or(BeNil(), m()))
	}},
	{"ContainElement", func(g Gomega, r, well resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(of{r, well}).To(ContainElement(m()))
	}},
	{"NotTo ContainElement", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(of{r}).NotTo(ContainElement(m()))
	}},
	{"ContainElements", func(g Gomega, r, well resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(of{r, well}).To(ContainElements(m()))
	}},
	{"NotTo ContainElements", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(of{r}).NotTo(ContainElements(m()))
	}},
	{"ConsistOf", func(g Gomega, r, well resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(of{r, well}).To(ConsistOf(m(), Not(BeNil())))
	}},
	{"NotTo ConsistOf", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(of{r}).NotTo(ConsistOf(m()))
	}},
	{"HaveExactElements", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(of{r}).To(HaveExactElements(m()))
	}},
	{"NotTo HaveExactElements", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(of{r}).NotTo(HaveExactElements(m()))
	}},
	{"HaveEach", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(of{r}).To(HaveEach(m()))
	}},
	{"NotTo HaveEach", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(of{r}).NotTo(HaveEach(m()))
	}},
	{"HaveKeyWithValue", func(g Gomega, r, well resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(map[string]resource.Resource{"r": r, "well": well}).To(HaveKeyWithValue("r", m()))
	}},
	{"NotTo HaveKeyWithValue", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(map[string]resource.Resource{"r": r}).NotTo(HaveKeyWithValue("r", m()))
	}},
	{"MatchKeys", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(map[string]resource.Resource{"r": r}).To(gstruct.MatchKeys(gstruct.IgnoreExtras, gstruct.Keys{"r": m()}))
	}},
	{"NotTo MatchKeys", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(map[string]resource.Resource{"r": r}).NotTo(gstruct.MatchAllKeys(gstruct.Keys{"r": m()}))
	}},
	{"NotTo MatchFields", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(struct{ R resource.Resource }{r}).NotTo(gstruct.MatchAllFields(gstruct.Fields{"R": m()}))
	}},
	{"MatchElements, extras ignored", func(g Gomega, r, well resource.Resource, m func() types.GomegaMatcher) {
		id := func(e any) string { return e.(resource.Resource).Target() }
		g.Expect(of{r}).NotTo(gstruct.MatchAllElements(id, gstruct.Elements{r.Target(): m()}))
	}},
	{"WithTransform", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(r).To(WithTransform(func(x resource.Resource) resource.Resource { return x }, m()))
	}},
	{"Satisfy that drops the error", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(r).To(Satisfy(func(x resource.Resource) bool { ok, _ := m().Match(x); return ok }))
	}},
	{"Satisfy of a no that drops the error", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(r).NotTo(Satisfy(func(x resource.Resource) bool { ok, _ := m().Match(x); return ok }))
	}},
	{"the error as actual", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		ok, err := m().Match(r)
		g.Expect(ok || err != nil).To(BeTrue())
	}},
	{"Eventually ShouldNot Succeed", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Eventually(func(in Gomega) { in.Expect(r).To(m()) }).WithContext(context.Background()).
			WithTimeout(time.Microsecond).WithPolling(time.Microsecond).ShouldNot(Succeed())
	}},
	{"InterceptGomegaFailures", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		_ = InterceptGomegaFailure(func() { _, _ = m().Match(r) })
	}},
	{"Check", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(Judge(r, m()).Outcome).To(Equal(outcome.Passed))
	}},
	{"Check Not", func(g Gomega, r, _ resource.Resource, m func() types.GomegaMatcher) {
		g.Expect(Judge(r, Not(m())).Outcome).To(Equal(outcome.Passed))
	}},
}

// passes tells whether a spec that uses the matcher so would pass: no failure, something
// read, and nothing of it unknown.
func passes(c composition, r, well resource.Resource, m func() types.GomegaMatcher) bool {
	rec, end := record.Begin()
	defer end()
	failed := false
	g := NewGomega(func(string, ...int) { failed = true })
	func() {
		defer func() {
			if recover() != nil {
				failed = true
			}
		}()
		c.use(g, r, well, m)
	}()
	_, bad := suite.Unresolved(rec)
	return !failed && !bad && len(rec.Reads()) > 0
}
