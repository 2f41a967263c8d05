package nginx

import (
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// blocks are the blocks that hold for the frame, the innermost first, up to http.
func (r *run) blocks() []*conf.Directive {
	var all []*conf.Directive
	if r.swap != nil {
		all = append(all, r.swap)
	}
	for l := r.location; l != nil; l = l.Parent {
		all = append(all, l.block)
	}
	return append(all, r.server().block, r.server().http)
}

func (r *run) server() *Server { return r.way.Entry.Server }

// own is the block of the location, or of the server where there is none: what is not inherited is looked for there.
func (r *run) own() *conf.Directive {
	if r.location != nil {
		return r.location.block
	}
	return r.server().block
}

// inherited are the directives of these names of the innermost block that has any.
func (r *run) inherited(names ...string) []*conf.Directive {
	for _, b := range r.blocks() {
		var all []*conf.Directive
		for _, d := range b.Block {
			for _, name := range names {
				if d.Name == name {
					all = append(all, d)
				}
			}
		}
		if all != nil {
			return all
		}
	}
	return nil
}

// setting is the one argument of an inherited directive.
func (r *run) setting(name, without string) string {
	if found := r.inherited(name); found != nil && len(found[0].Args) > 0 {
		return found[0].Args[0].Text
	}
	return without
}

// root is where files are: a folder that the URI is put behind, or an alias that takes the place of the URI's first cut
// bytes. Of a regex location's alias whole is set: it is all of the path.
func (r *run) root() (folder string, alias bool, cut int, whole bool, err error) {
	blocks := r.blocks()
	at := r.location
	for _, b := range blocks {
		if d := b.First("root"); d != nil {
			folder, err = r.value(d.Args[0].Text, d)
			return r.absolute(folder), false, 0, false, err
		}
		if d := b.First("alias"); d != nil {
			owner := at
			for owner != nil && owner.block != b && b != r.swap {
				owner = owner.Parent
			}
			folder, err = r.value(d.Args[0].Text, d)
			if owner != nil && owner.IsRegex() {
				return folder, true, 0, true, err
			}
			if owner != nil {
				cut = len(owner.Pattern)
			}
			return folder, true, cut, false, err
		}
	}
	return "/usr/share/nginx/html", false, 0, false, nil
}

// absolute puts a relative folder below NGINX's prefix, as Debian sets it.
func (r *run) absolute(folder string) string {
	if len(folder) > 0 && folder[0] == '/' {
		return folder
	}
	return "/usr/share/nginx/" + folder
}

// path is the file that the URI means.
func (r *run) path() (string, error) {
	folder, alias, cut, whole, err := r.root()
	switch {
	case err != nil:
		return "", err
	case alias && r.rewritten:
		r.step(r.own().At, "an alias can't be used after a rewrite that broke off")
		return "", r.fail(500)
	case whole:
		return folder, nil
	case alias && cut > len(r.uri):
		return folder, nil
	case alias:
		return folder + r.uri[cut:], nil
	}
	return folder + r.uri, nil
}
