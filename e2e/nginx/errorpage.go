package nginx

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// fail answers with an error or a redirect, by error_page where one is meant for it
// (ngx_http_special_response_handler).
func (r *run) fail(status int) error {
	r.status = status
	pages := r.inherited("error_page")
	if r.errorDone || pages == nil || r.left == 0 {
		return r.end(status)
	}
	if r.setting("recursive_error_pages", "off") != "on" {
		r.errorDone = true
	}
	for _, d := range pages {
		codes, override, to := errorPage(d.Texts())
		if slices.Contains(codes, status) {
			return r.errorPage(d, override, to)
		}
	}
	return r.end(status)
}

// errorPage takes the arguments apart: codes, then "=" or "=code", then where to. override is -1 without a "=".
func errorPage(args []string) (codes []int, override int, to string) {
	override = -1
	to = args[len(args)-1]
	for _, a := range args[:len(args)-1] {
		if text, ok := strings.CutPrefix(a, "="); ok {
			override, _ = strconv.Atoi(text)
			continue
		}
		code, _ := strconv.Atoi(a)
		codes = append(codes, code)
	}
	return codes, override, to
}

func (r *run) errorPage(d *conf.Directive, override int, to string) error {
	original := r.status
	if override >= 0 {
		r.status = override
	}
	uri, err := r.value(to, d)
	if err != nil {
		return err
	}
	r.step(d.At, "error_page %d", original)
	switch {
	case strings.HasPrefix(uri, "/"):
		uri, args, _ := strings.Cut(uri, "?")
		if r.method != "HEAD" {
			r.method = "GET"
		}
		return r.move("error_page", d.At, uri, args)
	case strings.HasPrefix(uri, "@"):
		return r.jump("error_page", d.At, uri)
	}
	r.way.Location = uri
	switch override {
	case 301, 302, 303, 307, 308:
		return r.end(override)
	}
	r.status = 302
	return r.end(302)
}
