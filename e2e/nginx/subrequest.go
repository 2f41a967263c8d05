package nginx

import "slices"

// deepest bounds requests beside requests.
const deepest = 50

// beside starts a request that NGINX makes itself (ngx_http_subrequest).
func (r *run) beside(kind string, a *aside) *run {
	inner := &run{journey: r.journey, scope: r.server.scope, uri: a.uri, method: "GET", internal: true, left: moves, quoted: false,
		discarded: r.discarded, parent: r, depth: r.depth + 1, pending: len(r.hops)}
	r.hops = append(r.hops, Hop{Kind: kind, From: r.scope.location, URI: a.uri, Method: "GET", At: a.at, Subrequest: true})
	return inner
}

// authRequest asks a location: 2xx lets in, 401 and 403 are handed on, all else is 500.
func (r *run) authRequest(a *aside) (verdict, int) {
	r.say(a.at, "auth_request asks %s", a.uri)
	r.log(`http subrequest "`, a.uri, `?"`)
	if r.depth >= deepest {
		return kept, 500
	}
	inner := r.beside("auth_request", a)
	inner.passes(next{kind: moved})
	if r.err != nil || r.closed {
		return silent, 0
	}
	status := inner.status
	if status == 0 {
		r.cutOff = false
		status = r.guessAuth(a)
	}
	for _, h := range r.scope.handed {
		r.store(h.variable, inner.eval(h.value))
	}
	r.say(a.at, "auth_request: %s answers %d", a.uri, status)
	switch {
	case status >= 200 && status < 300:
		return passed, 0
	case status == 401, status == 403:
		return kept, status
	}
	return kept, 500
}

// guessAuth supposes what an upstream says of a client.
func (r *run) guessAuth(a *aside) int {
	codes := [...]int{200, 401, 403}
	return codes[r.supposed(len(codes), about{kind: "auth", of: a.uri}, func(i int) string {
		return [...]string{"what " + a.uri + " asks lets the request in", "what " + a.uri + " asks answers 401", "what " + a.uri + " asks answers 403"}[i]
	})]
}

// mirror copies a request to other locations. What they answer is thrown away.
func (r *run) mirror() next {
	if r.sub() {
		return next{}
	}
	for i := range r.scope.mirrors {
		a := &r.scope.mirrors[i]
		r.say(a.at, "mirror sends a copy to %s", a.uri)
		r.log(`http subrequest "`, a.uri, "?", r.args, `"`)
		r.unheard(func() {
			inner := r.beside("mirror", a)
			inner.args, inner.argsHole, inner.method = r.args, r.argsHole, r.method
			h := &r.hops[len(r.hops)-1]
			h.Args, h.Method = r.args, r.method
			inner.passes(next{kind: moved})
		})
	}
	return next{}
}

// postAction follows what is done after a request is answered.
func (r *run) postAction() {
	a := r.scope.after
	if a == nil || r.cutOff || r.left == 0 {
		return
	}
	r.say(a.at, "post_action %s", a.uri)
	r.unheard(func() {
		later := *r
		later.afterwards, later.pending = true, len(r.hops)
		var n next
		if a.uri != "" && a.uri[0] == '/' {
			n = later.move("post_action", a.at, value{text: a.uri}, value{})
		} else {
			n = later.jump("post_action", a.at, a.uri)
		}
		later.passes(n)
	})
}

// unheard runs what has no say in the answer.
func (r *run) unheard(f func()) {
	vars, closed, cutOff := slices.Clone(r.vars), r.closed, r.cutOff
	f()
	r.vars, r.closed, r.cutOff = vars, closed, cutOff
}
