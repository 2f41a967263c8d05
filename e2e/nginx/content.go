package nginx

import (
	"slices"
	"strings"
)

// content answers: a handler of the location, or index, autoindex, a file.
func (r *run) content() next {
	if h := r.handler; h != nil {
		switch {
		case h.module >= 0:
			return r.handOn(h)
		case h.kind == "empty_gif" || h.kind == "stub_status" || h.kind == "mp4" || h.kind == "flv":
			if r.method != "GET" && r.method != "HEAD" {
				r.say(h.at, "%s does not answer %s: 405", h.kind, r.method)
				return r.finalize(405)
			}
			if h.kind == "empty_gif" || h.kind == "stub_status" {
				r.say(h.at, "%s answers", h.kind)
				return r.send(200)
			}
		default:
			return r.giveUp("what " + h.kind + " at " + h.at.String() + " answers")
		}
	}
	for _, phase := range []func() next{r.randomIndex, r.indexPhase, r.autoindex, r.davPhase} {
		if n := phase(); n.kind != onward {
			return n
		}
	}
	return r.static()
}

// slash says whether the URI ends with one. Of an empty one NGINX looks at the byte before it, which is the end of the
// folder that try_files cut off.
func (r *run) slash() bool {
	return strings.HasSuffix(r.uri, "/") || r.uri == "" && r.behind
}

// reads says whether the method is one that files are served for.
func (r *run) reads() bool { return r.method == "GET" || r.method == "HEAD" || r.method == "POST" }

// randomIndex picks a file of a directory. Which one can't be told.
func (r *run) randomIndex() next {
	if !r.scope.random || !r.slash() || !r.reads() {
		return next{}
	}
	path, ok := r.path()
	if !ok {
		return r.finalize(500)
	}
	if !r.is(value{strings.TrimSuffix(path.text, "/"), path.hole}, Directory) {
		return r.finalize(404)
	}
	return r.giveUp("random_index picks a file of " + path.text)
}

// indexPhase looks for an index file of a directory (ngx_http_index_handler).
func (r *run) indexPhase() next {
	if !r.slash() || !r.reads() {
		return next{}
	}
	tested := false
	for _, t := range r.scope.index {
		name := r.eval(t)
		if strings.HasPrefix(name.text, "/") {
			return r.move("index", r.scope.indexAt, name, value{r.args, r.argsHole})
		}
		path, ok := r.path()
		if !ok {
			return r.finalize(500)
		}
		file := value{path.text + name.text, path.hole}
		if file.hole == "" {
			file.hole = name.hole
		}
		if r.is(file, File, Directory, Denied) {
			r.say(r.scope.indexAt, "index: %s is there", file.text)
			uri := value{r.uri + name.text, r.uriHole}
			if uri.hole == "" {
				uri.hole = name.hole
			}
			return r.move("index", r.scope.indexAt, uri, value{r.args, r.argsHole})
		}
		r.say(r.scope.indexAt, "index: %s is not there", file.text)
		if !tested {
			tested = true
			if n := r.noFolder(path); n.kind != onward {
				return n
			}
		}
	}
	return next{}
}

// noFolder answers where the directory of an index file is none (ngx_http_index_test_dir).
func (r *run) noFolder(path value) next {
	dir := path
	slash := strings.HasSuffix(path.text, "/") && len(path.text) > 1
	if slash {
		dir.text = path.text[:len(path.text)-1]
	}
	if r.is(dir, Directory) {
		return next{}
	}
	if !slash && r.is(dir, File, Denied) { // an alias without its slash
		r.say(r.scope.at, "%s is a file, not a directory: 500", dir.text)
		return r.finalize(500)
	}
	r.say(r.scope.at, "%s is no directory: 404", dir.text)
	return r.finalize(404)
}

// autoindex lists a directory. NGINX takes one byte off its path for the slash, which an alias may lack.
func (r *run) autoindex() next {
	if !r.scope.autoindex || !r.slash() || r.method != "GET" && r.method != "HEAD" {
		return next{}
	}
	path, ok := r.path()
	if !ok {
		return r.finalize(500)
	}
	path.text = path.text[:max(len(path.text)-1, min(1, len(path.text)))]
	if !r.is(path, Directory) {
		r.say(r.scope.at, "autoindex: %s is no directory: 404", path.text)
		return r.finalize(404)
	}
	r.say(r.scope.at, "autoindex lists %s", path.text)
	return r.send(200)
}

// davPhase leaves the methods of WebDAV to the module: what it answers hangs on the disk.
func (r *run) davPhase() next {
	if !slices.ContainsFunc(r.scope.dav, func(m string) bool { return strings.EqualFold(m, r.method) }) {
		return next{}
	}
	r.say(r.scope.at, "dav_methods: the module answers %s", r.method)
	r.status = 0
	return finished
}

// static answers with a file (ngx_http_static_handler).
func (r *run) static() next {
	if !r.reads() {
		r.say(r.scope.at, "files don't answer %s: 405", r.method)
		return r.finalize(405)
	}
	path, ok := r.path()
	switch {
	case r.slash():
		r.say(r.scope.at, "a directory without an index file: 403")
		return r.finalize(403)
	case !ok:
		return r.finalize(500)
	case r.is(path, File):
	case r.is(path, Directory):
		r.say(r.scope.at, "%s is a directory: 301", path.text)
		r.locate(escaped(r.uri, uriEscaped) + "/" + query(r.args))
		return r.finalize(301)
	case r.is(path, Denied):
		r.say(r.scope.at, "NGINX may not open %s: 403", path.text)
		return r.finalize(403)
	default:
		r.say(r.scope.at, "%s is not there: 404", path.text)
		return r.finalize(404)
	}
	if r.method == "POST" {
		r.say(r.scope.at, "a file does not answer POST: 405")
		return r.finalize(405)
	}
	r.say(r.scope.at, "the file %s", path.text)
	r.file = path.text
	return r.send(200)
}
