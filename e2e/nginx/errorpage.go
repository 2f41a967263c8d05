package nginx

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// An errorPage is one error_page.
type errorPage struct {
	codes    []int
	override int // "=code"; 0 is "=", -1 is none
	to       *text
	at       conf.Position
}

// errorPages reads codes, then "=" or "=code", then where to.
func (b *builder) errorPages(d *conf.Directive) []errorPage {
	args := d.Texts()
	if len(args) < 2 {
		return nil
	}
	p := errorPage{override: -1, to: b.table.compile(args[len(args)-1]), at: d.At}
	codes := args[:len(args)-1]
	if text, ok := strings.CutPrefix(codes[len(codes)-1], "="); ok {
		p.override, _ = strconv.Atoi(text)
		codes = codes[:len(codes)-1]
	}
	for _, c := range codes {
		code, _ := strconv.Atoi(c)
		p.codes = append(p.codes, code)
	}
	return []errorPage{p}
}

// finalize answers with a code that NGINX made itself (ngx_http_finalize_request).
func (r *run) finalize(code int) next {
	r.unhop()
	switch {
	case code == 444 || code == 499 || code == 408:
		r.say(r.scope.at, "%d closes the connection without an answer", code)
		r.closed = true
		return finished
	case code < 300 && code != 201 && code != 204:
		if r.sub() { // the request that waits for it sees no status
			return r.send(500)
		}
		r.say(r.scope.at, "%d sends nothing: the connection is closed without an answer", code)
		r.closed = true
		return finished
	}
	r.errStatus, r.body = code, ""
	if !r.errorDone && len(r.scope.errorPages) > 0 && r.left != 0 {
		r.errorDone = !r.scope.recursive && !dropped.oneError
		if p := r.scope.page(code); p != nil {
			return r.errorPage(p, code)
		}
	}
	if 494 <= code && code <= 497 {
		r.errStatus = 400
	}
	return r.send(code)
}

// page is the error_page for a code, or nil.
func (s *scope) page(code int) *errorPage {
	for i := range s.errorPages {
		if slices.Contains(s.errorPages[i].codes, code) {
			return &s.errorPages[i]
		}
	}
	return nil
}

// errorPage goes where an error_page leads (ngx_http_send_error_page).
func (r *run) errorPage(p *errorPage, code int) next {
	v := r.eval(p.to)
	r.say(p.at, "error_page for %d: %s", code, v.text)
	switch {
	case p.override >= 0:
		r.errStatus = p.override
	case 494 <= code && code <= 497:
		r.errStatus = 400
	}
	switch {
	case strings.HasPrefix(v.text, "/"):
		if r.method != "HEAD" {
			r.method = "GET"
		}
		uri, args := v.split()
		return r.move("error_page", p.at, uri, args)
	case strings.HasPrefix(v.text, "@"):
		if v.hole != "" {
			return r.cut(p.at, "the name of the location", v.hole)
		}
		return r.jump("error_page", p.at, v.text)
	case v.hole != "" && strings.HasPrefix(v.text, "$"):
		return r.cut(p.at, "where error_page leads", v.hole)
	}
	switch p.override {
	case 301, 302, 303, 307, 308:
	default:
		r.errStatus = 302
	}
	r.locate(v.text)
	return r.send(r.errStatus)
}

// split takes a URI and its arguments apart.
func (v value) split() (uri, args value) {
	before, after, _ := strings.Cut(v.text, "?")
	uri, args = value{text: before}, value{text: after}
	if v.hole != "" {
		if strings.Contains(before, "$") {
			uri.hole = v.hole
		}
		if strings.Contains(after, "$") {
			args.hole = v.hole
		}
	}
	return uri, args
}

// send answers. What error_page set counts more than the status.
func (r *run) send(status int) next {
	r.unhop()
	if r.errStatus != 0 && !dropped.override {
		status = r.errStatus
	}
	r.status = status
	return finished
}
