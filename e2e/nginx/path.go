package nginx

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A root is where files are: a folder that the URI is put behind, or an alias that takes the place of the URI's beginning.
type root struct {
	folder *text
	alias  bool
	cut    int  // of an alias: how many bytes of the URI it replaces
	whole  bool // it is an alias of a regex location: all of the path
	at     conf.Position
}

// root reads root and alias.
func (b *builder) root(d *conf.Directive, folder string, l *Location) *root {
	r := &root{alias: d.Name == "alias", at: d.At}
	if !r.alias {
		folder = strings.TrimSuffix(folder, "/")
	}
	if folder != "" && folder[0] != '/' && folder[0] != '$' || folder == "" && r.alias {
		folder = standardPrefix + folder
	}
	r.folder = b.table.compile(folder)
	if r.alias && l != nil {
		r.cut, r.whole = len(l.Pattern), l.IsRegex()
	}
	return r
}

// documentRoot is the folder or alias (ngx_http_variable_document_root).
func (r *run) documentRoot() value {
	v := r.eval(r.scope.root.folder)
	if v.text != "" && v.text[0] != '/' && r.scope.root.folder.parts != nil && v.hole == "" {
		v.text = standardPrefix + v.text
	}
	return v
}

// folder is what a name of try_files or index is put behind, and whether it may be used: an alias may not once a break
// left a rewritten URI (ngx_http_map_uri_to_path).
func (r *run) folder() (value, bool) {
	if r.scope.root.alias && r.broken && !dropped.brokenAlias {
		r.say(r.scope.root.at, "an alias can't be used after a rewrite that broke off: 500")
		return value{}, false
	}
	return r.documentRoot(), true
}

// path is the file that the URI means.
func (r *run) path() (value, bool) {
	p, ok := r.folder()
	if !ok {
		return p, false
	}
	tail := r.uri
	switch root := r.scope.root; {
	case root.whole && !r.behindAlias:
		return p, true
	case root.alias && !root.whole:
		tail = r.uri[min(root.cut, len(r.uri)):]
	}
	p.text += tail
	if p.hole == "" {
		p.hole = r.uriHole
	}
	return p, true
}

// requestFilename is empty where an alias can't be used.
func (r *run) requestFilename() value {
	if r.scope.root.alias && r.broken {
		return value{}
	}
	p, _ := r.path()
	return p
}

// scriptName is $fastcgi_script_name: the URI up to where fastcgi_split_path_info cuts it, with fastcgi_index behind a
// slash.
func (r *run) scriptName() value {
	r.split()
	if strings.HasSuffix(r.script, "/") {
		return value{r.script + r.scope.script, r.uriHole}
	}
	return value{r.script, r.uriHole}
}

// split cuts the URI once between two moves (ngx_http_fastcgi_split).
func (r *run) split() {
	if r.script != "" {
		return
	}
	r.script = r.uri
	if r.scope.splitter == nil {
		return
	}
	groups, ok, err := r.scope.splitter.Try(r.uri)
	if err != nil {
		r.err = err
	}
	if ok && len(groups) > 2 {
		r.script, r.pathInfo = groups[1], groups[2]
	}
}
