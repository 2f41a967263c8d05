package specs

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/record"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/specs/fact"
	"github.com/fleetspec/fleetspec/specs/resource"
)

// Host is a target inside of a spec. Its methods that name a resource declare it:
// while the tree is built they touch nothing, and what they ask for is
// collected with all else that selected specs want of the host. Called inside a running It they ask late,
// in one more round trip.
type Host struct {
	target inventory.Target

	mu    sync.Mutex
	asked []asked
	// open are, by what names them, the indices in asked of the resources that no spec has claimed yet.
	open     map[string][]int
	snapshot *fact.Snapshot
	line     *line // nil for a saved snapshot
	late     int
}

// asked is what one place in the tree asks for: a container (text empty) or one spec.
type asked struct {
	place, text string
	res         resource.Resource
}

// Name is the target's name.
func (h *Host) Name() string { return h.target.Name }

// Labels are the target's labels; changing the map changes nothing.
func (h *Host) Labels() map[string]string {
	out := map[string]string{}
	for k, v := range h.target.Labels {
		out[k] = v
	}
	return out
}

// Target is the target's name: Host is a resource.Source.
func (h *Host) Target() string { return h.target.Name }

// Declare makes the resource of a YAML word: Declare("package", "nginx"). A name
// that can't be asked for ends the run before anything is collected.
func (h *Host) Declare(word, name string) (resource.Resource, error) {
	r, err := resource.Declare(h, word, name)
	if err != nil {
		return nil, err
	}
	h.declare(r)
	return r, nil
}

// declared is used by the methods that name resources.
func declared[R resource.Resource](h *Host, r R, err error) R {
	if err != nil {
		suite.Refuse("%v", err)
		return r
	}
	h.declare(r)
	return r
}

func (h *Host) declare(r resource.Resource) {
	if record.Running() {
		return // asked late, when it is read
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	here := suite.Here()
	if h.open == nil {
		h.open = map[string][]int{}
	}
	key := openKey(here, r)
	h.open[key] = append(h.open[key], len(h.asked))
	h.asked = append(h.asked, asked{place: here, res: r})
}

func openKey(place string, r resource.Resource) string {
	return place + "\x00" + r.Kind() + "\x00" + r.String()
}

// claim makes the ask of a resource, declared for a container, that of one spec alone,
// which asks for as.
func (h *Host) claim(r, as resource.Resource, text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	here := suite.Here()
	key := openKey(here, r)
	if mine := h.open[key]; len(mine) > 0 {
		last := mine[len(mine)-1]
		h.open[key] = mine[:len(mine)-1]
		h.asked[last].text, h.asked[last].res = text, as
		return
	}
	h.asked = append(h.asked, asked{here, text, as})
}

// asksFor gives what the selected specs ask of the host, each once.
func (h *Host) asksFor(selected []suite.Selected) []fact.Ask {
	containers, leaves := map[string]bool{}, map[string]bool{}
	for _, s := range selected {
		leaves[s.Place+s.Text] = true
		for i := range s.Place {
			if s.Place[i] == 0 {
				containers[s.Place[:i+1]] = true
			}
		}
	}
	var asks []fact.Ask
	seen := map[fact.Ask]bool{}
	for _, a := range h.asked {
		if a.text == "" && !containers[a.place] || a.text != "" && !leaves[a.place+a.text] {
			continue
		}
		for _, ask := range a.res.Asks() {
			if !seen[ask] {
				seen[ask] = true
				asks = append(asks, ask)
			}
		}
	}
	return asks
}

// Facts gives the host's snapshot; what it was not asked yet is asked now.
func (h *Host) Facts(asks []fact.Ask) (*fact.Snapshot, error) {
	if !record.Running() {
		return nil, fmt.Errorf("read facts of %s: no spec is running; read them inside an It, not while the tree is built or in BeforeAll and BeforeSuite", h.Name())
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if lack := h.snapshot.Lacking(asks); len(lack) > 0 && h.line != nil && h.snapshot.Lost == "" {
		h.late++
		h.ask(lack)
	}
	return h.snapshot, nil
}

// Refresh asks anew, for a spec that polls.
func (h *Host) Refresh(asks []fact.Ask) error {
	if !record.Running() {
		return fmt.Errorf("read facts of %s anew: no spec is running", h.Name())
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.line == nil {
		return &fact.Unknown{Ask: asks[0], Why: "a saved snapshot can't be read anew"}
	}
	h.late++
	h.ask(asks)
	return nil
}

// ask collects asks now and lays the answer over the snapshot.
func (h *Host) ask(asks []fact.Ask) {
	ctx, cancel := context.WithTimeout(context.Background(), h.deadline())
	defer cancel()
	later, err := h.line.collect(ctx, h, asks)
	if err != nil {
		later = fact.RefusedSnapshot(h.Name(), asks, err.Error())
	}
	h.snapshot.Merge(later)
}

func (h *Host) deadline() time.Duration {
	if h.line != nil && h.line.deadline > 0 {
		return h.line.deadline
	}
	if h.target.Deadline > 0 {
		return h.target.Deadline
	}
	return DefaultDeadline
}
