package nginx

import (
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A tryFiles is one try_files.
type tryFiles struct {
	entries []tryEntry
	last    *text
	code    int // "=code" in the last place; 0 where there is none
	at      conf.Position
}

// A tryEntry is looked for on disk.
type tryEntry struct {
	name      *text
	directory bool // it ended with a slash, which is taken off
}

func (b *builder) tryFiles(d *conf.Directive) *tryFiles {
	args := d.Texts()
	if len(args) < 2 {
		return nil
	}
	t := &tryFiles{at: d.At}
	for _, a := range args[:len(args)-1] {
		name, directory := strings.CutSuffix(a, "/")
		t.entries = append(t.entries, tryEntry{b.table.compile(name), directory})
	}
	last := args[len(args)-1]
	t.last = b.table.compile(last)
	if text, ok := strings.CutPrefix(last, "="); ok {
		t.code, _ = strconv.Atoi(text)
	}
	return t
}

// tryFilesPhase runs the try_files of the location itself: it is not inherited, and lost where an if or limit_except took
// the location's place (ngx_http_try_files_handler).
func (r *run) tryFilesPhase() next {
	t := r.scope.tryFiles
	if t == nil && dropped.tryKept && r.scope.hidden {
		t = r.scope.location.scope.tryFiles
	}
	if t == nil {
		return next{}
	}
	place := &tryPlace{}
	for _, e := range t.entries {
		name := r.eval(e.name)
		if !r.place(place, name) {
			return r.finalize(500)
		}
		if r.try(t, e, r.stripped(e.name, name), place.folder) {
			return next{}
		}
	}
	if t.code != 0 {
		r.say(t.at, "try_files: nothing is there: %d", t.code)
		return r.finalize(t.code)
	}
	to := r.stripped(t.last, r.eval(t.last))
	switch {
	case to.hole != "" && strings.HasPrefix(to.text, "$"):
		return r.cut(t.at, "where try_files leads", to.hole)
	case strings.HasPrefix(to.text, "@"):
		return r.jump("try_files", t.at, to.text)
	}
	uri, args := to.split()
	if dropped.tryArgs && args.text == "" {
		args = value{r.args, r.argsHole}
	}
	r.behind = strings.HasSuffix(place.folder.text, "/")
	return r.move("try_files", t.at, uri, args)
}

// A tryPlace is the buffer that NGINX writes names into, behind the folder. The folder is found anew only when a name needs
// more room, which tells where a map's regex changed the groups it is made of.
type tryPlace struct {
	folder value
	room   int
}

// place makes room for a name.
func (r *run) place(p *tryPlace, name value) bool {
	root := r.scope.root
	need := len(name.text) + 1
	if !root.whole {
		need = max(0, need-len(r.uri)+min(root.cut, len(r.uri)))
	}
	if need <= p.room && p.room > 0 {
		return true
	}
	p.room = need + 16
	folder, ok := r.folder()
	p.folder = folder
	return ok
}

// stripped is the value of one argument. With the alias of a prefix location the prefix is cut off what came of
// variables.
func (r *run) stripped(t *text, v value) value {
	root := r.scope.root
	if root.alias && !root.whole && t.parts != nil && !dropped.aliasStrip {
		v.text = strings.TrimPrefix(v.text, r.uri[:min(root.cut, len(r.uri))])
	}
	return v
}

// try looks for one entry. Where it is found only the URI changes.
func (r *run) try(t *tryFiles, e tryEntry, name, folder value) bool {
	path := value{folder.text + name.text, folder.hole}
	if path.hole == "" {
		path.hole = name.hole
	}
	var found bool
	if e.directory {
		found = r.is(path, Directory)
	} else {
		found = r.is(path, File, Denied)
	}
	if !found {
		r.say(t.at, "try_files: %s is no %s", path.text, kindName(e.directory))
		return false
	}
	r.say(t.at, "try_files: %s is a %s", path.text, kindName(e.directory))
	switch root := r.scope.root; {
	case !root.alias:
		r.uri, r.uriHole = name.text, name.hole
		r.behind = strings.HasSuffix(folder.text, "/")
	case root.whole && !e.directory:
		r.uri, r.uriHole, r.behindAlias = name.text, name.hole, true
	case !root.whole:
		r.uri, r.uriHole = r.uri[:min(root.cut, len(r.uri))]+name.text, name.hole
	}
	return true
}

func kindName(directory bool) string {
	if directory {
		return "directory"
	}
	return "file"
}
