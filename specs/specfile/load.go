package specfile

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// maxFiles bounds what includes may pull in.
const maxFiles = 1000

// Load reads spec files and --vars files. All problems of all files come at once, as
// strict.Errors with file:line:column; what depends on a target is left to Check. but are keys of these files that somebody
// else reads, such as goss's http.
func Load(files, varsFiles []string, but ...string) (*Suite, error) {
	return load(files, varsFiles, strict.ReadFile, but...)
}

func load(files, varsFiles []string, read func(name string) ([]byte, error), but ...string) (*Suite, error) {
	l := loader{read: read, docs: map[string]*strict.Doc{}, vars: strict.Vars{}}
	for _, name := range varsFiles {
		l.varsFile(name)
	}
	s := &Suite{vars: l.vars, but: but}
	seen := map[string]bool{}
	for _, name := range files {
		if !seen[filepath.Clean(name)] {
			seen[filepath.Clean(name)] = true
			s.roots = append(s.roots, l.root(name))
		}
	}
	if len(s.roots) == 0 {
		l.problems = append(l.problems, strict.Problem{Text: "no spec file is given"})
	}
	if err := strict.Join(append(l.problems, s.base())...); err != nil {
		return nil, err
	}
	return s, nil
}

// root is a file that was named, with all that it includes.
type root struct {
	name  string
	files []*file
	vars  strict.Vars
	// broken: some file of it can't be read, so it may hold more than it seems.
	broken bool
}

// file is one of a root's.
type file struct {
	name string
	doc  *strict.Doc
	// by is the file that includes it; nil for the root's own.
	by *file
}

type loader struct {
	read     func(name string) ([]byte, error)
	docs     map[string]*strict.Doc
	vars     strict.Vars
	problems []error
}

func (l *loader) varsFile(name string) {
	doc := l.parse(name)
	if doc == nil {
		return
	}
	vars, err := doc.Vars()
	if err != nil {
		l.problems = append(l.problems, err)
	}
	l.vars = l.vars.With(vars)
}

// parse gives a file's document, or nil after a problem. A file is read once.
func (l *loader) parse(name string) *strict.Doc {
	if doc, ok := l.docs[name]; ok {
		return doc
	}
	l.docs[name] = nil
	src, err := l.read(name)
	if err != nil {
		l.problems = append(l.problems, strict.Problem{Pos: strict.Pos{File: name}, Text: strings.TrimPrefix(err.Error(), "read "+name+": ")})
		return nil
	}
	if p := template(name, src); p != nil {
		l.problems = append(l.problems, *p)
		return nil
	}
	doc, err := strict.Parse(name, src)
	if err != nil {
		l.problems = append(l.problems, err)
	}
	l.docs[name] = doc
	return doc
}

func (l *loader) root(name string) *root {
	r := &root{name: name, vars: strict.Vars{}}
	l.visit(r, name, nil)
	return r
}

// visit adds a file and, before it, what it includes.
func (l *loader) visit(r *root, name string, by *file) {
	doc := l.parse(name)
	if doc == nil {
		r.broken = true
		return
	}
	f := &file{name: name, doc: doc, by: by}
	head := doc.Root(l.vars)
	if c, ok := head.Get("include"); ok {
		l.include(r, f, c)
	}
	if c, ok := head.Get("vars"); ok {
		r.vars = r.vars.With(c.Vars())
	}
	if err := head.Err(); err != nil {
		r.broken = true
		l.problems = append(l.problems, err)
	}
	r.files = append(r.files, f)
}

func (l *loader) include(r *root, f *file, c strict.Node) {
	items := []strict.Node{c}
	if c.IsSeq() {
		items = c.Seq()
	}
	for _, item := range items {
		text, ok := item.Text("a file")
		switch {
		case !ok:
			continue
		case text == "":
			item.Errorf("expected a file, found an empty text")
			continue
		case strings.Contains(text, "://"):
			item.Hintf("a file beside this one", "a URL can't be included")
			continue
		}
		name := text
		if !filepath.IsAbs(text) {
			name = filepath.Join(filepath.Dir(f.name), text)
		}
		switch {
		case f.within(name):
			item.Errorf("%s includes itself: %s", strict.Quote(text), f.chain(name))
		case r.has(name): // added already
		case len(r.files) >= maxFiles:
			item.Errorf("more than %d files are included", maxFiles)
			return
		default:
			before := len(l.problems)
			l.visit(r, name, f)
			if l.docs[name] == nil && len(l.problems) == before {
				continue // told already
			}
			l.missing(name, item, before)
		}
	}
}

// missing tells of a file that can't be read where it is included.
func (l *loader) missing(name string, item strict.Node, from int) {
	for i, err := range l.problems[from:] {
		var p strict.Problem
		if errors.As(err, &p) && p.Pos == (strict.Pos{File: name}) {
			item.Errorf("can't include it: %s: %s", strict.Quote(name), p.Text)
			l.problems = append(l.problems[:from+i], l.problems[from+i+1:]...)
			return
		}
	}
}

func (r *root) has(name string) bool {
	for _, f := range r.files {
		if f.name == name {
			return true
		}
	}
	return false
}

func (f *file) within(name string) bool {
	for at := f; at != nil; at = at.by {
		if at.name == name || filepath.Clean(at.name) == name {
			return true
		}
	}
	return false
}

// chain tells the way from the file that includes itself back to it.
func (f *file) chain(name string) string {
	var out string
	for at := f; at != nil; at = at.by {
		out = " → " + out
		out = at.name + out
		if at.name == name || filepath.Clean(at.name) == name {
			break
		}
	}
	return out + name
}
