package nginx

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A pass is proxy_pass and its like.
type pass struct {
	to   *text
	uri  string // the part of a URL behind the host: "" where there is none, or it has variables
	name string // of the location, which uri takes the place of
	at   conf.Position
}

func (b *builder) pass(d *conf.Directive, to string, l *Location) *pass {
	p := &pass{to: b.table.compile(to), at: d.At}
	if d.Name == "proxy_pass" && p.to.parts == nil {
		p.uri = behindHost(to)
	}
	if l != nil && !l.IsRegex() && l.Modifier != "@" {
		p.name = l.Pattern
	}
	return p
}

// behindHost is the part of a URL that begins behind the host or socket.
func behindHost(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	if socket, ok := strings.CutPrefix(rest, "unix:"); ok {
		_, uri, _ := strings.Cut(socket, ":")
		return uri
	}
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		return rest[i:]
	}
	return ""
}

// isURL says whether a URL that came of variables can be used: a scheme, a host, and no port but a number.
func isURL(url, behind string) bool {
	scheme, rest, ok := strings.Cut(strings.ToLower(url), "://")
	rest = rest[:max(0, len(rest)-len(behind))]
	if !ok || scheme != "http" && scheme != "https" || rest == "" {
		return false
	}
	_, port, found := cutLast(rest, ":")
	if !found || strings.HasPrefix(rest, "unix:") || strings.HasSuffix(rest, "]") {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

// undefined is why a way ends where NGINX reads memory that is not the URI's: 1.22 crashed there, and once answered 502.
const undefined = "what NGINX does is not defined"

// handOn hands the request to an upstream and goes on as its answer says.
func (r *run) handOn(h *handler) next {
	p := r.scope.pass[h.module]
	if p == nil {
		r.say(h.at, "an if took the location's place, and has no upstream: 500")
		return r.finalize(500)
	}
	if p.uri != "" && !r.broken && len(r.uri) < len(p.name) {
		return r.giveUp(p.at.String() + ": the URI is shorter than the location, which proxy_pass cuts off: " + undefined)
	}
	q, hole, ok := r.passed(p, h)
	if !ok {
		r.say(p.at, "%s_pass %s: no URL, or an empty URI: 500", h.kind, q.To)
		return r.finalize(500)
	}
	r.say(p.at, "%s %s gets %s %s", q.Directive, q.To, q.Method, q.URI+query(q.Args))
	if hole == "" {
		if a, known := r.ask.Upstream(q); known {
			return r.answered(a, p, h)
		}
	}
	return r.guess(p, h)
}

// passed is what an upstream gets (ngx_http_proxy_create_request).
func (r *run) passed(p *pass, h *handler) (q Passed, hole string, ok bool) {
	to := r.eval(p.to)
	q = Passed{Directive: h.kind + "_pass", To: to.text, Method: r.method, URI: r.uri, Args: r.args}
	if h.kind != "proxy" {
		return q, to.hole, true
	}
	own := p.uri
	if p.to.parts != nil && to.hole == "" {
		own = behindHost(to.text)
		if !isURL(to.text, own) {
			return q, "", false
		}
	}
	switch {
	case p.to.parts != nil && own != "":
		q.URI, q.Args, _ = strings.Cut(own, "?")
	case own == "" && r.raw:
		q.URI, q.Args, _ = strings.Cut(r.entry.Raw, "?")
	default:
		cut := 0
		if !r.broken && own != "" {
			cut = min(len(p.name), len(r.uri))
		}
		q.URI = r.uri[cut:]
		if r.quoted || r.internal {
			q.URI = escaped(q.URI, uriEscaped)
		}
		if !r.broken {
			q.URI = own + q.URI
		}
	}
	return q, to.hole, q.URI != "" || q.Args != ""
}

// answered goes on as an answer says (ngx_http_upstream_process_header).
func (r *run) answered(a Answer, p *pass, h *handler) next {
	s := r.scope
	switch {
	case a.Status == 0 && a.Late:
		r.say(p.at, "it does not answer in time: 504")
		return r.finalize(504)
	case a.Status == 0:
		r.say(p.at, "it does not answer: 502")
		return r.finalize(502)
	case a.Status == 404 && h.kind == "memcached", a.Status >= 300 && s.intercepts[h.module] && s.page(a.Status) != nil:
		r.say(p.at, "it answers %d, which is intercepted", a.Status)
		return r.finalize(a.Status)
	case (a.Accel != "" || a.Accelled) && !s.ignores[h.module]:
		return r.accelerate(a.Accel, p)
	}
	r.say(p.at, "it answers %d", a.Status)
	if a.Location != "" {
		r.handedLocation(a.Location, h)
	}
	return r.send(a.Status)
}

// accelerate goes where X-Accel-Redirect leads. The status of the answer is dropped.
func (r *run) accelerate(to string, p *pass) next {
	if strings.HasPrefix(to, "@") {
		return r.jump("X-Accel-Redirect", p.at, to)
	}
	uri, args, ok := unsafeURI(to)
	if !ok {
		r.say(p.at, "X-Accel-Redirect %q is refused: 404", to)
		return r.finalize(404)
	}
	if r.method != "HEAD" {
		r.method = "GET"
	}
	return r.move("X-Accel-Redirect", p.at, value{text: uri}, value{text: args})
}

// unsafeURI decodes a URI that an upstream gave, and refuses what climbs (ngx_http_parse_unsafe_uri).
func unsafeURI(text string) (uri, args string, ok bool) {
	uri, args, _ = strings.Cut(text, "?")
	if uri == "" || climbs(uri) {
		return "", "", false
	}
	if strings.Contains(uri, "%") {
		uri = lenient(uri)
	}
	return uri, args, uri != "" && !climbs(uri)
}

func climbs(uri string) bool {
	return strings.ContainsRune(uri, 0) || slices.Contains(strings.Split(uri, "/"), "..")
}

// lenient resolves %XX; what is none loses its "%".
func lenient(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '%':
			out.WriteByte(s[i])
		case i+2 < len(s) && hex(s[i+1]) && hex(s[i+2]):
			out.WriteByte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
		case i+1 < len(s) && hex(s[i+1]):
			i += 2
		}
	}
	return out.String()
}

// guess goes on where it is not known what an upstream answers: it answers, and its status is not told; or by each
// error_page that leads on.
func (r *run) guess(p *pass, h *handler) next {
	var codes []int // one for each page
	for _, page := range r.scope.errorPages {
		i := slices.IndexFunc(page.codes, func(code int) bool {
			return r.scope.intercepts[h.module] || code == 502 || code == 504 || code == 404 && h.kind == "memcached"
		})
		if i >= 0 && !r.errorDone && r.left != 0 && r.scope.page(page.codes[i]).at == page.at {
			codes = append(codes, page.codes[i])
		}
	}
	errors := "an error"
	if more := r.unmarked(h, codes); more != nil {
		codes = append(codes, more...)
	} else {
		errors += " that has a page"
	}
	if len(codes) > 0 {
		i := r.supposed(1+len(codes), about{kind: "upstream", of: r.uri + query(r.args) + p.at.String() + fmt.Sprint(r.left)}, func(i int) string {
			if i == 0 {
				return h.kind + "_pass answers without " + errors
			}
			return fmt.Sprintf("%s_pass answers by an error as %d is", h.kind, codes[i-1])
		})
		if i > 0 {
			return r.finalize(codes[i-1])
		}
	}
	r.say(p.at, "what it answers is not known")
	return r.send(0)
}

// unmarked are the errors whose status is sent instead of that of the error before, for which no page is looked any more:
// those NGINX makes itself, and those that are intercepted.
func (r *run) unmarked(h *handler, paged []int) (codes []int) {
	if r.errStatus == 0 {
		return nil // whatever it answers is not known
	}
	add := func(code int) {
		if page := r.scope.page(code); (r.errorDone || r.left == 0 || page == nil) && !slices.Contains(paged, code) && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	add(502)
	add(504)
	if r.scope.intercepts[h.module] {
		for _, page := range r.scope.errorPages {
			for _, code := range page.codes {
				add(code)
			}
		}
	}
	return codes
}
