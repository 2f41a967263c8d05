package nginx

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A redirection is one proxy_redirect.
type redirection struct {
	from  *text  // what Location begins with
	regex *regex // or what it matches
	to    *text
}

// standard is proxy_redirect default: the URL of proxy_pass becomes the location.
func (p *pass) standard() redirection {
	if p.uri == "" {
		return redirection{from: &text{raw: p.to.raw + "/"}, to: &text{raw: "/"}}
	}
	return redirection{from: p.to, to: &text{raw: p.name}}
}

// redirection reads proxy_redirect: off, default, or two texts.
func (b *builder) redirection(s *scope, d *conf.Directive, args []string, first bool) error {
	if first {
		s.redirects, s.verbatim = nil, false
	}
	switch {
	case len(args) == 1 && args[0] == "off":
		s.verbatim = true
	case len(args) == 1 && s.pass[0] != nil:
		s.redirects = append(s.redirects, s.pass[0].standard())
	case len(args) == 2:
		x := redirection{to: b.table.compile(args[1])}
		if pattern, ok := strings.CutPrefix(args[0], "~"); ok {
			pattern, caseless := strings.CutPrefix(pattern, "*")
			compiled, err := b.table.regex(pattern, caseless, d.At)
			if err != nil {
				return err
			}
			x.regex = compiled
		} else {
			x.from = b.table.compile(args[0])
		}
		s.redirects = append(s.redirects, x)
	}
	return nil
}

// handedLocation takes over Location of an upstream's answer (ngx_http_upstream_rewrite_location). One that NGINX set
// before stays beside it.
func (r *run) handedLocation(to string, h *handler) {
	made := header{text: to, current: !strings.HasPrefix(to, "/")}
	if h.kind == "proxy" && r.scope.redirects != nil && !r.scope.verbatim {
		made.text, made.current = r.redirected(to)
	}
	if made.current {
		for i := range r.locations {
			r.locations[i].current = false
		}
	}
	r.locations = append(r.locations, made)
}

// redirected is what the first proxy_redirect that fits makes of a Location.
func (r *run) redirected(to string) (string, bool) {
	for _, x := range r.scope.redirects {
		if x.regex == nil {
			if rest, ok := strings.CutPrefix(to, r.eval(x.from).text); ok {
				return r.eval(x.to).text + rest, true
			}
			continue
		}
		groups, ok, err := x.regex.Try(to)
		if err != nil {
			r.err = err
		}
		if ok {
			r.capture(x.regex, groups)
			return r.eval(x.to).text, true
		}
	}
	return to, false
}
