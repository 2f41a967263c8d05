package compare

import (
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// possible compares requests of which not all is known on one side at least.
func (c *Comparison) possible(a, b look) Verdict {
	by, ok := matched(a, b, "", "")
	if !ok {
		return c.unlike(a, b)
	}
	v := Verdict{Class: Same}
	each := true // every way comes to a block that says other things
	for i, j := range by {
		d, _ := c.between(a, b, &a.ways[i], &b.ways[j])
		each = each && len(d) > 0
		v.Differences = join(v.Differences, d)
	}
	switch {
	case !handedAlike(a, b) && byUpstream(a) && byUpstream(b):
		v.Class = Outcome
	case (a.cut() || b.cut()) && !c.alike():
		v.Class, v.Why = Unknown, reason("a way can't be followed to its end", hangs(a), hangs(b))
	case each:
		v.Class = Block
	case len(v.Differences) > 0 || !handedAlike(a, b):
		v.Class, v.Why = Unknown, reason("it is not known", hangs(a), hangs(b))
	}
	return v
}

// matched gives each way of one side the same one of the other, under the same suppositions. The folders, where they are
// not "", are taken for one.
func matched(a, b look, folder, other string) (map[int]int, bool) {
	if len(a.ways) != len(b.ways) {
		return nil, false
	}
	text := func(k look, w *nginx.Way, folder string) string {
		all := w.Why + "\x00" + k.sign(w)
		if folder != "" {
			all = strings.ReplaceAll(all, folder, "\x00")
		}
		return all
	}
	by := map[string]int{}
	for i := range b.ways {
		by[text(b, &b.ways[i], other)] = i
	}
	found := map[int]int{}
	for i := range a.ways {
		j, ok := by[text(a, &a.ways[i], folder)]
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
	outcome, entered := true, true
	for i := range a.ways {
		for j := range b.ways {
			w, x := &a.ways[i], &b.ways[j]
			outcome = outcome && (w.Closed != x.Closed && !w.Cut && !x.Cut || w.Status != 0 && x.Status != 0 && w.Status != x.Status)
			entered = entered && a.entered(w).key != b.entered(x).key
		}
	}
	switch {
	case outcome, byUpstream(a) && byUpstream(b) && len(a.passed) > 0 && len(b.passed) > 0 && disjoint(a.handed(true), b.handed(true)) && disjoint(a.handed(false), b.handed(false)):
		v.Class = Outcome
	case entered:
		v.Class = Location
		return v
	}
	return c.leading(v, a, b)
}

// leading adds how the entered block differs in what leads requests on. Where it looks for files in another folder that is
// certain, and where it is all, so is the rest.
func (c *Comparison) leading(v Verdict, a, b look) Verdict {
	p, o := a.entered(&a.ways[0]), b.entered(&b.ways[0])
	if p.key != o.key {
		return v
	}
	v.Differences = differences(p.leads(), o.leads())
	roots := slices.ContainsFunc(v.Differences, func(d Difference) bool { return d.Name == "root" })
	if v.Class != Unknown || !roots || !a.asked() || !b.asked() {
		return v
	}
	v.Class = Block
	by, ok := matched(a, b, p.folder(), o.folder())
	if !ok || !handedAlike(a, b) {
		return v
	}
	v.Why, v.Differences = "", differences(map[string][]line{"root": p.settings["root"]}, map[string][]line{"root": o.settings["root"]})
	for i, j := range by {
		d, _ := c.between(a, b, &a.ways[i], &b.ways[j])
		v.Differences = join(v.Differences, d)
	}
	return v
}

// leads are the directives in force that lead requests on, or keep them out.
func (p *place) leads() map[string][]line {
	all := map[string][]line{}
	for _, g := range strings.Fields("return rewrite break if set try_files error_page index root allow satisfy internal limit_except auth_basic auth_basic_user_file auth_request") {
		if lines := p.settings[g]; lines != nil {
			all[g] = lines
		}
	}
	return all
}

// folder is where a block looks for files; "" where that hangs on variables.
func (p *place) folder() string {
	lines := p.settings["root"]
	if len(lines) == 0 {
		return "/usr/share/nginx/html"
	}
	text := lines[0].d.Args[0].Text
	if strings.Contains(text, "$") || !strings.HasPrefix(text, "/") {
		return ""
	}
	return strings.TrimSuffix(text, "/")
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
