package conf

import "strings"

// A reader builds one tree. Its source gives the files that includes name.
type reader struct {
	source source
	open   []string // files that are being read, the main file first
	config *Config
	known  map[string]bool // files that are in config
	files  int             // how many were read, with repetitions
	bytes  int             // of them
	count  int             // of directives
}

// A source has the files of a configuration by the paths that NGINX would open.
type source interface {
	// read gives the bytes of a file.
	read(path string) (string, error)
	// glob gives the paths that a pattern matches, sorted bytewise, with the pattern's own folders.
	glob(pattern string) ([]string, error)
}

// mostFiles, mostBytes and mostDirectives bound how much is read, each file counted as often as it is included.
const (
	mostFiles      = 20000
	mostBytes      = 256 << 20
	mostDirectives = 3_000_000
)

// deepest bounds how deep blocks stand in each other.
const deepest = 200

// run reads the main file and all that it includes, and judges it.
func (o Options) run(main string, s source) (*Config, error) {
	c, err := tree(main, s)
	if err == nil {
		err = c.check(o)
	}
	return c, err
}

// tree reads the main file and all that it includes, whatever the words mean.
func tree(main string, s source) (*Config, error) {
	start := Position{File: main, Line: 1, Column: 1}
	r := &reader{source: s, config: &Config{Main: &Directive{Block: []*Directive{}, At: start}}, known: map[string]bool{}}
	directives, err := r.file(main, "", start, 0)
	r.config.Main.Block = append(r.config.Main.Block, directives...)
	return r.config, err
}

// file reads one file. parent is the name of the block that includes it, at is the include that names it.
func (r *reader) file(path, parent string, at Position, depth int) ([]*Directive, error) {
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
	if r.bytes += len(text); r.bytes > mostBytes {
		return nil, refuse(at, "more than %d bytes are included", mostBytes)
	}
	if !r.known[path] {
		r.known[path] = true
		r.config.Files = append(r.config.Files, File{Path: path, Text: text})
	}
	r.open = append(r.open, path)
	defer func() { r.open = r.open[:len(r.open)-1] }()
	l := newLexer(path, text)
	directives, _, err := r.block(l, parent, false, depth)
	return directives, err
}

// block reads directives up to the "}" of the block, or the end of the file. parent is the name of the block.
func (r *reader) block(l *lexer, parent string, inside bool, depth int) (directives []*Directive, end Position, err error) {
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
		found, err := r.directive(l, parent, words, s, at, depth)
		directives = append(directives, found...)
		if err != nil {
			return directives, at, err
		}
	}
}

// directive makes one of its words, with its block; of an include what the files hold.
func (r *reader) directive(l *lexer, parent string, words []Word, s sign, end Position, depth int) ([]*Directive, error) {
	if r.count++; r.count > mostDirectives {
		return nil, refuse(words[0].At, "there are more than %d directives", mostDirectives)
	}
	d := &Directive{Name: words[0].Text, Args: words[1:], At: words[0].At, End: end}
	var err error
	switch {
	case s == semicolon && d.Name == "include" && includes(parent, d):
		return r.include(d, parent, depth)
	case s == open && strings.HasSuffix(d.Name, "_by_lua_block"):
		d.Raw, d.End, err = l.lua()
	case s == open:
		d.Block, d.End, err = r.block(l, d.Name, true, depth+1)
	}
	return []*Directive{d}, err
}

// includes says whether "include" means what it says: some blocks hold lines that are no directives, and know no include.
func includes(parent string, d *Directive) bool {
	switch parent {
	case "split_clients", "charset_map":
		return false
	case "map", "geo":
		return len(d.Args) == 1
	}
	return true
}

// include reads the files that an include names, in the place of the directive.
func (r *reader) include(d *Directive, parent string, depth int) ([]*Directive, error) {
	if len(d.Args) != 1 {
		return nil, refuse(d.At, "invalid number of arguments in \"include\" directive")
	}
	name := d.Args[0]
	paths := []string{r.full(name.Text)}
	if strings.ContainsAny(name.Text, "*?[") && parent != "geo" {
		found, err := r.source.glob(paths[0])
		if err != nil {
			return nil, refuse(name.At, "look for %s: %v", name.Text, err)
		}
		paths = found
	}
	var all []*Directive
	for _, path := range paths {
		directives, err := r.file(path, parent, name.At, depth)
		all = append(all, directives...)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}
