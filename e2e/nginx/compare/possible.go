package compare

import (
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// possible compares requests of which not all is known on one side at least.
func (c *Comparison) possible(a, b look) Verdict {
	if by, ok := matched(a, b); ok {
		v := Verdict{Class: Same}
		for i, j := range by {
			d, _ := c.between(a, b, &a.ways[i], &b.ways[j])
			v.Differences = join(v.Differences, d)
		}
		switch {
		case !handedAlike(a, b):
			v.Class = Outcome
		case (a.cut() || b.cut()) && !c.alike():
			v.Class, v.Why = Unknown, reason("a way can't be followed to its end", hangs(a), hangs(b))
		case len(v.Differences) > 0:
			v.Class = Block
		}
		return v
	}
	return c.unlike(a, b)
}

// matched gives each way of one side the same one of the other, under the same suppositions.
func matched(a, b look) (map[int]int, bool) {
	if len(a.ways) != len(b.ways) {
		return nil, false
	}
	by := map[string]int{}
	for i := range b.ways {
		by[b.ways[i].Why+"\x00"+b.sign(&b.ways[i])] = i
	}
	found := map[int]int{}
	for i := range a.ways {
		j, ok := by[a.ways[i].Why+"\x00"+a.sign(&a.ways[i])]
		if !ok {
			return nil, false
		}
		found[i] = j
	}
	return found, len(by) == len(found)
}

// unlike compares sides that can go several ways, which are not the same: what is certain of all of them.
func (c *Comparison) unlike(a, b look) Verdict {
	v := Verdict{Class: Unknown, Why: reason("it is not known", hangs(a), hangs(b))}
	outcome, entered, roots := true, true, false
	seen := map[[2]*place]bool{}
	for i := range a.ways {
		for j := range b.ways {
			w, x := &a.ways[i], &b.ways[j]
			outcome = outcome && (w.Closed != x.Closed && !w.Cut && !x.Cut || w.Status != 0 && x.Status != 0 && w.Status != x.Status)
			entered = entered && a.entered(w).key != b.entered(x).key
			ends := [2]*place{a.final(w), b.final(x)}
			if !seen[ends] && a.entered(w).key == b.entered(x).key && ends[0].key == ends[1].key {
				seen[ends] = true
				d, _ := c.between(a, b, w, x)
				v.Differences = join(v.Differences, d)
			}
		}
	}
	if d := root(a, b); d != nil && a.asked() && b.asked() {
		roots = true
		v.Differences = join(v.Differences, []Difference{*d})
	}
	switch {
	case outcome, byUpstream(a) && byUpstream(b) && len(a.passed) > 0 && len(b.passed) > 0 && disjoint(a.handed(true), b.handed(true)) && disjoint(a.handed(false), b.handed(false)):
		v.Class = Outcome
	case entered:
		v.Class = Location
	case roots:
		v.Class = Block
	}
	return v
}

// root is how the folders differ that the entered locations look for files in; nil where they do not.
func root(a, b look) *Difference {
	d := differ(a.entered(&a.ways[0]).settings["root"], b.entered(&b.ways[0]).settings["root"], true)
	if d != nil {
		d.Name = "root"
	}
	return d
}

// byUpstream says whether all that is not known is what an upstream answers, so that it is asked on each way.
func byUpstream(k look) bool {
	return !slices.ContainsFunc(k.ways, func(w nginx.Way) bool {
		return slices.ContainsFunc(strings.Split(strings.ReplaceAll(w.Why, " or ", "; "), "; "), func(part string) bool { return part != "" && !strings.Contains(part, "_pass answers ") })
	})
}

func disjoint(a, b []string) bool {
	return !slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}
