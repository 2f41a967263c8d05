package inventory

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// Select gives the targets that a selector chooses, in the file's order.
func (inv *Inventory) Select(s Selector) []Target {
	var out []Target
	for _, t := range inv.Targets {
		if s.Matches(t.Labels) {
			out = append(out, t)
		}
	}
	return out
}

// Resolve gives the targets that arguments of -t stand for, in their order,
// each target once; without arguments all targets. An argument is, tried so:
//
//   - an address (ssh://user@host): the targets of the file that have it, else a
//     target of its own, named by the address, with the file's defaults;
//   - a name: that target, or those of a range;
//   - a selector (role=web).
//
// An argument that stands for nothing is an error, and so is an inventory
// without targets. All problems come at once, as strict.Errors.
func (inv *Inventory) Resolve(args []string) ([]Target, error) {
	if len(args) == 0 {
		if len(inv.Targets) == 0 {
			return nil, strict.Errors{inv.noTargets()}
		}
		return slices.Clone(inv.Targets), nil
	}
	var out []Target
	var problems []error
	seen := map[string]bool{}
	for _, arg := range args {
		found, err := inv.resolve(arg)
		if err != nil {
			problems = append(problems, *err)
		}
		for _, t := range found {
			if !seen[t.Name] {
				seen[t.Name] = true
				out = append(out, t)
			}
		}
	}
	if err := strict.Join(problems...); err != nil {
		return nil, err
	}
	return out, nil
}

func (inv *Inventory) noTargets() strict.Problem {
	if inv.File == "" {
		return strict.Problem{Text: "no targets: there is no fleetspec.yaml and no -t", Hint: "such as -t ssh://user@host"}
	}
	return strict.Problem{Pos: strict.Pos{File: inv.File}, Text: "the file has no targets"}
}

// resolve gives the targets of one argument.
func (inv *Inventory) resolve(arg string) ([]Target, *strict.Problem) {
	wrong := func(text, hint string) *strict.Problem {
		return &strict.Problem{Pos: strict.Pos{File: "-t " + hidePassword(arg)}, Text: text, Hint: hint}
	}
	if IsAddress(arg) {
		found, err := inv.address(arg)
		if err != nil {
			return nil, wrong(err.Text, err.Hint)
		}
		return found, nil
	}
	if found := inv.named(arg); len(found) > 0 {
		return found, nil
	}
	s, err := ParseSelector(arg)
	if err != nil {
		return nil, wrong(err.Error(), "")
	}
	if found := inv.Select(s); len(found) > 0 {
		return found, nil
	}
	if nameForm.MatchString(arg) {
		return nil, wrong("no target has this name", inv.suggest(arg))
	}
	return nil, wrong("no target matches this selector", inv.suggestLabel(s))
}

func (inv *Inventory) suggest(name string) string {
	if len(inv.Targets) == 0 {
		return "an address is written ssh://" + name
	}
	return strict.Suggest(name, inv.names())
}

// suggestLabel gives the mend for the first label that no target has.
func (inv *Inventory) suggestLabel(s Selector) string {
	known := map[string]bool{}
	for _, t := range inv.Targets {
		for key := range t.Labels {
			known[key] = true
		}
	}
	var words []string
	for key := range known {
		words = append(words, key)
	}
	for _, key := range s.Keys() {
		if !known[key] {
			return strings.TrimSuffix("no target has the label "+strict.Quote(key)+"; "+strict.Suggest(key, words), "; ")
		}
	}
	return ""
}

// address gives the targets of an address given on the command line.
func (inv *Inventory) address(arg string) ([]Target, *AddressError) {
	all, err := ParsePattern(arg)
	if err != nil {
		return nil, addressError(err)
	}
	var out []Target
	for _, a := range all {
		if found := inv.at(a); len(found) > 0 {
			out = append(out, found...)
			continue
		}
		t := inv.merged(a.String(), a, shared{})
		if a.Scheme == Image {
			t.Run = inv.run
		}
		if t.Jump != "" {
			t.Jump = inv.defaultJump
		}
		out = append(out, t)
	}
	return out, nil
}

// RunBy says how containers of images are run that Resolve is given by address; nil: as the images say.
func (inv *Inventory) RunBy(r *Run) { inv.run = r }

// at gives the file's targets that have the address.
func (inv *Inventory) at(a Address) []Target {
	var out []Target
	for _, t := range inv.Targets {
		if t.Address == a || (a.Scheme == Snapshot && t.Address.Scheme == Snapshot && filepath.Clean(a.Path) == filepath.Clean(t.Address.Path)) {
			out = append(out, t)
		}
	}
	return out
}
