package compare

import (
	"regexp"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// definitions are what http says once and blocks speak of by name.
type definitions struct {
	variables map[string][]line // of a map, geo and their like: a line each
	upstreams map[string][]line // a line each
	zones     map[string]line   // of limit_req_zone and limit_conn_zone
}

func define(m *nginx.Model) definitions {
	all := definitions{map[string][]line{}, map[string][]line{}, map[string]line{}}
	m.Config.Main.Each("http", func(http *conf.Directive) {
		for _, d := range http.Block {
			all.add(d)
		}
	})
	return all
}

func (all definitions) add(d *conf.Directive) {
	if len(d.Args) == 0 {
		return
	}
	first, last := d.Args[0].Text, d.Args[len(d.Args)-1].Text
	switch {
	case d.Name == "upstream":
		for _, in := range d.Block {
			all.upstreams[first] = append(all.upstreams[first], lineOf(in))
		}
	case d.Name == "limit_req_zone" || d.Name == "limit_conn_zone":
		for _, a := range d.Texts() {
			if zone, ok := strings.CutPrefix(a, "zone="); ok {
				name, _, _ := strings.Cut(zone, ":")
				all.zones[name] = lineOf(d)
			}
		}
	case d.Block != nil && strings.HasPrefix(last, "$"): // map, geo, split_clients
		head := lineOf(&conf.Directive{Name: d.Name, Args: d.Args, At: d.At})
		all.variables[variableName(last)] = append(all.variables[variableName(last)], head)
		for _, in := range d.Block {
			all.variables[variableName(last)] = append(all.variables[variableName(last)], lineOf(in))
		}
	case d.Block == nil && strings.HasPrefix(first, "$") && d.Name != "limit_req_zone": // perl_set, js_set
		all.variables[variableName(first)] = append(all.variables[variableName(first)], lineOf(d))
	}
}

func variableName(text string) string { return strings.ToLower(strings.TrimPrefix(text, "$")) }

var variable = regexp.MustCompile(`\$\{?([A-Za-z0-9_]+)`)

// A saying is what a place says of an answer, with what its words mean: the lines by their group.
type saying struct {
	lines map[string][]line
	uri   bool // it speaks of the URI or arguments at the end
}

// A teller finds what a place says.
type teller struct {
	*definitions
	place   *place
	visited []*place // before it
	saying
	seen map[string]bool // variables
}

// says is what a place says of an answer of a kind, after the places that the request went through.
func (all *definitions) says(p *place, k kind, visited []*place) saying {
	t := &teller{all, p, visited, saying{lines: map[string][]line{}}, map[string]bool{}}
	for g, lines := range p.settings {
		if kept := k.counts(g, lines); len(kept) > 0 {
			t.lines[g] = kept
		}
	}
	for _, lines := range collected(t.lines) {
		t.explain(lines)
	}
	if k.several { // what is supposed of a condition is the same where its words mean the same
		for _, at := range append(t.before(), p) {
			for _, d := range at.block.Block {
				if d.Name != "location" && (followedSet[group(d.Name)] || d.Name == "if" || d.Name == "limit_except") {
					t.explain([]line{lineOf(d)})
				}
			}
		}
	}
	return t.saying
}

// complete adds what the variables mean here that only the other saying speaks of: that it does is a difference of its own.
func (s saying) complete(other saying, variables map[string][]line) {
	for g := range other.lines {
		if name, ok := strings.CutPrefix(g, "$"); ok && s.lines[g] == nil && variables[name] != nil {
			s.lines[g] = variables[name]
		}
	}
}

func collected(groups map[string][]line) [][]line {
	var all [][]line
	for _, lines := range groups {
		all = append(all, lines)
	}
	return all
}

// before are the blocks whose set and captures hold in the place.
func (t *teller) before() []*place {
	all := slices.Clone(t.visited)
	for at := t.place.outer; at != nil && at.server != nil; at = at.outer {
		if at.location == nil {
			all = append(all, at)
		}
	}
	return all
}

// explain adds what the lines speak of.
func (t *teller) explain(lines []line) {
	for _, l := range lines {
		for _, found := range variable.FindAllStringSubmatch(l.text, -1) {
			t.variable(strings.ToLower(found[1]))
		}
		if l.d == nil {
			continue
		}
		switch args := l.d.Texts(); l.d.Name {
		case "limit_req", "limit_conn":
			for _, a := range args {
				if z, ok := t.zones[strings.TrimPrefix(a, "zone=")]; ok {
					t.add(z.d.Name, []line{z})
				}
			}
		}
	}
}

// add notes lines of a group that was not there, and what they speak of.
func (t *teller) add(group string, lines []line) {
	if t.lines[group] == nil && len(lines) > 0 {
		t.lines[group] = lines
		t.explain(lines)
	}
}

// Variables by what they are made of.
var (
	ofURI  = set(strings.Fields("uri document_uri args query_string is_args request_filename fastcgi_script_name fastcgi_path_info"))
	ofRoot = set(strings.Fields("document_root realpath_root request_filename"))
)

func (t *teller) variable(name string) {
	if t.seen[name] {
		return
	}
	t.seen[name] = true
	t.uri = t.uri || ofURI[name] || strings.HasPrefix(name, "arg_")
	switch {
	case ofRoot[name]:
		t.add("root", t.place.settings["root"])
	case name == "fastcgi_script_name" || name == "fastcgi_path_info":
		t.add("fastcgi_split_path_info", t.place.settings["fastcgi_split_path_info"])
		t.add("fastcgi_index", t.place.settings["fastcgi_index"])
	case name == "server_name":
		t.add("server_name", t.firstName())
	}
	t.add("$"+name, t.variables[name])
	var made []line
	for _, p := range append(t.before(), t.place) {
		lines := makes(p.block, name)
		if len(lines) > 0 && p.location != nil && p.location.Internal { // refused it runs nothing
			lines = append(lines, line{text: "internal", at: p.at()})
		}
		made = append(made, lines...)
	}
	t.add("$"+name+" set", made)
}

// firstName is what $server_name is.
func (t *teller) firstName() []line {
	if t.place.server == nil || len(t.place.server.Names) == 0 {
		return nil
	}
	return []line{{text: "server_name " + t.place.server.Names[0], at: t.place.server.At}}
}

// makes are the directives of a block that give a variable a value, in their order: set, and regexes with a group of its
// name. An if that does is one of them as a whole, and so is what may end the list before, or keep all of it from running.
func makes(block *conf.Directive, name string) []line {
	var all, limits []line
	last := 0
	for _, d := range block.Block {
		switch {
		case gives(d, name):
			all = append(all, lineOf(d))
			last = len(all)
		case ends(d):
			all = append(all, lineOf(d))
		case d.Name == "limit_except":
			limits = append(limits, lineOf(d))
		}
	}
	if last == 0 {
		return nil
	}
	return append(all[:last], limits...)
}

// gives says whether a directive, or what is in it, gives a variable a value.
func gives(d *conf.Directive, name string) bool {
	switch {
	case d.Name == "location" || d.Name == "server":
		return false
	case (d.Name == "set" || d.Name == "auth_request_set" || strings.HasPrefix(d.Name, "set_by_lua")) && len(d.Args) > 0 && variableName(d.Args[0].Text) == name,
		slices.ContainsFunc(d.Texts(), func(a string) bool { return captures(a, name) }):
		return true
	}
	return slices.ContainsFunc(d.Block, func(in *conf.Directive) bool { return gives(in, name) })
}

// ends says whether no further set may run behind a directive.
func ends(d *conf.Directive) bool {
	switch d.Name {
	case "break":
		return true
	case "rewrite":
		return len(d.Args) > 2 && (d.Args[2].Text == "last" || d.Args[2].Text == "break")
	}
	return d.Name == "if" && slices.ContainsFunc(d.Block, ends)
}

func captures(text, name string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, "?<"+name+">") || strings.Contains(text, "?p<"+name+">") || strings.Contains(text, "?'"+name+"'")
}
