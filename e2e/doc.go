// Package e2e judges what endpoints answer: Ginkgo containers of endpoints, and checks of requests.
//
//	var _ = e2e.Describe("shop", func(p *e2e.Endpoint) {
//		p.Check(e2e.Get("/healthz"), HaveStatus(200), HaveBody("ok"))
//
//		smoke := p.Login("smoke", func(s *e2e.Session) {
//			s.Do(e2e.Get("/login").Capture("csrf", query.CSS, "input[name=_token]@value"))
//			s.Check(e2e.Post("/login").Form("user", "smoke", "password", e2e.Env("SMOKE_PASSWORD"), "_token", e2e.Captured("csrf")), HaveStatus(302))
//		})
//		p.Check(e2e.Get("/account").As(smoke), HaveStatus(200))
//		p.Session("logout", func(s *e2e.Session) {
//			s.Login(smoke)
//			s.Check(e2e.Post("/logout"), HaveStatus(302))
//			s.Check(e2e.Get("/account"), HaveRedirects("302 /login"))
//		})
//	})
//
// Requests are declared while the tree is built; those that selected checks want are then sent, many at once, and
// judged in memory. Where no answer came, nothing is known of the application: the check is unknown.
//
// The steps of a session are sent one after the other, with cookies of its own, as far as the last one that is selected;
// different sessions at the same time. What one step captures, later ones use: see Captured. A step that captures is a
// spec: that it does. A step that was not sent, or got no answer, leaves all after it unknown.
//
// A step that is Anonymous has its place in the session, but not its cookies.
//
// A login is done once per endpoint and run, when something selected needs it, and never again when it failed: then
// all that need it are unknown.
//
// Secrets (Env, File, Secret), what a login captures, captured cookies, and the cookies that a user's requests send are
// shown nowhere; in curl commands an environment variable takes their place. What the steps of other sessions capture is
// shown, unless it is said to be Hidden.
package e2e
