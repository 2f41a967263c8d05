package nginx

import (
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// tryFiles runs the try_files of the location itself: it is not inherited, and lost where an if or limit_except took the
// location's place.
func (r *run) tryFiles() error {
	if r.swap != nil {
		return nil
	}
	d := r.own().First("try_files")
	if d == nil {
		return nil
	}
	args := d.Texts()
	last := args[len(args)-1]
	folder, alias, cut, whole, err := r.root()
	if err != nil {
		return err
	}
	if _, err := r.path(); err != nil {
		return err
	}
	for _, a := range args[:len(args)-1] {
		found, err := r.try(d, a, folder, alias && !whole, cut, whole)
		if found || err != nil {
			return err
		}
	}
	if code, ok := strings.CutPrefix(last, "="); ok {
		if status, err := strconv.Atoi(code); err == nil && status > 0 {
			r.step(d.At, "nothing is there: %d", status)
			if status == 200 {
				r.way.Closed = true
				return errDone
			}
			return r.fail(status)
		}
	}
	to, err := r.entry(d, last, alias && !whole, cut)
	if err != nil {
		return err
	}
	if strings.HasPrefix(to, "@") {
		return r.jump("try_files", d.At, to)
	}
	uri, query, _ := strings.Cut(to, "?")
	r.behind = strings.HasSuffix(folder, "/")
	return r.move("try_files", d.At, uri, query)
}

// entry is the value of one argument. With the alias of a prefix location the prefix is cut off what came of variables.
func (r *run) entry(d *conf.Directive, text string, alias bool, cut int) (string, error) {
	v, err := r.value(text, d)
	if alias && strings.Contains(text, "$") && cut <= len(r.uri) && strings.HasPrefix(v, r.uri[:min(cut, len(r.uri))]) {
		v = v[cut:]
	}
	return v, err
}

// try looks for one entry. Where it is found only the URI changes.
func (r *run) try(d *conf.Directive, text, folder string, alias bool, cut int, whole bool) (bool, error) {
	want := File
	if text != "/" && strings.HasSuffix(text, "/") {
		want, text = Directory, strings.TrimSuffix(text, "/")
	} else if text == "/" {
		want, text = Directory, ""
	}
	name, err := r.entry(d, text, alias, cut)
	if err != nil {
		return false, err
	}
	if kind := r.file(folder + name); kind != want {
		r.step(d.At, "try_files: %s is no %s", folder+name, map[Kind]string{File: "file", Directory: "directory"}[want])
		return false, nil
	}
	r.step(d.At, "try_files: %s is there", folder+name)
	switch {
	case whole && want == File, !alias && !whole:
		r.uri = name
	case alias:
		r.uri = r.uri[:min(cut, len(r.uri))] + name
	}
	return true, nil
}
