package nginx

import (
	"errors"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// An again is what sends a request through the phases once more.
type again struct {
	server bool // the server's own rewrites run again: a redirect to a URI
	jump   *Location
}

func (again) Error() string { return "search again" }

// passes runs the phases until there is an answer.
func (r *run) passes(server bool) error {
	next := again{server: server}
	for {
		err := r.pass(next)
		if a, ok := errors.AsType[again](err); ok {
			next = a
			continue
		}
		return err
	}
}

// pass runs the phases once.
func (r *run) pass(from again) error {
	if from.jump != nil {
		r.frame = frame{location: from.jump}
		r.limit()
	} else {
		r.frame = frame{}
		if from.server {
			r.rewritten = false
			if _, err := r.rewrites(r.server().block); err != nil {
				return err
			}
		}
		if err := r.search(); err != nil {
			return err
		}
	}
	if r.swap == nil || r.swap.Name != "limit_except" {
		changed, err := r.locationRewrites()
		if err != nil {
			return err
		}
		if changed {
			if r.left--; r.left == 0 {
				r.step(conf.Position{}, "it was moved ten times before: 500")
				return r.fail(500)
			}
			return again{}
		}
	}
	if !r.sub {
		if err := r.access(); err != nil {
			return err
		}
	}
	if err := r.tryFiles(); err != nil {
		return err
	}
	return r.content()
}

// locationRewrites runs the rewrites of a location. Where none was found the server's ran already.
func (r *run) locationRewrites() (changed bool, err error) {
	if r.location == nil {
		return false, nil
	}
	return r.rewrites(r.location.block)
}

// search chooses a location for the URI.
func (r *run) search() error {
	c, err := r.server().inside.find(r.uri, true)
	if err != nil {
		return err
	}
	if r.way.Entry.Choice.By == "" && !r.sub {
		r.way.Entry.Choice = c
	}
	r.location = c.Location
	if c.Groups != nil {
		r.capture(c.Location.regex, c.Groups)
	}
	r.arrive()
	if c.Location == nil {
		r.step(r.server().At, "no location matches %q: the server's own configuration holds", r.uri)
		return nil
	}
	r.step(c.Location.At, "%s for %q: %s", c.Location, r.uri, c.By)
	if c.Location.Internal && !r.internal {
		r.step(c.Location.At, "it is internal, and the request comes from a client: 404")
		return r.fail(404)
	}
	r.limit()
	if c.Redirect {
		return r.redirect(301, r.uri+"/"+asked(r.args))
	}
	return nil
}

// arrive notes where the last hop led.
func (r *run) arrive() {
	if n := len(r.way.Hops); n > 0 && r.way.Hops[n-1].To == nil && r.way.Hops[n-1].Subrequest == r.sub {
		r.way.Hops[n-1].To = r.location
	}
}

// limit puts the block of limit_except in the place of the location, for the methods it limits.
func (r *run) limit() {
	if d := r.location.block.First("limit_except"); d != nil && !allowed(d.Texts(), r.method) {
		r.swap = d
		r.step(d.At, "limit_except takes its place for %s: the location's rewrites and try_files don't run", r.method)
	}
}

// allowed says whether limit_except lets a method by: it is named, or HEAD where GET is.
func allowed(named []string, method string) bool {
	return slices.ContainsFunc(named, func(n string) bool {
		return strings.EqualFold(n, method) || strings.EqualFold(n, "GET") && method == "HEAD"
	})
}

// redirect answers with a Location.
func (r *run) redirect(status int, to string) error {
	r.way.Location = to
	return r.fail(status)
}

// move goes to a URI inside NGINX.
func (r *run) move(kind string, at conf.Position, uri, args string) error {
	r.hop(Hop{Kind: kind, URI: uri, Args: args, At: at})
	if r.left--; r.left == 0 {
		r.step(at, "it was moved ten times before: 500")
		return r.fail(500)
	}
	r.step(at, "%s moves it to %q", kind, uri+asked(args))
	r.uri, r.args, r.internal = uri, args, true
	return again{server: true}
}

// jump goes to a named location. The URI stays.
func (r *run) jump(kind string, at conf.Position, name string) error {
	to := r.server().inside.named[strings.TrimPrefix(name, "@")]
	r.hop(Hop{Kind: kind, To: to, URI: r.uri, Args: r.args, At: at})
	if r.left--; r.left == 0 {
		r.step(at, "it was moved ten times before: 500")
		return r.fail(500)
	}
	if r.uri == "" {
		return r.fail(500)
	}
	if to == nil {
		r.step(at, "there is no location %s: 500", name)
		return r.fail(500)
	}
	r.step(at, "%s sends it to %s", kind, to)
	r.internal = true
	return again{jump: to}
}

func (r *run) hop(h Hop) {
	h.From, h.Method, h.Subrequest = r.location, r.method, r.sub
	r.way.Hops = append(r.way.Hops, h)
}

// asked is the part of a URI that its arguments are.
func asked(args string) string {
	if args == "" {
		return ""
	}
	return "?" + args
}
