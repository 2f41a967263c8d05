package nginx

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

// A Location is one location block.
type Location struct {
	Modifier string // "", "=", "^~", "~", "~*", or "@" for a named one
	Pattern  string // without the modifier; of a named one without the "@"
	At, End  conf.Position
	Server   *Server
	Parent   *Location // nil at server level
	Internal bool      // own or inherited

	block    *conf.Directive
	regex    *pattern.Regexp
	redirect bool // "/x" is answered by 301 to "/x/"
	inside   level
	scope    *scope // what holds in it
	captures *regex // of a regex, with its variables
}

// String is the location as the configuration writes it.
func (l *Location) String() string { return LocationName(l.Modifier, l.Pattern) }

// Logged is the location as NGINX writes it to its debug log.
func (l *Location) Logged() string {
	if l.Modifier == "=" {
		return "=" + l.Pattern
	}
	return l.Pattern
}

// LocationName is a location as the configuration writes it.
func LocationName(modifier, pattern string) string {
	switch {
	case modifier == "@":
		return "location @" + pattern
	case pattern == "":
		pattern = `""`
	}
	if modifier == "" {
		return "location " + pattern
	}
	return "location " + modifier + " " + pattern
}

// IsRegex says whether the location is chosen by a regex.
func (l *Location) IsRegex() bool { return l.Modifier == "~" || l.Modifier == "~*" }

// Nested are the locations directly inside, in the order of the file.
func (l *Location) Nested() []*Location { return l.inside.all }

// passes are the directives that give a location a handler with an automatic redirect of "/x" to "/x/".
var passes = []string{"proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass"}

// locations reads the location blocks of a block, in the order of the file.
func (s *Server) locations(in *conf.Directive, parent *Location) (level, error) {
	var found level
	var err error
	in.Each("location", func(d *conf.Directive) {
		l, why := s.location(d, parent)
		if why != nil {
			err = why
			return
		}
		found.all = append(found.all, l)
	})
	found.index()
	return found, err
}

// location reads one block and what is nested in it.
func (s *Server) location(d *conf.Directive, parent *Location) (*Location, error) {
	l := &Location{At: d.At, End: d.End, Server: s, Parent: parent, block: d}
	l.Modifier, l.Pattern = name(d.Texts())
	l.Internal = d.First("internal") != nil || parent != nil && parent.Internal && !without.inherit
	if l.IsRegex() {
		regex, err := pattern.Compile(l.Pattern, l.Modifier == "~*")
		if err != nil {
			return nil, &conf.Error{At: d.At, Text: err.Error()}
		}
		l.regex = regex
	}
	if strings.HasSuffix(l.Pattern, "/") && !l.IsRegex() {
		for _, pass := range passes {
			l.redirect = l.redirect || d.First(pass) != nil
		}
	}
	inside, err := s.locations(d, l)
	l.inside = inside
	return l, err
}

// name takes the arguments of a location apart: a modifier may stand alone or before the pattern without a space.
func name(args []string) (modifier, pattern string) {
	if len(args) == 2 {
		return args[0], args[1]
	}
	text := strings.Join(args, " ")
	for _, modifier := range []string{"=", "^~", "~*", "~", "@"} {
		if rest, ok := strings.CutPrefix(text, modifier); ok {
			return modifier, rest
		}
	}
	return "", text
}

// Directives are the arguments of each directive of that name directly in the block, in the order of the file.
func (l *Location) Directives(name string) [][]string {
	var all [][]string
	l.block.Each(name, func(d *conf.Directive) { all = append(all, d.Texts()) })
	return all
}
