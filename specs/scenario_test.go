package specs

import (
	"context"
	"errors"
	"time"

	"github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/fleetspec/fleetspec/runner/connect"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/runner/transport"
)

func openHere(context.Context, inventory.Target, connect.Options) (transport.Transport, []string, error) {
	return openLocal(), []string{"a note of the way"}, nil
}

// openSome reaches all but the targets whose name says "dead" or "hung".
func openSome(ctx context.Context, t inventory.Target, _ connect.Options) (transport.Transport, []string, error) {
	switch t.Labels["is"] {
	case "dead":
		return nil, nil, &transport.Error{Kind: transport.Unreachable, Op: "dial " + t.Name, Err: errors.New("connection refused")}
	case "hung":
		<-ctx.Done()
		return nil, nil, &transport.Error{Kind: transport.Timeout, Op: "dial " + t.Name, Err: ctx.Err()}
	}
	return openLocal(), nil, nil
}

var scenarios = map[string]scenario{
	// The text of each spec begins with the outcome that it must have.
	"outcomes": {open: openHere, declare: func() {
		Describe("outcomes", func(h *Host) {
			known, unknown, absent := h.probe("known"), h.probe("unknown"), h.probe("absent")
			spec := func(text string, body func()) { ginkgo.It(text, body) }

			spec("passed: known", func() { Expect(known).To(present) })
			spec("passed: absent under NotTo", func() { Expect(absent).NotTo(present) })
			spec("failed: absent", func() { Expect(absent).To(present) })
			spec("failed: known under NotTo", func() { Expect(known).NotTo(present) })
			spec("unknown: To", func() { Expect(unknown).To(present) })
			spec("unknown: NotTo", func() { Expect(unknown).NotTo(present) })
			spec("unknown: reads nothing", func() { Expect(1).To(Equal(1)) })
			spec("unknown: NotTo ConsistOf", func() { Expect([]probe{unknown}).NotTo(ConsistOf(present)) })
			spec("unknown: NotTo ContainElements", func() { Expect([]probe{unknown}).NotTo(ContainElements(present)) })
			spec("unknown: NotTo HaveExactElements", func() { Expect([]probe{unknown}).NotTo(HaveExactElements(present)) })
			spec("unknown: ContainElement beside a match", func() { Expect([]probe{unknown, known}).To(ContainElement(present)) })
			spec("unknown: ConsistOf with another that matches", func() { Expect([]probe{unknown, known}).To(ConsistOf(present, Not(BeNil()))) })
			spec("unknown: HaveKeyWithValue beside a match", func() {
				Expect(map[string]probe{"a": unknown, "b": known}).To(HaveKeyWithValue("b", present))
				Expect(unknown).To(Or(BeNil(), present))
			})
			spec("unknown: Or after a truth", func() { Expect(unknown).To(Or(present, Not(BeNil()))) })
			spec("unknown: NotTo And", func() { Expect(unknown).NotTo(And(present, BeNil())) })
			spec("unknown: Satisfy drops the error", func() {
				Expect(unknown).To(Satisfy(func(p probe) bool { v, _ := p.Present(); return !v }))
			})
			spec("unknown: WithTransform drops the error", func() {
				Expect(unknown).To(WithTransform(func(p probe) bool { v, _ := p.Present(); return v }, BeFalse()))
			})
			spec("unknown: the value without its error", func() {
				v, _ := unknown.Present()
				Expect(v).To(BeFalse())
			})
			spec("failed: HaveField of an accessor with an error", func() { Expect(unknown).NotTo(HaveField("Present()", true)) })
			spec("unknown: NotTo BeNil on the resource", func() { Expect(unknown).NotTo(BeNil()) })
			spec("unknown: NotTo Equal on the resource", func() { Expect(unknown).NotTo(Equal(3)) })
			spec("unknown: the error as actual", func() {
				_, err := unknown.Present()
				Expect(err).To(HaveOccurred())
			})
			spec("unknown: NotTo Succeed", func() {
				Expect(func() error { _, err := unknown.Present(); return err }()).NotTo(Succeed())
			})
			spec("unknown: Eventually of assertions ShouldNot Succeed", func() {
				Eventually(func(g Gomega) { g.Expect(unknown).To(present) }).WithTimeout(50 * time.Millisecond).ShouldNot(Succeed())
			})
			spec("unknown: InterceptGomegaFailures", func() {
				InterceptGomegaFailures(func() { Expect(unknown).To(present) })
			})
			spec("unknown: recovered panic", func() {
				defer func() { _ = recover() }()
				v, err := unknown.Present()
				if err != nil {
					panic(v)
				}
			})
			spec("failed: panic after a known read", func() {
				Expect(known).To(present)
				panic("a bug of the suite")
			})
			spec("unknown: panic after an unknown read", func() {
				_, _ = unknown.Present()
				panic("a bug of the suite")
			})
			spec("skipped: by the spec", func() { ginkgo.Skip("not here") })
			spec("passed: polled until known", func() {
				Eventually(h.probe("recovers").Fresh).WithTimeout(5 * time.Second).Should(present)
			})
			ginkgo.Context("read in BeforeEach", func() {
				ginkgo.BeforeEach(func() { _, _ = unknown.Present() })
				ginkgo.It("unknown: BeforeEach read it", func() { Expect(known).To(present) })
			})
			ginkgo.Context("read in AfterEach", func() {
				ginkgo.AfterEach(func() { _, _ = unknown.Present() })
				ginkgo.It("unknown: AfterEach read it", func() { Expect(known).To(present) })
			})
			ginkgo.Context("ordered", ginkgo.Ordered, func() {
				ginkgo.It("failed: first in order", func() { Expect(absent).To(present) })
				ginkgo.It("unknown: after a failure in order", func() { Expect(known).To(present) })
			})
			ginkgo.Context("BeforeAll", ginkgo.Ordered, func() {
				ginkgo.BeforeAll(func() {
					_, err := h.Facts(known.Asks())
					Expect(err).NotTo(HaveOccurred())
				})
				ginkgo.It("failed: facts read in BeforeAll belong to no spec", func() { Expect(known).To(present) })
			})
			h.Check(known, present, ginkgo.Label("a"), Because("it was so"), Team("web"), At("web.yaml:1:2"))
			h.Check(h.probe("unknown-check"), present)
			h.Check(h.probe("unknown-not"), Not(present))
			h.Check(h.probe("absent-check"), present)
			h.Check(h.probe("absent-not"), Not(present))
			h.Check(h.probe("elsewhere"), present, Only("role=web", "it is not here"))
			h.Check(h.probe("left-out"), present, Skip("a known fault"))
		})
	}},
	"nothing selected": {declare: func() {
		Describe("a", On("role=nobody"), func(h *Host) { h.Check(h.probe("known"), present) })
	}},
	"expects nothing": {declare: func() { Describe("a", func(h *Host) { h.Check(h.probe("known")) }) }},
	"bad selector":    {declare: func() { Describe("a", On("role=="), func(h *Host) {}) }},
	"read while built": {declare: func() {
		Describe("a", func(h *Host) {
			v, err := h.probe("known").Present()
			if v || err == nil {
				panic("a fact was read")
			}
			h.Check(h.probe("known"), present)
		})
	}},
	"panic while built": {declare: func() { Describe("a", func(h *Host) { panic("oops") }) }},
	"bad filter": {declare: func() { Describe("a", func(h *Host) { h.Check(h.probe("known"), present) }) },
		options: func(o *suite.Options) { o.LabelFilter = "(a" }},
	"top level It": {declare: func() {
		Describe("a", func(h *Host) { h.Check(h.probe("known"), present) })
		ginkgo.It("stands alone", func() { ginkgo.Fail("it must not vanish") })
	}},
	"filtered": {open: openHere, options: func(o *suite.Options) { o.LabelFilter = "a" }, declare: func() {
		Describe("a", func(h *Host) {
			h.Check(h.probe("wanted"), present, ginkgo.Label("a"))
			h.Check(h.probe("unwanted"), present)
		})
	}},
	"tree differs": {open: openHere, declare: func() {
		builds := 0
		Describe("a", func(h *Host) {
			builds++
			h.Check(h.probe("known"), present)
			if builds == 1 {
				h.Check(h.probe("first-time"), present)
			} else {
				h.Check(h.probe("second-time"), present)
			}
		})
	}},
	"many": {open: openSome, options: func(o *suite.Options) {
		o.Inventory = manyTargets
		o.Targets, o.Deadline = nil, 300*time.Millisecond
	}, declare: func() {
		Describe("all", func(h *Host) {
			for range 20 {
				h.Check(h.probe("known"), present)
			}
			h.Check(h.probe("absent"), present)
		})
	}},
	"fail fast": {open: openHere, declare: func() {
		Describe("a", ginkgo.Ordered, func(h *Host) {
			h.Check(h.probe("absent"), present)
			h.Check(h.probe("known"), present)
		})
	}},
}

var manyTargets = func() *inventory.Inventory {
	inv, err := inventory.Parse("fleetspec.yaml", []byte(`targets:
  web: { address: "ssh://web-[01:10]" }
  gone: { address: "ssh://dead-[1:3]", labels: {is: dead} }
  stuck: { address: "ssh://hung", labels: {is: hung} }
`))
	if err != nil {
		panic(err)
	}
	return inv
}()
