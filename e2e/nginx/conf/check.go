package conf

import (
	"errors"
	"fmt"
	"regexp"
)

// A checker refuses what NGINX refuses though the words stand right: it walks the tree in the order in which NGINX reads it.
// What depends on the machine is not judged: whether files, users and modules exist, and what names resolve to.
type checker struct {
	options Options
	config  *Config
	errs    []error
	noted   map[Position]bool
	foreign bool // another module may have defined what is not known

	variables variables
	zones     map[string]*zone
	recodes   map[[2]string]bool
	formats   map[string]bool
	upstreams []*upstream
	pools     map[string]bool
	usedPools []Word
	paths     map[string]string
	logs      map[string]string

	sockets    []*listening
	byKey      map[string]*listening // by address and port
	servers    []*level
	connection int64      // worker_connections
	counted    *Directive // which says so
}

// A level is a block on the way down.
type level struct {
	up       *level
	in       context
	block    *Directive
	seen     map[string]*Directive // the first of each name
	below    []*level
	location *place    // of a location, and of "if" and limit_except in it
	upstream *upstream // of an upstream block
	referers *keys     // of valid_referers
}

// check refuses what NGINX refuses. Errors that follow from others are not looked for: what can only be judged of the
// whole is judged when nothing else is wrong.
func (c *Config) check(o Options) error {
	k := &checker{options: o, config: c, zones: map[string]*zone{}, formats: map[string]bool{"combined": true}, pools: map[string]bool{},
		recodes: map[[2]string]bool{}, paths: map[string]string{}, logs: map[string]string{}, connection: 512, byKey: map[string]*listening{}, noted: map[Position]bool{}, variables: newVariables()}
	main := &level{in: inMain, block: c.Main, seen: map[string]*Directive{}}
	k.walk(main)
	if len(k.errs) == 0 {
		k.whole(main)
	}
	if len(k.errs) == 1 {
		return k.errs[0]
	}
	return errors.Join(k.errs...)
}

// mostErrors bounds what is said: one mistake in a file that is included often is many.
const mostErrors = 100

func (k *checker) refuse(at Position, format string, args ...any) {
	if len(k.errs) < mostErrors {
		k.errs = append(k.errs, refuse(at, format, args...))
	}
}

// note keeps a note, once of a place: a file may be included many times.
func (k *checker) note(at Position, format string, args ...any) {
	if k.noted[at] {
		return
	}
	k.noted[at] = true
	k.config.Notes = append(k.config.Notes, Note{At: at, Text: fmt.Sprintf(format, args...)})
}

// later is what later versions of NGINX know: noted, or refused.
func (k *checker) later(at Position, format string, args ...any) {
	if k.options.Unknown == Refuse {
		k.refuse(at, format, args...)
		return
	}
	k.note(at, format+": NGINX 1.22 refuses it, later versions take it", args...)
}

// walk judges the directives of a block in their order.
func (k *checker) walk(l *level) {
	for _, d := range l.block.Block {
		k.directive(l, d)
	}
}

// likely is what the name of a directive looks like.
var likely = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (k *checker) directive(l *level, d *Directive) {
	r, ok, known := find(d.Name, l.in)
	switch {
	case !known:
		k.unknown(d)
	case !ok:
		k.refuse(d.At, "%q directive is not allowed here", d.Name)
	case !r.block && d.IsBlock():
		k.refuse(d.At, "directive %q is not terminated by \";\"", d.Name)
	case r.block && !d.IsBlock():
		k.refuse(d.At, "directive %q has no opening \"{\"", d.Name)
	case len(d.Args) < r.least || len(d.Args) > r.most:
		k.refuse(d.At, "invalid number of arguments in %q directive", d.Name)
	default:
		k.value(l, d, r)
		if l.seen[d.Name] == nil {
			l.seen[d.Name] = d
		}
	}
}

// unknown keeps a directive that no table has, or refuses it.
func (k *checker) unknown(d *Directive) {
	if k.options.Unknown == Refuse || !likely.MatchString(d.Name) {
		k.refuse(d.At, "unknown directive %q", d.Name)
		return
	}
	k.foreign = true
	k.note(d.At, "unknown directive %q is kept, and what it says is not judged", d.Name)
}

// enter makes the level of a block and walks it.
func (k *checker) enter(l *level, d *Directive, in context, p *place) *level {
	n := &level{up: l, in: in, block: d, seen: map[string]*Directive{}, location: p}
	l.below = append(l.below, n)
	k.walk(n)
	return n
}

// twice refuses a directive that stands a second time in its block.
func (k *checker) twice(l *level, d *Directive) bool {
	if l.seen[d.Name] == nil {
		return false
	}
	k.refuse(d.At, "%q directive is duplicate: it stands at %s", d.Name, l.seen[d.Name].At)
	return true
}

// nearest is the directive of that name that counts in a block: its own, or that of a block around it.
func (l *level) nearest(name string) *Directive {
	for ; l != nil && l.in != inMain; l = l.up {
		if d := l.seen[name]; d != nil {
			return d
		}
	}
	return nil
}

// part is what NGINX needs and what a part of a configuration lacks: noted, or refused.
func (k *checker) part(at Position, format string, args ...any) {
	if k.options.Unknown == Refuse {
		k.refuse(at, format, args...)
		return
	}
	k.note(at, format+": NGINX refuses the whole without it", args...)
}
