package inventory

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// Inventory is what a fleetspec.yaml says. The zero value is the inventory
// without a file: only addresses can be resolved with it.
type Inventory struct {
	// File is the file's name, or "".
	File string
	// Targets are all targets, in the file's order, ranges expanded.
	Targets []Target
	// Endpoints are all endpoints, in the file's order.
	Endpoints []Endpoint
	// Concurrency is how many targets are asked at once; 0 when nobody said.
	Concurrency int

	defaults defaults
	// defaultJump is the defaults' jump as ssh -J takes it.
	defaultJump string
	// run is how containers of images are run that are given by address.
	run *Run
	// index gives the places in Targets of a name, and of a range's key.
	index map[string][]int
}

// Load reads a fleetspec.yaml. All problems of the file come as strict.Errors.
func Load(name string) (*Inventory, error) {
	src, err := strict.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return Parse(name, src)
}

// Parse reads src; name is used in positions, and its folder is where snapshot
// files are looked for.
func Parse(name string, src []byte) (*Inventory, error) {
	doc, err := strict.Parse(name, src)
	if err != nil {
		return nil, err
	}
	var f file
	root := doc.Root(nil)
	root.Decode(&f)
	b := builder{root: root, dir: filepath.Dir(name), file: &f, names: map[string]strict.Pos{},
		inv: &Inventory{File: name, defaults: f.Defaults, index: map[string][]int{}}}
	b.build()
	if err := root.Err(); err != nil {
		return nil, err
	}
	return b.inv, nil
}

// builder makes the inventory of a decoded file, and notes what only the whole
// file shows.
type builder struct {
	root strict.Node
	dir  string
	file *file
	inv  *Inventory
	// names is where each target's name comes from.
	names map[string]strict.Pos
	// written are the targets by name, their jumps still as written; entries
	// are the file's by key.
	written map[string][]Target
	entries map[string]strict.Entry[targetEntry]
}

func (b *builder) build() {
	if c := b.file.Defaults.Concurrency; c != nil {
		b.inv.Concurrency = int(*c)
	}
	b.labels(b.file.Defaults.Labels)
	for _, e := range b.file.Targets {
		b.target(e)
	}
	b.jumps()
	for _, e := range b.file.Endpoints {
		b.endpoint(e)
	}
}

// target adds the targets of one key.
func (b *builder) target(e strict.Entry[targetEntry]) {
	if !nameForm.MatchString(e.Key) {
		e.KeyNode.Hintf("letters, digits and . _ -", "%s can't be a target's name", strict.Quote(e.Key))
	}
	b.labels(e.Value.Labels)
	unfit(e)
	addresses := e.Value.Address
	if len(b.inv.Targets)+len(addresses) > MaxTargets {
		e.KeyNode.Errorf("the file has more than %d targets", MaxTargets)
		return
	}
	var twice []string
	var first strict.Pos
	for _, a := range addresses {
		t := b.inv.merged(e.Key, a, e.Value.shared)
		t.Pos = e.Pos
		if len(addresses) > 1 {
			t.Name = hostOf(a)
		}
		if pos, ok := b.names[t.Name]; ok {
			twice, first = append(twice, t.Name), pos
			continue
		}
		b.names[t.Name] = e.Pos
		t.Address, t.Run = a.beside(b.dir), e.Value.Run.run()
		b.inv.add(t)
	}
	if len(twice) > 0 {
		e.KeyNode.Errorf("%s, first at %s", twoOfOneName(twice), first)
	}
}

// add puts a target into the list and the index.
func (inv *Inventory) add(t Target) {
	at := len(inv.Targets)
	inv.Targets = append(inv.Targets, t)
	inv.index[t.Name] = append(inv.index[t.Name], at)
	if key := t.Labels[NameLabel]; key != t.Name {
		inv.index[key] = append(inv.index[key], at)
	}
}

// unfit notes what a target says and its kind can't have.
func unfit(e strict.Entry[targetEntry]) {
	if len(e.Value.Address) == 0 {
		return
	}
	scheme := e.Value.Address[0].Scheme
	if c, ok := e.Node.Get("jump"); ok && scheme != SSH {
		c.Errorf("jump is for ssh: addresses, this one is %s:", scheme)
	}
	if c, ok := e.Node.Get("run"); ok && scheme != Image {
		c.Errorf("run is for image: addresses, this one is %s:", scheme)
	}
	if c, ok := e.Node.Get("become"); ok && scheme == Snapshot && e.Value.Become != nil && *e.Value.Become != "" {
		c.Errorf("nothing is run on a snapshot, so become has no meaning")
	}
}

func twoOfOneName(names []string) string {
	text := "two targets have the name " + strict.Quote(names[0])
	if n := len(names) - 1; n > 0 {
		text += fmt.Sprintf(" (and %d more such)", n)
	}
	return text
}

func hostOf(a Address) string {
	if a.Scheme == Docker {
		return a.Container
	}
	return a.Host
}

// merged gives the target of an address: what own says over the defaults.
func (inv *Inventory) merged(name string, a Address, own shared) Target {
	def := inv.defaults.shared
	t := Target{Name: name, Address: a, Labels: map[string]string{}, Vars: def.Vars.With(own.Vars)}
	for _, labels := range []strict.Map[labelValue]{def.Labels, own.Labels} {
		for _, l := range labels {
			t.Labels[l.Key] = string(l.Value)
		}
	}
	t.Labels[NameLabel] = name
	for _, s := range []shared{def, own} {
		if s.Become != nil {
			t.Become = string(*s.Become)
		}
		if s.Deadline != nil {
			t.Deadline = time.Duration(*s.Deadline)
		}
		if s.Jump != "" {
			t.Jump = string(s.Jump)
		}
	}
	if a.Scheme != SSH {
		t.Jump = ""
	}
	if a.Scheme == Snapshot {
		t.Become = ""
	}
	return t
}

var labelForm = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._/-]*$`)

func (b *builder) labels(labels strict.Map[labelValue]) {
	for _, l := range labels {
		switch {
		case l.Key == NameLabel:
			l.KeyNode.Hintf("use another label", "the label name is the target's own name")
		case !labelForm.MatchString(l.Key):
			l.KeyNode.Hintf("letters, digits and . _ - /", "%s can't be a label", strict.Quote(l.Key))
		}
	}
}

// endpoint adds one endpoint.
func (b *builder) endpoint(e strict.Entry[*endpointEntry]) {
	if !nameForm.MatchString(e.Key) {
		e.KeyNode.Hintf("letters, digits and . _ -", "%s can't be an endpoint's name", strict.Quote(e.Key))
	}
	if e.Value == nil {
		return
	}
	if target, ok := e.Node.Get("target"); ok {
		each := []strict.Node{target}
		if target.IsSeq() {
			each = target.Seq()
		}
		for i := range min(len(each), len(e.Value.Target)) { // fewer when one can't be read
			b.serves(each[i], string(e.Value.Target[i]))
		}
	}
	made := e.Value.endpoint(e.Key, b.dir, e.Pos)
	if via, ok := e.Node.Get("via"); ok && e.Value.Via != "" {
		b.via(via, e.Node, &made)
	}
	b.inv.Endpoints = append(b.inv.Endpoints, made)
}

// via checks that an endpoint can be reached from the target that it names.
func (b *builder) via(c, entry strict.Node, made *Endpoint) {
	found := b.inv.named(made.Via)
	switch {
	case len(found) == 0 && b.declared(made.Via):
		// Its own problem is noted where it stands.
	case len(found) == 0:
		c.Hintf(strict.Suggest(made.Via, b.inv.names()), "no target has the name %s", strict.Quote(made.Via))
	default:
		err := made.through(found)
		if dial, ok := entry.Get("dial"); ok && err != nil && err.Part != "" {
			c = dial
		}
		if err != nil && made.URL != nil {
			c.Hintf(err.Hint, "%s", err.Text)
		}
	}
}

// serves checks that there is the target that serves an endpoint.
func (b *builder) serves(c strict.Node, name string) {
	if len(b.inv.named(name)) == 0 && !b.declared(name) {
		c.Hintf(strict.Suggest(name, b.inv.names()), "no target has the name %s", strict.Quote(name))
	}
}

// declared tells whether the file has the key, even with problems.
func (b *builder) declared(name string) bool {
	return slices.ContainsFunc(b.file.Targets, func(e strict.Entry[targetEntry]) bool { return e.Key == name })
}

// named gives the targets of a name: the target, or those of a range.
func (inv *Inventory) named(name string) []Target {
	var out []Target
	for _, at := range inv.index[name] {
		out = append(out, inv.Targets[at])
	}
	return out
}

// names gives what named knows.
func (inv *Inventory) names() []string { return slices.Collect(maps.Keys(inv.index)) }

// hidePassword gives an address as a message may show it.
func hidePassword(s string) string { return passwordForm.ReplaceAllString(s, "//$1:…@") }

var passwordForm = regexp.MustCompile(`//([^:/@]*):.*@`)
