package nginx

import (
	"net/netip"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

// A rule is allow or deny.
type rule struct {
	allow  bool
	all    bool
	text   string
	prefix netip.Prefix // invalid of "all" and "unix:"
	at     conf.Position
}

func newRule(d *conf.Directive) rule {
	text := d.Args[0].Text
	r := rule{allow: d.Name == "allow", all: text == "all", text: text, at: d.At}
	if p, err := netip.ParsePrefix(text); err == nil {
		r.prefix = p.Masked()
	} else if a, err := netip.ParseAddr(text); err == nil {
		r.prefix = netip.PrefixFrom(a, a.BitLen())
	}
	return r
}

// A realm is auth_basic with its file.
type realm struct {
	text, file *text // nil: not given
	at         conf.Position
}

type verdict int

const (
	silent verdict = iota // it has nothing to say
	passed
	kept
)

// access lets a request by or keeps it out: allow and deny, then auth_basic, then auth_request; one of them is enough
// with `satisfy any`. What one of them refused holds until it is answered, also where an error of the next one led
// elsewhere in between (ngx_http_core_access_phase). Requests that NGINX makes itself are let by.
func (r *run) access() next {
	s := r.scope
	if r.sub() {
		return next{}
	}
	for i := range 3 {
		v, status := r.check(i)
		switch {
		case r.err != nil || r.closed || r.cutOff:
			return finished
		case v == passed && s.anyOf:
			r.refused = 0
			return next{}
		case v == kept && (!s.anyOf || status != 401 && status != 403):
			return r.finalize(status)
		case v == kept && r.refused != 401:
			r.refused = status
		}
	}
	if status := r.refused; status != 0 {
		r.refused = 0
		return r.finalize(status)
	}
	return next{}
}

func (r *run) check(i int) (verdict, int) {
	switch {
	case i == 0 && r.scope.rules != nil:
		return r.addresses()
	case i == 1 && r.scope.realm != nil:
		return r.basic(r.scope.realm)
	case i == 2 && r.scope.auth != nil:
		return r.authRequest(r.scope.auth)
	}
	return silent, 0
}

// addresses is allow and deny: the first that fits the client decides.
func (r *run) addresses() (verdict, int) {
	client, err := netip.ParseAddr(r.client())
	known := err == nil
	for _, rule := range r.scope.rules {
		switch {
		case rule.all:
		case !rule.prefix.IsValid(): // of UNIX sockets
			continue
		case known && !rule.prefix.Contains(client.Unmap()):
			continue
		case !known && !r.doubt(about{kind: "client", of: rule.text}, func(yes bool) string {
			if yes {
				return "the client's address is in " + rule.text
			}
			return "the client's address is not in " + rule.text
		}):
			continue
		}
		if rule.allow {
			r.say(rule.at, "allow %s lets the client in", rule.text)
			return passed, 0
		}
		r.say(rule.at, "deny %s keeps the client out: 403", rule.text)
		return kept, 403
	}
	return silent, 0
}

// basic is auth_basic. Whether a password is right is not known.
func (r *run) basic(realm *realm) (verdict, int) {
	if realm.text == nil || realm.file == nil {
		return silent, 0
	}
	if v := r.eval(realm.text); v.text == "off" {
		return silent, 0
	}
	sent := r.header("authorization", "http_authorization")
	if sent.hole != "" {
		if r.doubt(about{kind: "password"}, func(yes bool) string {
			return map[bool]string{true: "the right password is sent", false: "no password is sent, or a wrong one"}[yes]
		}) {
			return passed, 0
		}
		return kept, 401
	}
	if kind, user, ok := strings.Cut(sent.text, " "); !ok || !pattern.Fold(kind, "basic") || strings.TrimLeft(user, " ") == "" {
		r.say(realm.at, "auth_basic: no password is sent: 401")
		return kept, 401
	}
	if f := r.eval(realm.file); f.hole == "" && strings.HasPrefix(f.text, "/") {
		if kind, known := r.ask.File(f.text); known && kind == None {
			r.say(realm.at, "auth_basic: there is no %s: 403", f.text)
			return kept, 403
		}
	}
	if r.supposed(2, about{kind: "password"}, func(i int) string { return [...]string{"the password is right", "the password is wrong"}[i] }) == 0 {
		return passed, 0
	}
	return kept, 401
}
