// Package e2e judges what endpoints answer: Ginkgo containers of endpoints, and checks of requests.
//
//	var _ = e2e.Describe("shop", func(p *e2e.Endpoint) {
//		p.Check(e2e.Get("/healthz"), HaveStatus(200), HaveBody("ok"))
//		p.Check(e2e.Get("/home"), HaveStatus(302), HaveRedirects("302 /login"))
//	})
//
// Requests are declared while the tree is built; those that selected checks want are then sent, many at once, and
// judged in memory. Where no answer came, nothing is known of the application: the check is unknown.
package e2e
