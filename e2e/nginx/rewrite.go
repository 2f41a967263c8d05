package nginx

import (
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

// rewrites runs the directives of the rewrite module of a block, in the order of the file. changed says that the URI was
// changed and a location is to be looked for again.
func (r *run) rewrites(block *conf.Directive) (changed bool, err error) {
	_, err = r.rewriting(block, &changed)
	return changed, err
}

func (r *run) rewriting(block *conf.Directive, changed *bool) (stop bool, err error) {
	for _, d := range block.Block {
		switch d.Name {
		case "set":
			err = r.set(d)
		case "break":
			r.step(d.At, "break")
			*changed = false
			return true, nil
		case "return":
			return true, r.returns(d)
		case "rewrite":
			stop, err = r.rewrite(d, changed)
		case "if":
			var ok bool
			if ok, err = r.condition(d); err == nil && ok {
				r.step(d.At, "if holds")
				if r.location != nil {
					r.swap = d
				}
				stop, err = r.rewriting(d, changed)
			}
		}
		if stop || err != nil {
			return stop, err
		}
	}
	return false, nil
}

func (r *run) set(d *conf.Directive) error {
	v, err := r.value(d.Args[1].Text, d)
	if err != nil {
		return err
	}
	name := strings.ToLower(strings.TrimPrefix(d.Args[0].Text, "$"))
	if name == "args" {
		r.args = v
	}
	r.variables[name] = v
	return nil
}

// returns answers: a redirect, a text, or an error.
func (r *run) returns(d *conf.Directive) error {
	first := d.Args[0].Text
	status, err := strconv.Atoi(first)
	text, texts := "", len(d.Args) > 1
	switch {
	case err != nil: // return URL
		status, text = 302, first
	case texts:
		text = d.Args[1].Text
	}
	r.step(d.At, "return %s", strings.Join(d.Texts(), " "))
	if text, err = r.value(text, d); err != nil {
		return err
	}
	switch status {
	case 301, 302, 303, 307, 308:
		if text != "" {
			return r.redirect(status, text)
		}
		return r.fail(status)
	case 444, 499:
		r.way.Closed = true
		return errDone
	}
	if status >= 400 && !texts {
		return r.fail(status)
	}
	r.way.Body = text
	return r.end(status)
}

// rewrite runs one rewrite.
func (r *run) rewrite(d *conf.Directive, changed *bool) (stop bool, err error) {
	args := d.Texts()
	regex, err := pattern.Compile(args[0], false)
	if err != nil {
		return true, &conf.Error{At: d.At, Text: err.Error()}
	}
	groups, ok, err := regex.Try(r.uri)
	if err != nil {
		return true, err
	}
	if !ok {
		r.groups = nil
		return false, nil
	}
	r.capture(regex, groups)
	flag := ""
	if len(args) > 2 {
		flag = args[2]
	}
	external := flag == "redirect" || flag == "permanent" || strings.HasPrefix(args[1], "http://") ||
		strings.HasPrefix(args[1], "https://") || strings.HasPrefix(args[1], "$scheme")
	if !external {
		r.internal = true
		*changed = flag != "break"
		r.rewritten = r.rewritten || flag == "break"
	}
	uri, query, err := r.replacement(args[1], d)
	if err != nil {
		return true, err
	}
	if external {
		status := 302
		if flag == "permanent" {
			status = 301
		}
		r.step(d.At, "rewrite redirects")
		return true, r.redirect(status, uri+asked(query))
	}
	r.hop(Hop{Kind: "rewrite", URI: uri, Args: query, At: d.At})
	if flag == "break" || r.location == nil {
		r.way.Hops = r.way.Hops[:len(r.way.Hops)-1] // it stays, or has not come in yet
	}
	r.step(d.At, "rewrite makes it %q", uri+asked(query))
	if r.uri, r.args = uri, query; uri == "" {
		return true, r.fail(500)
	}
	return flag == "last" || flag == "break", nil
}

// replacement is the new URI and the new arguments: those of the request are added, unless the text ends with "?".
func (r *run) replacement(text string, d *conf.Directive) (uri, args string, err error) {
	add := !strings.HasSuffix(text, "?")
	text = strings.TrimSuffix(text, "?")
	uri, own, has := strings.Cut(text, "?")
	if uri, err = r.value(uri, d); err != nil {
		return "", "", err
	}
	if own, err = r.value(own, d); err != nil {
		return "", "", err
	}
	switch {
	case !add:
		return uri, own, nil
	case !has:
		return uri, r.args, nil
	case r.args == "":
		return uri, own, nil
	}
	return uri, own + "&" + r.args, nil
}

// condition says whether an `if` holds.
func (r *run) condition(d *conf.Directive) (bool, error) {
	words := d.Texts()
	words[0] = strings.TrimPrefix(words[0], "(")
	last := len(words) - 1
	words[last] = strings.TrimSuffix(words[last], ")")
	if words[0] == "" {
		words = words[1:]
	}
	if last = len(words) - 1; words[last] == "" {
		words = words[:last]
	}
	switch {
	case len(words) == 1:
		v, err := r.value(words[0], d)
		return v != "" && v != "0", err
	case len(words) == 2 && (strings.HasPrefix(words[0], "-") || strings.HasPrefix(words[0], "!-")):
		return r.test(words[0], words[1], d)
	case len(words) != 3:
		return false, &conf.Error{At: d.At, Text: "invalid condition"}
	}
	left, err := r.value(words[0], d)
	if err != nil {
		return false, err
	}
	switch op := words[1]; op {
	case "=", "!=":
		right, err := r.value(words[2], d)
		return (left == right) == (op == "="), err
	default:
		regex, err := pattern.Compile(words[2], strings.HasSuffix(op, "*"))
		if err != nil {
			return false, &conf.Error{At: d.At, Text: err.Error()}
		}
		groups, ok, err := regex.Try(left)
		if err != nil {
			return false, err
		}
		if ok {
			r.capture(regex, groups)
		} else {
			r.groups = nil
		}
		return ok != strings.HasPrefix(op, "!"), nil
	}
}

// test is -f, -d, -e and -x, with "!" before it the opposite.
func (r *run) test(op, text string, d *conf.Directive) (bool, error) {
	path, err := r.value(text, d)
	if err != nil {
		return false, err
	}
	kind := r.file(path)
	op, not := strings.CutPrefix(op, "!")
	is := kind != None
	switch op {
	case "-f":
		is = kind == File
	case "-d":
		is = kind == Directory
	case "-x":
		return false, &conf.Error{At: d.At, Text: "whether " + path + " can be run is not known"}
	}
	return is != not, nil
}
