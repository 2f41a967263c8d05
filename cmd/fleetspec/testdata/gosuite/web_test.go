// Package gosuite is a suite as a user writes it; a test runs it by go test and by ginkgo.
package gosuite

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/specs"
	. "github.com/fleetspec/fleetspec/specs/match"
)

func TestWeb(t *testing.T) { suite.Run(t, "web tier") }

var _ = specs.Describe("web tier", specs.On("role=web"), func(h *specs.Host) {
	h.Check(h.KernelParam("kernel.ostype"), BeSetTo("Linux"))
	h.Check(h.Package("no-such-package"), Not(BeInstalled()), specs.Only("packages=yes", "only where there are any"))

	shell := h.InPath("sh")
	It("has a shell", func() { Expect(shell).To(BeInPath()) })
	It("asks late", func() { Expect(h.InPath("ls")).To(BeInPath()) })
	It("is broken on purpose", Label("broken"), func() { Expect(h.KernelParam("kernel.ostype").Value()).To(Equal("Windows")) })
})
