package nginx_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/suggest"
)

// TestSuggestionsReachTheirLocations asks for a request for each location of random configurations and sends it to a
// real NGINX, whose answer tells the locations that it came through. By hand:
// FLEETSPEC_SUGGEST_CONFIGS=300 FLEETSPEC_SUGGEST_RANDOM=5000 FLEETSPEC_REFEREE_SEED=7 go test -run TestSuggestions ./e2e/nginx
func TestSuggestionsReachTheirLocations(t *testing.T) {
	configs := setting("FLEETSPEC_SUGGEST_CONFIGS", 40)
	for _, kind := range []string{"choosing", "moving", "asking"} {
		t.Run(kind, func(t *testing.T) {
			b := &balance{T: t}
			configs, servers := configs, 2
			if kind != "choosing" {
				configs, servers = configs/4, 8
			}
			nginx.Trials(t, configs, servers, kind, b.add)
			known := b.suggested + b.missed // what is known to be reachable
			t.Logf("%d configurations of %d servers: of %d locations %d not proved unreachable; %d suggested: %d confirmed, %d of them by a header or a cookie, %d closed as foretold, %d that tags don't tell; %d more reached by random requests; %d only without Host, %d shut, %d by no address",
				configs, servers, b.all, b.reachable, b.suggested, b.confirmed, b.headed, b.closed, b.blind, b.missed, b.hostless, b.shut, b.hidden)
			if b.suggested < 2*configs || 100*(b.confirmed+b.closed) < 95*known || 100*(b.closed+b.blind) > 5*known {
				t.Errorf("NGINX confirms %d of %d locations", b.confirmed, known)
			}
			if kind == "asking" && b.headed < configs/2 {
				t.Errorf("%d locations are confirmed by a header or a cookie", b.headed)
			}
			if kind == "choosing" && 100*b.confirmed < 95*b.reachable {
				t.Errorf("NGINX confirms %d of %d locations", b.confirmed, b.reachable)
			}
		})
	}
}

// setting is an environment variable of the tests, or what is meant without it.
func setting(name string, without int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return without
}

// A balance is what became of the locations of random configurations.
type balance struct {
	*testing.T
	all, reachable, suggested, confirmed, closed int
	headed                                       int // confirmed by a request with a header of its own
	blind                                        int // the tags don't tell it
	missed                                       int // not suggested, though a random request reached it
	hostless, shut, hidden                       int // none of these is among the reachable ones
}

// add looks for the locations of one configuration.
func (b *balance) add(o nginx.Trial) {
	wanted := b.wanted(o)
	r := suggest.For(o.Model, suggest.Options{Locations: wanted, Oracle: o.Disk, Client: o.Client, Header: map[string]string{}, Addresses: o.Addresses[:]})
	witness, servers := b.witness(o)
	for _, s := range r.All {
		q, seen := witness[s.Location]
		switch {
		case s.Found && s.Request.NoHost:
			b.hostless++
			if seen && !q.NoHost {
				b.Errorf("%s is reached by the name %q, and none was found", s.Location.Server, q.Host)
			}
			b.confirm(o, s)
			continue
		case s.Shut && !o.Moves:
			b.shut++
			if seen {
				b.Errorf("%q as %q enters %s, which no URI should", q.Target, q.Host, s.Location)
			}
			continue
		case !s.Found && !o.Moves && !servers[s.Location.Server]: // other addresses and names hide it
			b.hidden++
			continue
		}
		b.reachable++
		switch {
		case s.Found:
			b.suggested++
			confirmed, closed := b.confirm(o, s)
			b.confirmed, b.closed = b.confirmed+confirmed, b.closed+closed
			if len(s.Header) > 0 {
				b.headed += confirmed
			}
		case seen:
			b.missed++
			b.Logf("%s %s %v as %q reaches %s at %s, for which none was found", q.Method, q.Target, q.Header, q.Host, s.Location, s.Location.At)
		}
	}
}

// wanted are the locations that are not proved unreachable. Where nothing moves a request, internal ones are.
func (b *balance) wanted(o nginx.Trial) []*nginx.Location {
	proofs := o.Unreachable()
	var wanted []*nginx.Location
	for _, server := range o.Servers {
		if strings.HasPrefix(server.Listens[0].Address, "127.") { // an upstream of the others
			continue
		}
		server.Each(func(l *nginx.Location) {
			b.all++
			if _, dead := proofs[l]; !dead && (o.Moves || !l.Internal) {
				wanted = append(wanted, l)
			}
		})
	}
	return wanted
}

// witness gives what random requests reach, and the servers that they come to.
func (b *balance) witness(o nginx.Trial) (map[*nginx.Location]nginx.Request, map[*nginx.Server]bool) {
	seen, servers := map[*nginx.Location]nginx.Request{}, map[*nginx.Server]bool{}
	for range setting("FLEETSPEC_SUGGEST_RANDOM", 400) {
		q := o.Ask()
		ways, err := o.Ways(q, o.Disk)
		if err != nil || len(ways) != 1 {
			continue
		}
		servers[ways[0].Entry.Server] = true
		if c := ways[0].Entry.Choice; c.Location != nil && !c.Redirect && !c.Location.Internal {
			seen[c.Location] = q
		}
		for _, h := range ways[0].Hops {
			if h.To != nil && !h.Redirect {
				seen[h.To] = q
			}
		}
	}
	return seen, servers
}

// confirm sends what is suggested.
func (b *balance) confirm(o nginx.Trial, s suggest.Suggestion) (confirmed, closed int) {
	q := s.Request
	if strings.HasPrefix(q.Local, ":") {
		q.Local = o.Addresses[0] + q.Local
	}
	through, a := o.Through(q)
	switch {
	case slices.Contains(through, nginx.Tag(s.Location)):
		return 1, 0
	case a.Err != nil && s.Closed():
		return 0, 1
	case s.Location.Directives("limit_except") != nil, strings.Contains(q.Target, "%0A"): // its own set does not run; the tag of a URI of two lines is no header
		b.blind++
		return 0, 0
	}
	b.Errorf("%s %s by %s as %q does not come to %s at %s, but through %v: %d %v", q.Method, q.Target, q.Local, q.Host, s.Location, s.Location.At, through, a.Status, a.Err)
	return 0, 0
}
