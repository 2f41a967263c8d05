package nginx

import "strings"

// rewrites runs the rewrite directives of the scope that holds.
func (r *run) rewrites() next {
	codes := r.scope.codes
	if codes == nil {
		return next{}
	}
	e := &engine{quote: true}
	_, n := r.execute(codes, e)
	return n
}

func (r *run) execute(codes []code, e *engine) (stop bool, n next) {
	for _, c := range codes {
		stop, n = c.run(r, e)
		if r.err != nil {
			return true, finished
		}
		if stop || n.kind != onward {
			return true, n
		}
	}
	return false, next{}
}

func (c setCode) run(r *run, e *engine) (bool, next) {
	v := r.resolve(c.to, e.quote)
	if c.name.name == "args" {
		r.args, r.argsHole, r.raw = v.text, v.hole, false
		return false, next{}
	}
	r.store(c.name, v)
	return false, next{}
}

func (c breakCode) run(r *run, _ *engine) (bool, next) {
	r.say(c.at, "break")
	if r.changed {
		r.broken, r.changed = true, false
		r.stay()
	}
	return true, next{}
}

func (c ifCode) run(r *run, e *engine) (bool, next) {
	if !r.holds(&c.condition, e) {
		return false, next{}
	}
	r.say(c.at, "if %s holds", c.condition.said)
	if c.scope != nil {
		r.enter(c.scope)
	}
	return r.execute(c.codes, e)
}

// run answers: a redirect, a text, or an error (ngx_http_script_return_code, ngx_http_send_response).
func (c returnCode) run(r *run, _ *engine) (bool, next) {
	r.say(c.at, "return %s", c.said)
	if c.status >= 400 && c.text.raw == "" {
		return true, r.finalize(c.status)
	}
	v := r.eval(c.text)
	switch c.status {
	case 301, 302, 303, 307, 308:
		r.locate(v.text)
		return true, r.finalize(c.status)
	}
	if v.hole == "" {
		r.body = v.text
	}
	return true, r.send(c.status)
}

// run is a rewrite (ngx_http_script_regex_start_code and _end_code).
func (c rewriteCode) run(r *run, e *engine) (bool, next) {
	if r.uriHole != "" {
		return true, r.cut(c.at, "the URI", r.uriHole)
	}
	groups, ok, err := c.regex.Try(r.uri)
	if err != nil {
		r.err = err
		return true, finished
	}
	if !ok {
		if !dropped.failedCapture {
			r.groups, r.groupsHole = nil, ""
		}
		return false, next{}
	}
	r.capture(c.regex, groups)
	r.internal, r.raw = r.internal || !dropped.rewriteInternal, false
	if c.external != 0 {
		return true, r.redirects(c, e)
	}
	r.changed = !c.broken
	r.broken = r.broken || c.broken
	uri := r.eval(c.uri)
	args := value{r.args, r.argsHole}
	if c.args != nil {
		own := r.resolve(c.args, true)
		args = joined(own, args, c.add)
	} else if !c.add {
		args = value{}
	}
	e.quote = false
	r.uri, r.uriHole, r.args, r.argsHole = uri.text, uri.hole, args.text, args.hole
	r.say(c.at, "rewrite makes it %q", r.uri+query(r.args))
	if uri.text == "" {
		r.say(c.at, "an empty URI: 500")
		return true, r.finalize(500)
	}
	r.rehop(c)
	if c.broken {
		r.stay()
	}
	return c.last, next{}
}

// joined are the arguments that a rewrite gives, with those of the request behind them.
func joined(own, args value, add bool) value {
	if !add || args.text == "" {
		return own
	}
	if own.hole == "" {
		own.hole = args.hole
	}
	own.text += "&" + args.text
	return own
}

// redirects is a rewrite that answers with a redirect.
func (r *run) redirects(c rewriteCode, e *engine) next {
	v := r.resolve(c.uri, true)
	e.quote = false
	to := unescaped(v.text)
	if c.add && r.args != "" {
		if c.args != nil {
			to += "&" + r.args
		} else {
			to += "?" + r.args
		}
	}
	r.say(c.at, "rewrite %s redirects to %s", c.regex, to)
	r.locate(to)
	return r.finalize(c.external)
}

// rehop notes the move that a rewrite will make when its directives ended: one, however often the URI changed.
func (r *run) rehop(c rewriteCode) {
	if !r.hopping {
		r.hopping = true
		r.hop(Hop{Kind: "rewrite", At: c.at})
	}
	h := &r.hops[len(r.hops)-1]
	h.URI, h.Args, h.At = r.uri, r.args, c.at
}

// stay takes that move back where a location goes on by itself. A server looks for a location in any case.
func (r *run) stay() {
	if r.scope.location != nil {
		r.unhop()
	}
}

// unhop takes that move back.
func (r *run) unhop() {
	if r.hopping {
		r.hopping = false
		r.hops = r.hops[:len(r.hops)-1]
	}
}

// query is the part of a URI that its arguments are.
func query(args string) string {
	if args == "" {
		return ""
	}
	return "?" + args
}

// hasPlus says whether a path was sent with what NGINX calls quoted: "%" or "+".
func hasPlus(raw string) bool {
	path, _, _ := strings.Cut(raw, "?")
	return strings.ContainsAny(path, "%+")
}
