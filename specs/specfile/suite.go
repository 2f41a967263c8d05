package specfile

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/onsi/ginkgo/v2"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/specs"
	"github.com/fleetspec/fleetspec/specs/resource"
)

// Suite is what the files say: Check it against the targets, then Declare it.
type Suite struct {
	roots []*root
	vars  strict.Vars // of --vars files
	but   []string    // keys of the named files that somebody else reads
	// read holds what was decoded, by root and variables.
	read map[string]*reading
	// of gives the reading of each root by target.
	of map[string][]*reading
}

// reading is a root as it reads with one set of variables.
type reading struct {
	docs []*document // as root.files
	err  strict.Errors
}

// decode reads a root with the target's variables.
func (s *Suite) decode(i int, own strict.Vars) *reading {
	r := s.roots[i]
	vars := r.vars.With(s.vars, own)
	id := fmt.Sprint(i) + "\x00" + identity(vars)
	if found, ok := s.read[id]; ok {
		return found
	}
	out := &reading{}
	var errs []error
	checks := 0
	for _, f := range r.files {
		d := &document{}
		if f.by == nil { // of what is included, nobody else knows
			d.but = s.but
		}
		errs = append(errs, f.doc.Decode(d, vars))
		out.docs = append(out.docs, d)
		checks += len(d.checks)
	}
	if !errors.As(strict.Join(errs...), &out.err) && checks == 0 && !r.broken {
		out.err = strict.Errors{{Pos: strict.Pos{File: r.name, Line: 1, Column: 1}, Text: "the file expects nothing", Hint: "such as package: { nginx: installed }"}}
	}
	if s.read == nil {
		s.read = map[string]*reading{}
	}
	s.read[id] = out
	return out
}

// identity tells sets of variables apart.
func identity(vars strict.Vars) string {
	names := make([]string, 0, len(vars))
	for name := range vars {
		names = append(names, name)
	}
	sort.Strings(names)
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "%q=%q %q;", name, vars[name].Text, vars[name].Refused)
	}
	return b.String()
}

// base finds what is wrong whatever the target.
func (s *Suite) base() error {
	var errs []error
	for i := range s.roots {
		for _, p := range s.decode(i, nil).err {
			if !undefined(p) {
				errs = append(errs, p)
			}
		}
	}
	return strict.Join(errs...)
}

// Check reads the files with each target's own variables, before anything is connected. All
// problems come at once, as strict.Errors: an undefined variable, with the targets that lack it;
// targets: that choose none of these.
func (s *Suite) Check(all []inventory.Target) error {
	s.of = map[string][]*reading{}
	p := problems{total: len(all), at: map[strict.Problem]*[]string{}}
	var errs []error
	for i, r := range s.roots {
		met := make([]bool, len(r.files))
		var last *reading
		for _, t := range all {
			last = s.decode(i, t.Vars)
			s.of[t.Name] = append(s.of[t.Name], last)
			applies := r.applies(last, t)
			for j := range met {
				met[j] = met[j] || applies[j]
			}
			p.add(t.Name, r, last, applies)
		}
		errs = append(errs, unmet(r, last, met, all)...)
	}
	return strict.Join(append(errs, p.errors()...)...)
}

// unmet tells of the files whose own targets choose none of all. An included one may be for
// others, so it is told of only when it asks for a label that none has.
func unmet(r *root, last *reading, met []bool, all []inventory.Target) []error {
	var out []error
	for j, f := range r.files {
		if met[j] || last == nil {
			continue
		}
		t := last.docs[j].targets
		if t == nil || len(t.entries) == 0 || slices.ContainsFunc(all, t.choose) {
			continue
		}
		if f.by == nil || t.strange(all) {
			out = append(out, t.unmet(all))
		}
	}
	return out
}

// applies tells for each file of the root whether it is for the target: its own targets
// choose it, and those of every file that includes it.
func (r *root) applies(read *reading, t inventory.Target) []bool {
	out := make([]bool, len(r.files))
	own := map[*file]bool{}
	for i, f := range r.files {
		own[f] = read.docs[i].targets.choose(t)
	}
	for i, f := range r.files {
		out[i] = true
		for at := f; at != nil; at = at.by {
			out[i] = out[i] && own[at]
		}
	}
	return out
}

// problems gathers those of several targets, each once.
type problems struct {
	total int
	order []strict.Problem
	at    map[strict.Problem]*[]string
}

func (p *problems) add(target string, r *root, read *reading, applies []bool) {
	relevant := map[string]bool{}
	for i, f := range r.files {
		relevant[f.name] = applies[i]
	}
	for _, problem := range read.err {
		// An unreadable targets: applies to nobody, and must be told.
		if !relevant[problem.Pos.File] && !strings.HasPrefix(problem.Path, "targets") {
			continue
		}
		key := problem
		key.Hint = "" // it speaks of the target's variables
		names, ok := p.at[key]
		if !ok {
			names = new([]string)
			p.at[key] = names
			p.order = append(p.order, problem)
		}
		*names = append(*names, target)
	}
}

func (p *problems) errors() []error {
	var out []error
	for _, problem := range p.order {
		key := problem
		key.Hint = ""
		names := *p.at[key]
		if n := len(names); n < p.total {
			problem.Text += " for target " + strict.Quote(names[0])
			if n > 1 {
				problem.Text += fmt.Sprintf(" and %d more", n-1)
			}
		}
		out = append(out, problem)
	}
	return out
}

// Declare makes the tree: for each file a container of its hosts, and for each key of each
// resource a spec. It comes after Check.
func (s *Suite) Declare() {
	for i, r := range s.roots {
		for j, f := range r.files {
			specs.Describe(r.title(f), func(h *specs.Host) { s.declare(h, i, j) })
		}
	}
}

// title names a file in the tree.
func (r *root) title(f *file) string {
	if f.by == nil {
		return r.name
	}
	return r.name + ": " + f.name
}

func (s *Suite) declare(h *specs.Host, i, j int) {
	all, ok := s.of[h.Name()]
	if !ok {
		suite.Refuse("declare the specs of %s: the files were not checked for this target", h.Name())
		return
	}
	t := inventory.Target{Name: h.Name(), Labels: h.Labels()}
	if !s.roots[i].applies(all[i], t)[j] {
		return
	}
	for _, c := range all[i].docs[j].checks {
		c.declare(h)
	}
}

// declare makes the spec on a host.
func (c check) declare(h *specs.Host) {
	r, err := resource.Declare(h, c.word, c.name) // Check asks for it: for this spec alone
	if err != nil {
		suite.Refuse("%s: %v", c.pos, err)
		return
	}
	args := []any{c.matcher(), specs.At(c.pos.String())}
	if c.only != nil {
		args = append(args, specs.Only(c.only.String(), c.because))
	}
	if c.because != "" {
		args = append(args, specs.Because(c.because))
	}
	if c.team != "" {
		args = append(args, specs.Team(c.team))
	}
	if c.skip != "" {
		args = append(args, specs.Skip(c.skip))
	}
	if len(c.labels) > 0 {
		args = append(args, ginkgo.Label(c.labels...))
	}
	h.Check(r, args...)
}
