package report

import (
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// doubt is the specs that could not be told for one reason, on some targets.
type doubt struct {
	why     string
	specs   []*outcome.Result
	targets []string
}

// whys is the doubts that hold for the same targets.
type whys struct {
	targets []string
	doubts  []*doubt
}

// whys groups unknown results: by target and reason, then targets that lack the same
// specs for the same reason together.
func (o *order) whys(results []*outcome.Result) []*whys {
	type key struct{ target, why string }
	at := map[key]*doubt{}
	var each []*doubt
	for _, r := range results {
		k := key{r.Target, reason(r)}
		d := at[k]
		if d == nil {
			d = &doubt{why: k.why, targets: []string{r.Target}}
			at[k] = d
			each = append(each, d)
		}
		d.specs = append(d.specs, r)
	}
	under := map[string]*whys{}
	var out []*whys
	for _, d := range o.merge(each) {
		k := strings.Join(d.targets, "\x00")
		w := under[k]
		if w == nil {
			w = &whys{targets: d.targets}
			under[k] = w
			out = append(out, w)
		}
		w.doubts = append(w.doubts, d)
	}
	slices.SortStableFunc(out, func(a, b *whys) int { return o.before(a.targets, b.targets) })
	return out
}

// merge joins doubts that say the same of the same specs on several targets.
func (o *order) merge(each []*doubt) []*doubt {
	at := map[string]*doubt{}
	var out []*doubt
	for _, d := range each {
		var k strings.Builder
		k.WriteString(d.why)
		for _, r := range d.specs {
			s := specOf(r)
			for _, part := range []string{s.group, s.text, s.location, r.Evidence, r.Team} {
				k.WriteByte(0)
				k.WriteString(part)
			}
		}
		if known := at[k.String()]; known != nil {
			known.targets = append(known.targets, d.targets...)
			continue
		}
		at[k.String()] = d
		out = append(out, d)
	}
	for _, d := range out {
		d.targets = o.sort(d.targets)
	}
	return out
}
