package report

import (
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// kind is an outcome as reports count it: one that nobody knows is unknown, as
// outcome.Run's own summary has it.
func kind(o outcome.Outcome) outcome.Outcome {
	switch o {
	case outcome.Passed, outcome.Failed, outcome.Skipped, outcome.Waived:
		return o
	}
	return outcome.Unknown
}

// spec is what makes results of different targets results of one spec.
type spec struct{ group, text, location string }

func specOf(r *outcome.Result) spec { return spec{r.Group, r.Spec, r.Location} }

// order knows the place of targets: as the run lists them, then as results name them.
type order struct {
	place map[string]int
	names []string
}

func orderOf(run *outcome.Run) *order {
	o := &order{place: map[string]int{}}
	for i := range run.Targets {
		o.add(run.Targets[i].Name)
	}
	for i := range run.Results {
		o.add(run.Results[i].Target)
	}
	return o
}

func (o *order) add(name string) {
	if _, known := o.place[name]; !known {
		o.place[name] = len(o.names)
		o.names = append(o.names, name)
	}
}

// sort puts targets in order, each once.
func (o *order) sort(targets []string) []string {
	slices.SortFunc(targets, func(a, b string) int { return o.place[a] - o.place[b] })
	return slices.Compact(targets)
}

// block is one finding: results that say the same of the same, and where.
type block struct {
	first   *outcome.Result
	targets []string
}

// heading is the blocks that hold for the same targets.
type heading struct {
	targets []string
	blocks  []*block
}

// said is what results must share to be one block.
type said struct {
	spec
	message, evidence, team, because string
}

func saidBy(r *outcome.Result) said {
	return said{specOf(r), r.Message, r.Evidence, r.Team, r.Because}
}

// headings groups results: first what is the same on many targets, then by target.
func (o *order) headings(results []*outcome.Result) []*heading {
	at := map[said]*block{}
	var blocks []*block
	for _, r := range results {
		key := saidBy(r)
		b := at[key]
		if b == nil {
			b = &block{first: r}
			at[key] = b
			blocks = append(blocks, b)
		}
		b.targets = append(b.targets, r.Target)
	}
	under := map[string]*heading{}
	var out []*heading
	for _, b := range blocks {
		b.targets = o.sort(b.targets)
		key := strings.Join(b.targets, "\x00")
		h := under[key]
		if h == nil {
			h = &heading{targets: b.targets}
			under[key] = h
			out = append(out, h)
		}
		h.blocks = append(h.blocks, b)
	}
	slices.SortStableFunc(out, func(a, b *heading) int { return o.before(a.targets, b.targets) })
	return out
}

// before puts what holds for more targets first, then what holds for earlier ones.
func (o *order) before(a, b []string) int {
	if len(a) != len(b) {
		return len(b) - len(a)
	}
	if len(a) == 0 {
		return 0
	}
	return o.place[a[0]] - o.place[b[0]]
}

// of picks the results of one outcome, in their order.
func of(run *outcome.Run, wanted outcome.Outcome) []*outcome.Result {
	var out []*outcome.Result
	for i := range run.Results {
		if kind(run.Results[i].Outcome) == wanted {
			out = append(out, &run.Results[i])
		}
	}
	return out
}

// tally is how one spec ended on its targets.
type tally struct {
	differ                []string
	passed, unknown, told int
}

// tallies counts for each spec that failed somewhere.
func tallies(run *outcome.Run, o *order) map[spec]*tally {
	out := map[spec]*tally{}
	for _, r := range of(run, outcome.Failed) {
		t := out[specOf(r)]
		if t == nil {
			t = &tally{}
			out[specOf(r)] = t
		}
		t.differ = append(t.differ, r.Target)
	}
	for i := range run.Results {
		r := &run.Results[i]
		t := out[specOf(r)]
		if t == nil || kind(r.Outcome) == outcome.Skipped {
			continue
		}
		t.told++
		switch kind(r.Outcome) {
		case outcome.Passed:
			t.passed++
		case outcome.Unknown:
			t.unknown++
		}
	}
	for _, t := range out {
		t.differ = o.sort(t.differ)
	}
	return out
}
