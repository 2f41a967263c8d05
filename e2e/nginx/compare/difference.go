package compare

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// A Difference is what two blocks that are the same one say otherwise: lines that stand in one only.
type Difference struct {
	Name string `json:"directive"` // "root", "fastcgi_param", "upstream php", "$backend" …
	Old  []Line `json:"old"`
	New  []Line `json:"new"`
}

// A Line is a directive with its place.
type Line struct {
	Text string `json:"text"`
	File string `json:"file"`
	Line int    `json:"line"`
}

// differences compares what two places say, group by group.
func differences(a, b map[string][]line) []Difference {
	names := maps.Clone(a)
	maps.Copy(names, b)
	var all []Difference
	for _, g := range slices.Sorted(maps.Keys(names)) {
		if d := differ(a[g], b[g], ordered(g)); d != nil {
			d.Name = strings.TrimSuffix(g, " set")
			all = append(all, *d)
		}
	}
	return all
}

// ordered says whether the order of the lines of a group means something.
func ordered(group string) bool {
	return group == "if" || group == "sub_filter" || strings.HasPrefix(group, "$")
}

// differ is what two lists have not in common; nil where they say the same. Where only their order differs it is all of
// them, if the order means something, or a name stands twice.
func differ(a, b []line, ordered bool) *Difference {
	left := map[string]int{}
	for _, l := range b {
		left[l.text]++
	}
	d := &Difference{Old: []Line{}, New: []Line{}}
	for _, l := range a {
		if left[l.text] > 0 {
			left[l.text]--
		} else {
			d.Old = append(d.Old, told(l))
		}
	}
	for _, l := range slices.Backward(b) {
		if left[l.text] > 0 {
			left[l.text]--
			d.New = append(d.New, told(l))
		}
	}
	slices.Reverse(d.New)
	if len(d.Old)+len(d.New) > 0 {
		return d
	}
	same := func(x, y line) bool { return x.text == y.text }
	if !ordered && !twice(a) || slices.EqualFunc(a, b, same) {
		return nil
	}
	for i := range max(len(a), len(b)) {
		if i < len(a) {
			d.Old = append(d.Old, told(a[i]))
		}
		if i < len(b) {
			d.New = append(d.New, told(b[i]))
		}
	}
	return d
}

// twice says whether two lines begin with the same two words, as of a fastcgi_param that is given again.
func twice(lines []line) bool {
	seen := map[string]bool{}
	for _, l := range lines {
		words := strings.SplitN(l.text, " ", 3)
		name := strings.Join(words[:min(2, len(words))], " ")
		if seen[name] {
			return true
		}
		seen[name] = true
	}
	return false
}

func told(l line) Line { return Line{l.text, l.at.File, l.at.Line} }

// join is both lists, without those of the second that the first has.
func join(a, b []Difference) []Difference {
	for _, d := range b {
		if !slices.ContainsFunc(a, func(o Difference) bool {
			return o.Name == d.Name && slices.Equal(o.Old, d.Old) && slices.Equal(o.New, d.New)
		}) {
			a = append(a, d)
		}
	}
	slices.SortStableFunc(a, func(x, y Difference) int { return cmp.Compare(x.Name, y.Name) })
	return a
}
