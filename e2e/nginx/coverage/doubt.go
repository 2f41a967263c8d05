package coverage

import (
	"fmt"
	"slices"
)

// A Doubt is why requests count for nothing, as it could not be told where they went.
type Doubt struct {
	By    string `json:"by"` // the first of them
	Why   string `json:"why"`
	Count int    `json:"count"`
}

// doubts are the reasons that were met. A reason beyond the first kinds is counted in all alone.
type doubts struct {
	all  int
	list []Doubt
	at   map[string]int // in list, by Why
}

// kinds is how many reasons are kept, told how many are told.
const (
	kinds = 1000
	told  = 20
)

func (d *doubts) add(by, why string, times int) {
	d.all += times
	if i, there := d.at[why]; there {
		d.list[i].Count += times
		return
	}
	if len(d.list) == kinds {
		return
	}
	if d.at == nil {
		d.at = map[string]int{}
	}
	d.at[why] = len(d.list)
	d.list = append(d.list, Doubt{by, why, times})
}

// most are the reasons that were met most often, those of the same number in the order of their first.
func (d *doubts) most() []Doubt {
	all := slices.Clone(d.list)
	slices.SortStableFunc(all, func(a, b Doubt) int { return b.Count - a.Count })
	return all[:min(len(all), told)]
}

// String names the first, and how many others there are.
func (d Doubt) String() string {
	if d.Count == 1 {
		return d.By + ": " + d.Why
	}
	return fmt.Sprintf("%s and %d more: %s", d.By, d.Count-1, d.Why)
}
