package nginx

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

// A variable is one that the configuration names. Names are compared in lower case.
type variable struct {
	name    string
	stored  bool // set, a map or a capture gives it a value that stays
	set     bool // a set or a regex of the configuration makes it: it is empty until then
	mapping *mapping
	builtin func(*run) value // nil: NGINX's own whose value is not known, or another module's
}

// A table holds the variables of a configuration.
type table struct {
	all map[string]*variable
}

// variable finds one by its name.
func (t *table) variable(name string) *variable {
	name = strings.ToLower(name)
	v := t.all[name]
	if v == nil {
		v = &variable{name: name, builtin: builtin(name)}
		t.all[name] = v
	}
	return v
}

// declare finds what makes variables anywhere in a block: set, maps, and what auth_request hands over.
func (t *table) declare(in *conf.Directive) error {
	for _, d := range in.Block {
		switch {
		case (d.Name == "set" || d.Name == "auth_request_set") && len(d.Args) == 2:
			v := t.variable(strings.TrimPrefix(d.Args[0].Text, "$"))
			v.stored, v.set = true, true
		case d.Name == "map" && len(d.Args) == 2:
			if err := t.newMapping(d); err != nil {
				return err
			}
			continue
		}
		if err := t.declare(d); err != nil {
			return err
		}
	}
	return nil
}

// A regex is a pattern of the configuration with the variables that its named groups fill.
type regex struct {
	*pattern.Regexp
	names []group // nil: it names none
}

// A group is a named group of a regex with the variable that it fills.
type group struct {
	name     string
	variable *variable
}

// regex compiles a pattern. at is its place for the error.
func (t *table) regex(text string, caseless bool, at conf.Position) (*regex, error) {
	compiled, err := pattern.Compile(text, caseless)
	if err != nil {
		return nil, &conf.Error{At: at, Text: err.Error()}
	}
	return t.wrap(compiled), nil
}

func (t *table) wrap(compiled *pattern.Regexp) *regex {
	r := &regex{Regexp: compiled}
	for _, name := range compiled.Names() {
		v := t.variable(name)
		v.stored, v.set = true, true
		r.names = append(r.names, group{name, v})
	}
	return r
}

// variable is the value of one now.
func (r *run) variable(v *variable) value {
	if v.stored {
		if is, ok := r.vars.of(v); ok && v.name != "args" {
			return is
		}
	}
	switch {
	case v.builtin != nil:
		return v.builtin(r)
	case v.mapping != nil:
		is := r.mapped(v.mapping)
		if !v.mapping.volatile {
			r.store(v, is)
		}
		return is
	case v.set:
		return value{}
	}
	return value{"${" + v.name + "}", v.name}
}

// store gives a variable a value. It is kept for the whole request, and for those NGINX makes beside it.
func (j *journey) store(v *variable, is value) {
	for i := range j.vars {
		if j.vars[i].variable == v {
			j.vars[i].value = is
			return
		}
	}
	j.vars = append(j.vars, binding{v, is})
}

// bindings are the values that variables were given. There are few.
type bindings []binding

type binding struct {
	variable *variable
	value    value
}

// of is the value of a variable, and whether it was given one.
func (b bindings) of(v *variable) (value, bool) {
	for i := range b {
		if b[i].variable == v {
			return b[i].value, true
		}
	}
	return value{}, false
}

// capture keeps the groups of a match: the numbers anew, the names beside those there (ngx_http_regex_exec).
func (r *run) capture(by *regex, groups []string) {
	r.groups, r.groupsHole = groups, ""
	if by.names == nil {
		return
	}
	named := by.Named(groups)
	for _, g := range by.names {
		r.store(g.variable, value{text: named[g.name]})
	}
}

// captureUnknown notes that a regex matched a text that is not known.
func (r *run) captureUnknown(by *regex, hole string) {
	r.groups, r.groupsHole = nil, hole
	for _, g := range by.names {
		r.store(g.variable, value{"${" + g.name + "}", hole})
	}
}
