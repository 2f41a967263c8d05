package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	"github.com/fleetspec/fleetspec/e2e/nginx/evidence"
	"github.com/fleetspec/fleetspec/e2e/nginx/ondisk"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
	"github.com/fleetspec/fleetspec/runner/inventory"
)

// A probe is one request that came to the NGINX, or should have.
type probe struct {
	coverage.Hit
	closed string // how the connection was closed without an answer; "" else
	hop    *httpcheck.Hop
}

// measure counts each hop of the exchanges. aside says which requests count for nothing as they went elsewhere.
func (g *gauge) measure(ctx context.Context, sent []e2e.Sent) (r coverage.Report, aside []string, err error) {
	probes, aside := g.probes(sent)
	requests := make([]nginx.Request, 0, len(probes))
	for _, p := range probes {
		if p.Doubt == "" {
			requests = append(requests, p.Request)
		}
	}
	known := ondisk.Files{}
	if g.conn != nil && len(requests) > 0 {
		if known, err = ondisk.Learn(ctx, g.conn, g.model, requests); err != nil {
			return r, aside, err
		}
	}
	g.narrow(ctx, probes, known)
	r = g.count(probes, known)
	masked(&r, sent)
	return r, aside, nil
}

// narrow tells by the answers which ways were taken, where the configuration leaves several or the application decides.
func (g *gauge) narrow(ctx context.Context, probes []probe, known nginx.Oracle) {
	var all []evidence.Answered
	var of []int
	for i, p := range probes {
		if p.Doubt == "" && p.Answer != nil {
			all = append(all, evidence.Answered{Request: p.Request, Status: p.hop.Status, Header: p.hop.Header, Body: p.hop.Body, Size: len(p.hop.Raw)})
			of = append(of, i)
		}
	}
	for i, ways := range evidence.Ways(ctx, g.conn, g.model, known, all) {
		probes[of[i]].Ways = ways
	}
}

// count is what a meter says of the probes.
func (g *gauge) count(probes []probe, known nginx.Oracle) coverage.Report {
	meter := coverage.New(g.model, known)
	for _, p := range probes {
		if p.Doubt == "" {
			p.Doubt = g.contradicts(p, g.closes(p.Request, known))
		}
		meter.Add(p.Hit)
	}
	return meter.Report()
}

// contradicts says how what came of a connection is not what the configuration does with it; "" when it is.
func (g *gauge) contradicts(p probe, closes bool) string {
	switch {
	case p.closed != "" && !closes:
		return "no answer came: " + p.closed
	case p.closed == "" && closes:
		return fmt.Sprintf("the answer is %d, by the configuration the connection would be closed without one", p.Answer.Status)
	}
	return ""
}

// closes says whether NGINX closes the connection without an answer, as by return 444.
func (g *gauge) closes(q nginx.Request, known nginx.Oracle) bool {
	ways, err := g.model.Ways(q, known)
	return err == nil && !slices.ContainsFunc(ways, func(w nginx.Way) bool { return !w.Closed })
}

// probes are the hops that count, each with where it came in.
func (g *gauge) probes(sent []e2e.Sent) (all []probe, aside []string) {
	away := map[string]int{}
	slices.SortStableFunc(sent, func(a, b e2e.Sent) int { // as the checks are written
		return cmp.Or(strings.Compare(a.Endpoint.Name, b.Endpoint.Name), compareNumbered(a.Place, b.Place))
	})
	for _, s := range sent {
		end, counts := g.served[s.Endpoint.Name]
		for i, h := range s.Hops {
			failure := s.Error
			if i < len(s.Hops)-1 {
				failure = nil
			}
			switch {
			case h.Status == 0 && traffic.Unsent(failure):
			case !counts:
				away["endpoint "+s.Endpoint.Name]++
			case dialledElsewhere(s.Endpoint, h):
				away[h.URL[:len(h.URL)-len(h.Target)]+", which is dialled elsewhere than the endpoint's own name"]++
			default:
				all = append(all, g.probe(end, s, h, failure))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(g.served)) {
		if note := g.served[name].note; note != "" {
			aside = append(aside, note)
		}
	}
	for _, what := range slices.Sorted(maps.Keys(away)) {
		aside = append(aside, fmt.Sprintf("Not counted: %d to %s.", away[what], what))
	}
	return all, aside
}

func (g *gauge) probe(end measured, s e2e.Sent, h *httpcheck.Hop, failure *httpcheck.Failure) probe {
	p := probe{Hit: coverage.Hit{Request: traffic.OfHop(h), By: g.named(s)}, hop: h}
	if h.Proxied() && p.Scheme == "http" { // which may add some
		p.Header = nil
	}
	p.Local, p.Doubt = g.local(end, s.Endpoint, h)
	if g.port != "" {
		p.Local, p.Doubt, p.Header, p.Scheme = ":"+g.port, "", nil, "http"
		if g.listens(g.port, true) {
			p.Scheme = "https"
		}
	}
	if h.Status > 0 {
		p.Answer = &coverage.Answer{Status: h.Status, Location: h.Location, Header: h.Header}
		return p
	}
	switch {
	case failure == nil:
		p.Doubt = "no answer came"
	case failure.Kind == httpcheck.Closed || failure.Kind == httpcheck.Reset:
		p.closed = failure.Error()
	default:
		p.Doubt = "no answer came: " + failure.Error()
	}
	return p
}

// named names the check of an exchange, with its file and line.
func (g *gauge) named(s e2e.Sent) string {
	name := s.Check
	if len(g.served) > 1 {
		name = s.Endpoint.Name + ": " + name
	}
	place := strings.Split(filepath.Base(s.Place), ":")
	return fmt.Sprintf("%s (%s)", name, strings.Join(place[:min(2, len(place))], ":"))
}

// compareNumbered compares texts by the numbers in them, such as FILE:LINE:COLUMN.
func compareNumbered(a, b string) int {
	return slices.CompareFunc(strings.Split(a, ":"), strings.Split(b, ":"), func(a, b string) int {
		n, err := strconv.Atoi(a)
		m, err2 := strconv.Atoi(b)
		if err == nil && err2 == nil {
			return cmp.Compare(n, m)
		}
		return strings.Compare(a, b)
	})
}

// dialledElsewhere says whether a hop's name is dialled at another host than the endpoint's own.
func dialledElsewhere(e inventory.Endpoint, h *httpcheck.Hop) bool {
	if len(e.Dial) == 0 {
		return false // it has no other name
	}
	host := func(u *url.URL) string {
		at, _, _ := net.SplitHostPort(e.Dial[inventory.HostPort(u)])
		return strings.ToLower(at)
	}
	u, err := url.Parse(h.URL[:len(h.URL)-len(h.Target)])
	return err != nil || host(u) == "" || host(u) != host(e.URL)
}

// local is the address and port of NGINX that a hop came in by, as far as they are known. On the target's own network
// they are what was dialled. Else a port may be published under another number, or a balancer stand between: then it is
// the port of the dial or of the URL that the configuration listens on, with TLS where the URL is https; and of a
// container, whose ports are published as one likes, also that of the scheme. doubt says that several are possible, or none.
func (g *gauge) local(end measured, dialled inventory.Endpoint, h *httpcheck.Hop) (local, doubt string) {
	if end.itself && h.Remote != "" {
		return h.Remote, ""
	}
	u, err := url.Parse(h.URL[:len(h.URL)-len(h.Target)])
	if err != nil {
		return "", err.Error()
	}
	_, own, _ := net.SplitHostPort(inventory.HostPort(u))
	_, at, _ := net.SplitHostPort(dialled.Dial[inventory.HostPort(u)])
	usual := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	var found []string
	for i, port := range []string{at, own, usual} {
		last := i == 2 && len(found) > 0 && g.target != nil && !g.target.Address.Scheme.Container()
		if port != "" && !last && !slices.Contains(found, port) && g.listens(port, u.Scheme == "https") {
			found = append(found, port)
		}
	}
	switch len(found) {
	case 1:
		return ":" + found[0], ""
	case 0:
		return "", fmt.Sprintf("NGINX listens on no port that %s can have come in by: what stands before it ends TLS or has another port, or it is another server", u)
	}
	return "", fmt.Sprintf("it is not known whether %s came in by port %s: via the target it would be", u, strings.Join(found, " or "))
}

// listens says whether the configuration has the port, with TLS or without.
func (g *gauge) listens(port string, tls bool) bool {
	return slices.ContainsFunc(g.model.Servers, func(s *nginx.Server) bool {
		return slices.ContainsFunc(s.Listens, func(l nginx.Listen) bool { return l.Port == port && l.TLS == tls })
	})
}

// masked takes the secrets of requests out of what is said of them.
func masked(r *coverage.Report, sent []e2e.Sent) {
	for i := range r.Unknown {
		for _, s := range sent {
			r.Unknown[i].Why = s.Mask(r.Unknown[i].Why)
		}
	}
}
