package nginx

import (
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// ByServer is why a request has no location at all: the server answered, or sent it elsewhere, before it looked.
const ByServer Rule = "the server answered before it looked for a location"

// start runs a request that a client sent.
func (r *run) start() {
	n := next{kind: moved}
	switch {
	case r.entry.Bad != "":
		r.say(conf.Position{}, "NGINX answers 400: %s", r.entry.Bad)
		r.noEntry()
		n = r.finalize(400)
	case r.method == "TRACE" || r.method == "CONNECT":
		r.say(r.server.At, "%s takes the request; NGINX answers %s by 405", r.server, r.method)
		r.noEntry()
		n = r.finalize(405)
	default:
		r.say(r.server.At, "%s takes the request for %q", r.server, r.uri)
	}
	r.passes(n)
}

// noEntry notes that a request of a client was answered before any location was looked for.
func (r *run) noEntry() {
	if r.entry.Choice.By == "" && !r.sub() {
		r.entry.Choice.By = ByServer
	}
}

// passes runs the phases until there is an answer.
func (r *run) passes(n next) {
	for n.kind != done && r.err == nil {
		n = r.pass(n)
	}
}

// pass runs the phases once, from the one that the last move led to.
func (r *run) pass(from next) next {
	switch from.kind {
	case jumped:
		r.take(from.to.scope)
		r.arrive(false)
	default:
		r.scope = r.server.scope
		if from.kind == moved {
			r.broken = false
			if n := r.rewrites(); n.kind != onward {
				r.noEntry()
				return n
			}
		}
		if n := r.search(); n.kind != onward {
			return n
		}
	}
	return r.phases()
}

// phases runs what a location does.
func (r *run) phases() next {
	if r.scope.location != nil {
		if n := r.rewrites(); n.kind != onward {
			return n
		}
	}
	if r.changed {
		return r.again()
	}
	if r.scope.opaque != "" {
		return r.giveUp(r.scope.opaque + " at " + r.scope.opaqueAt.String() + " may answer, or send the request elsewhere")
	}
	for _, phase := range []func() next{r.access, r.tryFilesPhase, r.mirror} {
		if n := phase(); n.kind != onward {
			return n
		}
	}
	return r.content()
}

// again looks for a location anew, by the URI that a rewrite left.
func (r *run) again() next {
	r.hopping = false
	if r.spend() {
		return r.cycle()
	}
	return next{kind: searched}
}

// spend takes one of the moves, and says whether it was the last.
func (r *run) spend() bool {
	r.left--
	if dropped.tenth && r.left == 1 {
		r.left = 0
	}
	return r.left == 0
}

// cycle answers a request that was moved too often.
func (r *run) cycle() next {
	r.say(r.scope.at, "it was moved ten times before: 500")
	return r.finalize(500)
}

// search chooses a location for the URI (ngx_http_core_find_config_phase).
func (r *run) search() next {
	if r.hopping { // the server's own rewrites changed the URI
		r.hopping = false
	}
	if r.uriHole != "" {
		return r.cut(r.server.At, "the URI that a location is looked for by", r.uriHole)
	}
	c, err := r.server.inside.find(r.uri, true)
	if err != nil {
		r.err = err
		return finished
	}
	r.handler, r.changed = nil, false
	if r.entry.Choice.By == "" && !r.sub() {
		r.entry.Choice = c
	}
	return r.chosen(c)
}

func (r *run) chosen(c Choice) next {
	if c.Location != nil {
		r.scope = c.Location.scope
	}
	r.captures(c)
	r.arrive(c.Redirect)
	if c.Location == nil {
		r.say(r.server.At, "no location matches %q: the server's own configuration holds", r.uri)
		r.log(`using configuration ""`)
		return r.tooLarge()
	}
	r.say(c.Location.At, "%s for %q: %s", c.Location, r.uri, c.By)
	if c.Location.Internal && !r.internal {
		r.say(c.Location.At, "it is internal, and the request comes from a client: 404")
		return r.finalize(404)
	}
	r.log(`using configuration "`, c.Location.Logged(), `"`)
	r.take(r.scope)
	if n := r.tooLarge(); n.kind != onward {
		return n
	}
	if c.Redirect {
		r.locate(escaped(c.Location.Pattern, uriEscaped) + query(r.args))
		return r.finalize(301)
	}
	return next{}
}

// captures keeps the groups of the regexes that led to the location: of the one that won, and the names of those around.
func (r *run) captures(c Choice) {
	if c.Location == nil {
		return
	}
	var outer []*Location
	for l := c.Location.Parent; l != nil; l = l.Parent {
		if l.captures != nil && l.captures.names != nil {
			outer = append(outer, l)
		}
	}
	for i := len(outer) - 1; i >= 0; i-- {
		if groups, ok, _ := outer[i].captures.Try(r.uri); ok {
			r.capture(outer[i].captures, groups)
		}
	}
	if c.Groups != nil {
		r.capture(c.Location.captures, c.Groups)
	}
}

// take makes a scope hold, or what limit_except puts in its place (ngx_http_update_location_config).
func (r *run) take(s *scope) {
	r.handler, r.changed = nil, false
	if l := s.limit; l != nil && !allowed(l.methods, r.method) {
		r.say(l.at, "limit_except takes its place for %s: the location's rewrites and try_files don't run", r.method)
		if dropped.limitRuns {
			copied := *l.scope
			copied.codes = s.codes
			r.enter(&copied)
			return
		}
		s = l.scope
	}
	r.enter(s)
}

// enter makes a scope hold. A handler that was there stays where it names none.
func (r *run) enter(s *scope) {
	r.scope = s
	if s.handler != nil {
		r.handler = s.handler
	}
}

// allowed says whether limit_except lets a method by: it is named, or HEAD where GET is.
func allowed(named []string, method string) bool {
	for _, n := range named {
		if strings.EqualFold(n, method) || strings.EqualFold(n, "GET") && method == "HEAD" {
			return true
		}
	}
	return false
}

// tooLarge refuses a body that is larger than client_max_body_size. A length that is not known is taken to fit.
func (r *run) tooLarge() next {
	text, ok := r.request.Header["content-length"]
	if !ok || r.discarded || r.scope.maxBody == 0 {
		return next{}
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > r.scope.maxBody {
		r.say(r.scope.at, "a body of %d bytes is more than client_max_body_size: 413", n)
		r.discarded = true
		return r.finalize(413)
	}
	return next{}
}
