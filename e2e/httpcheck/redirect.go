package httpcheck

import (
	"context"
	"fmt"
	"strings"
)

// RedirectError is a chain of redirects that leads nowhere.
type RedirectError struct {
	// Why is what is wrong.
	Why string
	// Chain are the URLs that were asked, in their order.
	Chain []string
}

func (e *RedirectError) Error() string {
	chain := e.Chain
	if len(chain) > 4 {
		chain = append([]string{chain[0], "…"}, chain[len(chain)-3:]...)
	}
	return e.Why + ": " + strings.Join(chain, " → ")
}

// follow sends a request and what its redirects lead to. Each hop is a request of
// its own; http.Client's redirects would keep credentials for other ports, for
// http:// and for subdomains, and give up a body whose Location it cannot read.
func (c *Client) follow(ctx context.Context, x *Exchange, r Request, plan flightPlan) {
	most := r.MaxRedirects
	if most == 0 {
		most = 10
	}
	jar := c.jar(r.User)
	given := plan.header
	seen := map[string]bool{}
	for n := 0; ; n++ {
		plan.cookies = jar.pairs(plan.to, plan.target)
		plan.header = withCookies(given, cookieHeader(plan.cookies))
		x.hide(plan.cookies)
		key := fmt.Sprint(plan.method, plan.to, plan.target, plan.header)
		if seen[key] {
			x.redirect("redirects go in a circle")
			return
		}
		seen[key] = true
		h, ok := c.hop(ctx, x, plan)
		h.RefusedCookies = jar.keep(plan.to, plan.target, h.SetCookies, h.Date())
		if r.User != "" {
			x.hide(jar.pairs(plan.to, plan.target)) // who takes the user's name sends them next
		}
		if !ok || !r.Follow || !redirects(h) {
			return
		}
		if n == most {
			x.redirect(fmt.Sprintf("more than %d redirects", most))
			return
		}
		plan.header = given
		next, err := plan.redirected(h, r.Secrets)
		if err != nil {
			x.redirect(err.Error())
			return
		}
		plan, given = next, next.header
	}
}

func (x *Exchange) redirect(why string) {
	e := &RedirectError{Why: why}
	for _, h := range x.Hops {
		e.Chain = append(e.Chain, h.URL)
	}
	x.fail(e, "")
}

func redirects(h *Hop) bool {
	switch h.Status {
	case 301, 302, 303, 307, 308:
		return h.Location != ""
	}
	return false
}

// redirected is the request that a redirect asks for. As browsers do (Fetch,
// 4.4): POST becomes GET after 301 and 302, all but HEAD after 303; PUT and DELETE
// stay what they are.
func (p flightPlan) redirected(h *Hop, secrets []Secret) (flightPlan, error) {
	to, target, err := resolve(p.to, p.target, h.Location)
	if err != nil {
		return p, err
	}
	next := p
	next.to, next.target, next.header = to, target, nil
	turned := h.Status == 303 && p.method != "GET" && p.method != "HEAD" ||
		(h.Status == 301 || h.Status == 302) && p.method == "POST"
	if turned {
		next.method, next.body = "GET", payload{}
	}
	if to != p.to {
		next.host = ""
	}
	for _, l := range p.header {
		if turned && strings.HasPrefix(l.Name, "Content-") || turned && l.Name == "Expect" {
			continue
		}
		if to != p.to && credential(l, secrets) {
			continue
		}
		next.header = append(next.header, l)
	}
	return next, nil
}

// credential says of a header line that it is not for another scheme, name or port.
func credential(l Line, secrets []Secret) bool {
	name := strings.ToLower(l.Name)
	for _, word := range []string{"auth", "cookie", "token", "secret", "key", "session", "csrf", "xsrf", "signature", "referer"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return mask(l.Value, secrets) != l.Value
}
