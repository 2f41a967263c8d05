package nginx

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// move goes to a URI inside NGINX (ngx_http_internal_redirect).
func (r *run) move(kind string, at conf.Position, uri, args value) next {
	r.hop(Hop{Kind: kind, URI: uri.text, Args: args.text, At: at})
	if r.spend() {
		return r.cycle()
	}
	r.say(at, "%s moves it to %q", kind, uri.text+query(args.text))
	r.log(`internal redirect: "`, uri.text, "?", args.text, `"`)
	r.uri, r.uriHole, r.args, r.argsHole = uri.text, uri.hole, args.text, args.hole
	r.internal, r.raw, r.behindAlias = true, false, false
	r.script, r.pathInfo = "", ""
	if dropped.serverRewrite {
		return next{kind: searched}
	}
	return next{kind: moved}
}

// jump goes to a named location (ngx_http_named_location). The URI stays.
func (r *run) jump(kind string, at conf.Position, name string) next {
	to := r.server.inside.named[strings.TrimPrefix(name, "@")]
	r.hop(Hop{Kind: kind, URI: r.uri, Args: r.args, At: at})
	switch {
	case r.spend():
		return r.cycle()
	case r.uri == "":
		r.say(at, "%s can't send an empty URI to %s: 500", kind, name)
		return r.finalize(500)
	case to == nil:
		r.say(at, "there is no location %s: 500", name)
		return r.finalize(500)
	}
	r.say(at, "%s sends it to %s", kind, to)
	r.log(`using location: @`, to.Pattern, ` "`, r.uri, "?", r.args, `"`)
	r.internal = true
	r.script, r.pathInfo = "", ""
	return next{kind: jumped, to: to}
}

// hop notes a move.
func (r *run) hop(h Hop) {
	h.From, h.Method, h.Subrequest = r.scope.location, r.method, r.sub() || r.afterwards
	r.hops = append(r.hops, h)
}

// arrive notes where the last moves led.
func (r *run) arrive(redirect bool) {
	for i := r.pending; i < len(r.hops); i++ {
		if r.hops[i].Subrequest == (r.sub() || r.afterwards) {
			r.hops[i].To, r.hops[i].Redirect = r.scope.location, redirect
		}
	}
	r.pending = len(r.hops)
}

// A header is one Location of the answer (headers_out.location).
type header struct {
	text    string
	gone    bool // taken back
	current bool // NGINX makes an absolute URL of a path
}

// locate sets Location, instead of the one that NGINX itself set before.
func (r *run) locate(to string) {
	for i := range r.locations {
		if r.locations[i].current {
			r.locations[i].gone, r.locations[i].current = true, false
		}
	}
	r.locations = append(r.locations, header{text: to, current: true})
}

// location is the Location that is sent, the first where there are more (ngx_http_header_filter).
func (r *run) location() string {
	first := ""
	found := false
	for _, l := range r.locations {
		if l.current && strings.HasPrefix(l.text, "/") && !r.scope.relative {
			return r.origin() + l.text
		}
		if !l.gone && !found {
			first, found = l.text, true
		}
	}
	return first
}

// origin is what stands before the path of a redirect.
func (r *run) origin() string {
	host := r.entry.host
	switch {
	case r.scope.named:
		host = r.server.name()
	case host == "":
		host = r.request.address()
	}
	port := r.request.port()
	if r.scope.portless || port == "80" && r.request.scheme() == "http" || port == "443" && r.request.scheme() == "https" {
		return r.request.scheme() + "://" + host
	}
	return r.request.scheme() + "://" + host + ":" + port
}
