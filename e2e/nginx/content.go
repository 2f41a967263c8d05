package nginx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// handlers are directives that answer by themselves; those of passes hand the request on.
var handlers = []string{"stub_status", "empty_gif", "mp4", "flv", "perl"}

// content answers: a handler of the location, or index, autoindex, a file.
func (r *run) content() error {
	if d := r.handler(); d != nil {
		if slices.Contains(passes, d.Name) {
			return r.handOn(d)
		}
		if strings.Contains(d.Name, "_by_lua") || d.Name == "perl" {
			return &conf.Error{At: d.At, Text: "what " + d.Name + " answers is not known"}
		}
		r.step(d.At, "%s answers", d.Name)
		return r.end(200)
	}
	if err := r.index(); err != nil {
		return err
	}
	return r.static()
}

// handler is the directive that answers, of the block that holds.
func (r *run) handler() *conf.Directive {
	blocks := []*conf.Directive{r.own()}
	if r.swap != nil {
		blocks = []*conf.Directive{r.swap, r.own()}
	}
	for _, b := range blocks {
		for _, d := range b.Block {
			if slices.Contains(passes, d.Name) || slices.Contains(handlers, d.Name) || strings.HasPrefix(d.Name, "content_by_lua") {
				return d
			}
		}
	}
	return nil
}

// handOn hands the request to an upstream and goes on as its answer says.
func (r *run) handOn(d *conf.Directive) error {
	r.step(d.At, "%s %s", d.Name, strings.Join(d.Texts(), " "))
	a, known := r.ask.Upstream(Passed{Directive: d.Name, To: d.Args[0].Text, Method: r.method, URI: r.uri, Args: r.args})
	intercept := r.setting(strings.TrimSuffix(d.Name, "_pass")+"_intercept_errors", "off") == "on"
	if !known {
		return r.guess(d, intercept)
	}
	switch {
	case a.Status == 0:
		return r.fail(502)
	case intercept && a.Status >= 300 && r.listed(a.Status):
		return r.fail(a.Status)
	case strings.HasPrefix(a.Accel, "@"):
		return r.jump("X-Accel-Redirect", d.At, a.Accel)
	case a.Accel != "":
		uri, args, _ := strings.Cut(a.Accel, "?")
		decoded, bad := decode(uri)
		if bad != "" || strings.Contains(decoded, "/../") {
			return r.fail(404)
		}
		if r.method != "HEAD" {
			r.method = "GET"
		}
		return r.move("X-Accel-Redirect", d.At, decoded, args)
	}
	return r.end(a.Status)
}

// guess goes on where it is not known what an upstream answers: it answers, and its status is not told; or by the
// error_page of each code that leads on.
func (r *run) guess(d *conf.Directive, intercept bool) error {
	var codes []int // one for each page
	for _, page := range r.inherited("error_page") {
		some, _, _ := errorPage(page.Texts())
		i := slices.IndexFunc(some, func(code int) bool { return intercept || code == 502 || code == 504 })
		if i >= 0 && !r.errorDone {
			codes = append(codes, some[i])
		}
	}
	if len(codes) > 0 {
		if i := r.unknown(1+len(codes), "upstream "+r.uri, func(i int) string {
			if i == 0 {
				return d.Name + " answers without an error that has a page"
			}
			return fmt.Sprintf("%s answers with an error as %d is", d.Name, codes[i-1])
		}); i > 0 {
			return r.fail(codes[i-1])
		}
	}
	r.way.Status = 0 // also a status that an error_page set can give way to the upstream's redirect
	return errDone
}

// listed says whether an error_page is meant for a status.
func (r *run) listed(status int) bool {
	return slices.ContainsFunc(r.inherited("error_page"), func(d *conf.Directive) bool {
		codes, _, _ := errorPage(d.Texts())
		return slices.Contains(codes, status)
	})
}

// slash says whether the URI ends with one. Of an empty one NGINX looks at the byte before it, which is the end of the
// folder that try_files cut off.
func (r *run) slash() bool {
	return strings.HasSuffix(r.uri, "/") || r.uri == "" && r.behind
}

// index looks for an index file of a directory.
func (r *run) index() error {
	if !r.slash() || !slices.Contains([]string{"GET", "HEAD", "POST"}, r.method) {
		return nil
	}
	names, at := []string{"index.html"}, r.own().At
	if found := r.inherited("index"); found != nil {
		names, at = nil, found[0].At
		for _, d := range found {
			names = append(names, d.Texts()...)
		}
	}
	tested := false
	for i, name := range names {
		if strings.HasPrefix(name, "/") && i == len(names)-1 {
			return r.move("index", at, name, r.args)
		}
		path, err := r.path()
		if err != nil {
			return err
		}
		if name, err = r.value(name, r.own()); err != nil {
			return err
		}
		if r.file(path+name) != None {
			return r.move("index", at, r.uri+name, r.args)
		}
		if !tested {
			tested = true
			if r.file(strings.TrimSuffix(path, "/")) != Directory {
				r.step(at, "%s is no directory: 404", path)
				return r.fail(404)
			}
		}
	}
	return r.autoindex(at)
}

// autoindex lists a directory. NGINX takes one byte off its path for the slash, which an alias may lack.
func (r *run) autoindex(at conf.Position) error {
	if r.setting("autoindex", "off") != "on" || r.method == "POST" {
		return nil
	}
	path, err := r.path()
	if err != nil {
		return err
	}
	if dir := path[:max(len(path)-1, 1)]; r.file(dir) != Directory {
		r.step(at, "autoindex: %s is no directory: 404", dir)
		return r.fail(404)
	}
	r.step(at, "autoindex lists the directory")
	return r.end(200)
}

// static answers with a file.
func (r *run) static() error {
	at := r.own().At
	switch {
	case !slices.Contains([]string{"GET", "HEAD", "POST"}, r.method):
		return r.fail(405)
	case r.slash():
		r.step(at, "a directory without an index file: 403")
		return r.fail(403)
	}
	path, err := r.path()
	if err != nil {
		return err
	}
	switch r.file(path) {
	case None:
		r.step(at, "%s is not there: 404", path)
		return r.fail(404)
	case Directory:
		r.step(at, "%s is a directory: 301", path)
		return r.redirect(301, r.uri+"/"+asked(r.args))
	}
	if r.method == "POST" {
		return r.fail(405)
	}
	r.step(at, "the file %s", path)
	return r.end(200)
}
