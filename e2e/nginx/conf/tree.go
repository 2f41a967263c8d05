package conf

import (
	"strings"
)

// A reader builds one tree. Its source gives the files that includes name.
type reader struct {
	source source
	open   []string // files that are being read, the main file first
	config *Config
	known  map[string]bool // files that are in config
	files  int             // how many were read, with repetitions
}

// A source has the files of a configuration by the paths that NGINX would open.
type source interface {
	// read gives the bytes of a file.
	read(path string) (string, error)
	// glob gives the paths that a pattern matches, sorted bytewise. A pattern without special characters is not given.
	glob(pattern string) ([]string, error)
}

// mostFiles bounds how many files are read, each counted as often as it is included.
const mostFiles = 20000

// deepest bounds how deep blocks stand in each other.
const deepest = 200

// run reads the main file and all that it includes.
func run(main string, s source) (*Config, error) {
	r := &reader{source: s, config: &Config{Main: &Directive{Block: []*Directive{}, At: Position{File: main, Line: 1, Column: 1}}}, known: map[string]bool{}}
	directives, err := r.file(main, Position{File: main, Line: 1, Column: 1}, 0)
	r.config.Main.Block = append(r.config.Main.Block, directives...)
	if err == nil {
		err = r.config.check()
	}
	return r.config, err
}

// file reads one file. at is the include that names it.
func (r *reader) file(path string, at Position, depth int) ([]*Directive, error) {
	for _, above := range r.open {
		if above == path {
			return nil, refuse(at, "%s includes itself, by way of %s", path, strings.Join(append(r.open, path), " → "))
		}
	}
	if r.files++; r.files > mostFiles {
		return nil, refuse(at, "more than %d files are included", mostFiles)
	}
	text, err := r.source.read(path)
	if err != nil {
		return nil, refuse(at, "open %s: %v", path, err)
	}
	if !r.known[path] {
		r.known[path] = true
		r.config.Files = append(r.config.Files, File{Path: path, Text: text})
	}
	r.open = append(r.open, path)
	defer func() { r.open = r.open[:len(r.open)-1] }()
	l := newLexer(path, text)
	directives, _, err := r.block(l, false, depth)
	return directives, err
}

// block reads directives up to the "}" of the block, or the end of the file.
func (r *reader) block(l *lexer, inside bool, depth int) (directives []*Directive, end Position, err error) {
	directives = []*Directive{}
	if depth > deepest {
		return nil, l.at(), refuse(l.at(), "blocks stand more than %d deep in each other", deepest)
	}
	for {
		words, s, at, err := l.read()
		switch {
		case err != nil:
			return directives, at, err
		case s == eof && inside:
			return directives, at, refuse(at, "unexpected end of file, expecting \"}\"")
		case s == closed && !inside:
			return directives, at, refuse(at, "unexpected \"}\"")
		case s == eof || s == closed:
			return directives, at, nil
		}
		found, err := r.directive(l, words, s, at, depth)
		directives = append(directives, found...)
		if err != nil {
			return directives, at, err
		}
	}
}

// directive makes one of its words, with its block; of an include what the files hold.
func (r *reader) directive(l *lexer, words []Word, s sign, end Position, depth int) ([]*Directive, error) {
	d := &Directive{Name: words[0].Text, Args: words[1:], At: words[0].At, End: end}
	var err error
	switch {
	case s == semicolon && d.Name == "include":
		return r.include(d, depth)
	case s == open && strings.HasSuffix(d.Name, "_by_lua_block"):
		d.Raw, d.End, err = l.lua()
	case s == open:
		d.Block, d.End, err = r.block(l, true, depth+1)
	}
	return []*Directive{d}, err
}

// include reads the files that an include names, in the place of the directive.
func (r *reader) include(d *Directive, depth int) ([]*Directive, error) {
	if len(d.Args) != 1 {
		return nil, refuse(d.At, "invalid number of arguments in \"include\" directive")
	}
	name := d.Args[0]
	paths := []string{name.Text}
	if strings.ContainsAny(name.Text, "*?[") {
		found, err := r.source.glob(name.Text)
		if err != nil {
			return nil, refuse(name.At, "look for %s: %v", name.Text, err)
		}
		paths = found
	}
	var all []*Directive
	for _, path := range paths {
		directives, err := r.file(r.full(path), name.At, depth)
		all = append(all, directives...)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}
