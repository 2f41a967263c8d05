package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
)

// saved are the requests of a HAR: those that came to a server of the configuration, and how many others there are.
type saved struct {
	hits   []coverage.Hit
	lines  []traffic.Line // of the hits that could be read
	hosts  map[string]int // that no server is named
	unsent map[string]int // by why no server was asked
}

// readHAR reads --har. Entries for other hosts are left out: NGINX would give them to the default server, where they never
// came. What can't be read, or has no answer, is a doubt.
func (o *locationsOptions) readHAR(named func(host string) bool) (saved, error) {
	s := saved{hosts: map[string]int{}, unsent: map[string]int{}}
	if o.har == "" {
		return s, nil
	}
	f, err := os.Open(o.har)
	if err != nil {
		return s, err
	}
	defer func() { _ = f.Close() }()
	err = traffic.ReadHAR(o.har, f, func(e traffic.Entry, err error) {
		place := fmt.Sprintf("%s:%d", o.har, e.At)
		switch {
		case err != nil:
			s.hits = append(s.hits, coverage.Hit{By: fmt.Sprintf("%s: entry %d", place, e.Number), Doubt: err.Error()})
		case e.Unsent != "":
			s.unsent[e.Unsent]++
		case !named(e.Host) && (o.host == "" || !traffic.SameHost(e.Host, o.host)):
			s.hosts[e.Host]++
		default:
			s.add(e, place)
		}
	})
	return s, err
}

func (s *saved) add(e traffic.Entry, place string) {
	if e.Started != "" {
		place += ", " + e.Started
	}
	s.lines = append(s.lines, e.Line)
	s.hits = append(s.hits, coverage.Hit{Request: e.Request, By: e.Text + " (" + place + ")", Doubt: e.Lost,
		Answer: &coverage.Answer{Status: e.Status, Location: e.Location, Header: e.Answer}})
}

// requests are those that files may be asked for.
func (s *saved) requests() []nginx.Request {
	all := make([]nginx.Request, len(s.lines))
	for i, l := range s.lines {
		all[i] = l.Request
	}
	return all
}

// mostHosts is how many hosts are named.
const mostHosts = 10

// tell says how much of a HAR is left out, and why.
func (s *saved) tell(w io.Writer, har string) {
	var reasons, hosts []string
	for _, why := range often(s.unsent) {
		reasons = append(reasons, fmt.Sprintf("%d: %s", s.unsent[why], why))
	}
	if reasons != nil {
		fmt.Fprintf(w, "%s: left out, as no server was asked: %s\n", har, strings.Join(reasons, "; "))
	}
	total := 0
	for i, host := range often(s.hosts) {
		total += s.hosts[host]
		if i < mostHosts {
			hosts = append(hosts, fmt.Sprintf("%s (%d)", host, s.hosts[host]))
		}
	}
	if rest := len(s.hosts) - mostHosts; rest > 0 {
		hosts = append(hosts, fmt.Sprintf("and %d more hosts", rest))
	}
	if total > 0 {
		fmt.Fprintf(w, "%s: left out, as no server of the configuration is named so (--host NAME counts one all the same): %d to %s\n", har, total, strings.Join(hosts, ", "))
	}
}

// often are the keys, those of the largest numbers first.
func often(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
}
