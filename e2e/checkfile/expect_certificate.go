package checkfile

import (
	"github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// certificateEntry is what is expected of the certificate that is served.
type certificateEntry struct {
	Names    strict.OneOrMany[text] `key:"names" doc:"names that it covers; a wildcard must be there itself"`
	Issuer   *text                  `key:"issuer" doc:"the common name, organisation, or whole name of its issuer"`
	Days     *text                  `key:"days" doc:"the days that are left: \">= 21\""`
	Chain    *text                  `key:"chain" doc:"how many certificates are sent: 2, \">= 2\""`
	Complete *bool                  `key:"complete" doc:"whether what is sent leads to a trusted root"`
	Verified *bool                  `key:"verified" doc:"whether it verifies under the name that was asked for"`
	SHA256   *text                  `key:"sha256" doc:"its fingerprint"`
	node     strict.Node
}

// Expects is for messages.
func (*certificateEntry) Expects() string { return "what a certificate is to be" }

// Check notes its place, and what is empty.
func (e *certificateEntry) Check(c strict.Node) {
	e.node = c
	hollow(c)
}

func (e *certificateEntry) matcher(bind func(string) string) *match.Matcher {
	want := match.Certificate{
		Issuer: e.Issuer.bound(bind), Days: e.Days.bound(bind), Chain: e.Chain.bound(bind), SHA256: e.SHA256.bound(bind),
		Complete: e.Complete, Verified: e.Verified,
	}
	for _, name := range e.Names {
		want.Names = append(want.Names, name.bound(bind))
	}
	return match.HaveCertificate(want)
}
