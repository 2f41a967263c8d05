package nginx

import (
	"net/netip"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// access lets a request by or keeps it out: allow and deny, then auth_basic, then auth_request; one of them is enough
// with `satisfy any`. What one of them refused holds until it is answered, also where an error of the next one led
// elsewhere in between.
func (r *run) access() error {
	enough := r.setting("satisfy", "all") == "any"
	for _, check := range []func() (verdict, int, error){r.addresses, r.basic, r.authRequest} {
		v, status, err := check()
		switch {
		case err != nil:
			return err
		case v == passed && enough:
			r.refused = 0
			return nil
		case v == kept && (!enough || status != 401 && status != 403):
			return r.fail(status)
		case v == kept && r.refused != 401:
			r.refused = status
		}
	}
	if status := r.refused; status != 0 {
		r.refused = 0
		return r.fail(status)
	}
	return nil
}

type verdict int

const (
	silent verdict = iota // it has nothing to say
	passed
	kept
)

// addresses is allow and deny: the first that fits the client decides.
func (r *run) addresses() (verdict, int, error) {
	for _, d := range r.inherited("allow", "deny") {
		fits := d.Args[0].Text == "all"
		if !fits {
			fits = r.fits(d.Args[0].Text)
		}
		if !fits {
			continue
		}
		r.step(d.At, "%s %s", d.Name, d.Args[0].Text)
		if d.Name == "allow" {
			return passed, 0, nil
		}
		return kept, 403, nil
	}
	return silent, 0, nil
}

// fits says whether the client's address is one of those.
func (r *run) fits(text string) bool {
	client, err := netip.ParseAddr(r.way.Request.Client)
	if err == nil {
		if one, err := netip.ParseAddr(text); err == nil {
			return one == client
		}
		if many, err := netip.ParsePrefix(text); err == nil {
			return many.Masked().Contains(client)
		}
	}
	return r.unknown(2, "client "+text, func(i int) string {
		return map[int]string{0: "the client's address is not " + text, 1: "the client's address is " + text}[i]
	}) == 1
}

// basic is auth_basic. Whether a password is right is not known.
func (r *run) basic() (verdict, int, error) {
	found := r.inherited("auth_basic")
	if found == nil || found[0].Args[0].Text == "off" {
		return silent, 0, nil
	}
	if _, given := r.way.Request.Header["authorization"]; !given {
		r.step(found[0].At, "auth_basic: no password is sent")
		return kept, 401, nil
	}
	if r.unknown(2, "password", func(i int) string {
		return map[int]string{0: "the password is right", 1: "the password is wrong"}[i]
	}) == 0 {
		return passed, 0, nil
	}
	return kept, 401, nil
}

// authRequest asks a location by a subrequest: 2xx passes, 401 and 403 are handed on, all else is 500.
func (r *run) authRequest() (verdict, int, error) {
	found := r.inherited("auth_request")
	if found == nil || found[0].Args[0].Text == "off" {
		return silent, 0, nil
	}
	uri := found[0].Args[0].Text
	status, err := r.subrequest("auth_request", found[0], uri)
	if err != nil {
		return silent, 0, err
	}
	r.step(found[0].At, "auth_request %s answers %d", uri, status)
	switch {
	case status >= 200 && status < 300:
		return passed, 0, nil
	case status == 401, status == 403:
		return kept, status, nil
	}
	return kept, 500, nil
}

// main is the method of the main request.
func (r *run) main() string {
	if r.sub {
		return r.outer
	}
	return r.method
}

// deepestSub bounds subrequests in subrequests.
const deepestSub = 50

// subrequest follows a request that NGINX makes itself, beside the one it has.
func (r *run) subrequest(kind string, d *conf.Directive, uri string) (int, error) {
	if r.depth >= deepestSub {
		return 500, nil
	}
	inner := &run{model: r.model, ask: r.ask, explain: r.explain, script: r.script, asked: r.asked, uri: uri, method: "GET", internal: true, left: moves,
		variables: r.variables, groups: r.groups, names: r.names, sub: true, outer: r.main(), depth: r.depth + 1}
	inner.way = Way{Request: r.way.Request, Entry: r.way.Entry, Why: r.way.Why}
	inner.way.Hops = append(inner.way.Hops, Hop{Kind: kind, From: r.location, URI: uri, Method: "GET", At: d.At, Subrequest: true})
	err := inner.passes(true)
	if err != nil && err != errDone {
		return 0, err
	}
	r.asked, r.way.Why, r.variables = inner.asked, inner.way.Why, inner.variables
	r.way.Asked = append(r.way.Asked, inner.way.Asked...)
	r.way.Steps = append(r.way.Steps, inner.way.Steps...)
	r.way.Hops = append(r.way.Hops, inner.way.Hops...)
	if inner.way.Status == 0 {
		return []int{200, 403}[r.unknown(2, kind+uri, func(i int) string {
			return map[int]string{0: "what " + uri + " asks answers 200", 1: "what " + uri + " asks answers 403"}[i]
		})], nil
	}
	return inner.way.Status, nil
}
