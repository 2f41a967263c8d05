package compare

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A Class is what becomes of a request when the one configuration takes the other's place.
type Class string

// The classes, the worst first.
const (
	Outcome  Class = "outcome"  // it is answered, or handed on, otherwise
	Location Class = "location" // it enters another location, or another answers it; as far as NGINX decides the answer is alike
	Block    Class = "block"    // it goes the same way, and a block on it says other things
	Unknown  Class = "unknown"  // it could not be told
	Same     Class = "same"
)

// Classes are all of them, the worst first.
var Classes = []Class{Outcome, Location, Block, Unknown, Same}

// A Verdict is what was found of one request.
type Verdict struct {
	Class       Class
	Differences []Difference // of the blocks that are the same one in both, or that answer in the other's place
	Why         string       // what could not be told, or what is certain only in part
	Handed      bool         // what answers in the end is an upstream or a file, which nobody asked

	old, new seen
	client   bool // the client's address was asked for
	open     bool // it hangs on files
}

// seen is what one side does.
type seen struct {
	entered, final *place // nil: not known
	status         int
	sure           bool
	ending         string
}

// A Comparison compares two configurations. It is safe for concurrent use.
type Comparison struct {
	old, new  side
	identical bool // all of both is the same text

	// Moved is how a request comes in to the new configuration, where that is otherwise than to the old one, as by another
	// port; nil: as it is.
	Moved func(nginx.Request) nginx.Request

	mu      sync.Mutex
	compare map[pairing][]Difference
	uses    map[pairing]bool
}

// A pairing is two places, how they answer, and after which others.
type pairing struct {
	a, b   *place
	k, l   kind
	before string
}

// New pairs two configurations. What an oracle does not know, as one that is nil, is not known of that side.
func New(old, new *nginx.Model, askOld, askNew nginx.Oracle) *Comparison {
	names := pair(old, new)
	c := &Comparison{old: newSide(old, askOld, names), new: newSide(new, askNew, names), compare: map[pairing][]Difference{}, uses: map[pairing]bool{}}
	c.identical = normal(old.Config.Main) == normal(new.Config.Main)
	return c
}

func newSide(m *nginx.Model, ask nginx.Oracle, names map[*nginx.Server]string) side {
	if ask == nil {
		ask = nothing{}
	}
	return side{places: newPlaces(m, names), definitions: define(m), model: m, ask: ask}
}

// nothing is known.
type nothing struct{}

func (nothing) File(string) (nginx.Kind, bool)             { return nginx.None, false }
func (nothing) Upstream(nginx.Passed) (nginx.Answer, bool) { return nginx.Answer{}, false }

// Judge compares the ways of a request. status is what the old side answered; 0 when that is not known. Where a comparison
// by the configurations alone can't tell, it tells which of the old ways was taken.
func (c *Comparison) Judge(q nginx.Request, status int) Verdict {
	there := q
	if c.Moved != nil {
		there = c.Moved(q)
	}
	a, b := c.old.look(q), c.new.look(there)
	v := c.classify(a, b)
	if v.Class == Unknown || v.Why != "" {
		if n, ok := a.narrowed(status); ok {
			if w := c.classify(n, b); w.Class != Unknown {
				v, a = w, n
			}
		}
	}
	v.old, v.new = a.seen(), b.seen()
	if v.Class == Unknown && v.Why == "" {
		v.Why = "it hangs on what is not known"
	}
	for _, k := range []look{a, b} {
		v.open = v.open || k.asked()
		for i := range k.ways {
			v.client = v.client || k.ways[i].AskedClient
			v.Handed = v.Handed || k.ways[i].Status == 0 || k.ways[i].File != ""
		}
	}
	return v
}

func (k look) seen() seen {
	s := seen{ending: k.endings()}
	if k.err != nil {
		return s
	}
	first := &k.ways[0]
	s.sure = k.certain()
	s.entered, s.final, s.status = k.entered(first), k.final(first), first.Status
	for i := range k.ways[1:] {
		w := &k.ways[i+1]
		if k.entered(w) != s.entered {
			s.entered = nil
		}
		if k.final(w) != s.final {
			s.final = nil
		}
		if w.Status != s.status {
			s.status = 0
		}
	}
	return s
}

func (c *Comparison) classify(a, b look) Verdict {
	switch {
	case a.err != nil || b.err != nil:
		if c.alike() && a.err != nil && b.err != nil {
			return Verdict{Class: Same}
		}
		return Verdict{Class: Unknown, Why: reason("can't be followed", errorText(a.err), errorText(b.err))}
	case a.doubt()+b.doubt() != "" && !c.alike():
		return Verdict{Class: Unknown, Why: reason("which server is meant", a.doubt(), b.doubt())}
	case a.certain() && b.certain():
		return c.certain(a, b, &a.ways[0], &b.ways[0])
	}
	return c.possible(a, b)
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// alike says whether the two are one configuration, and come to by one way.
func (c *Comparison) alike() bool { return c.identical && c.Moved == nil }

// reason says what is not known of which side.
func reason(what, old, new string) string {
	switch {
	case old == new:
		return what + ": " + old
	case new == "":
		return what + ", old: " + old
	case old == "":
		return what + ", new: " + new
	}
	return fmt.Sprintf("%s, old: %s; new: %s", what, old, new)
}

// certain compares two ways of which all is known.
func (c *Comparison) certain(a, b look, w, x *nginx.Way) Verdict {
	d, uri := c.between(a, b, w, x)
	told := w.Status != 0 && x.Status != 0
	otherFile := w.File != x.File
	texts := w.Body == x.Body || w.Body == "" && variableText(a.final(w)) || x.Body == "" && variableText(b.final(x))
	switch {
	case told && w.Status != x.Status || w.Location != x.Location || w.Closed != x.Closed || !texts, !handedAlike(a, b),
		otherFile && !slices.ContainsFunc(d, func(d Difference) bool { return d.Name == "root" }):
		return Verdict{Class: Outcome, Differences: d}
	case a.entered(w).key != b.entered(x).key || a.final(w).key != b.final(x).key:
		return Verdict{Class: Location, Differences: d}
	case uri && (w.URI != x.URI || w.Args != x.Args):
		return Verdict{Class: Outcome, Differences: d, Why: fmt.Sprintf("the URI at the end was %s, and is %s", w.URI, x.URI)}
	case len(d) > 0:
		return Verdict{Class: Block, Differences: d}
	case w.Status != x.Status:
		return Verdict{Class: Unknown, Why: "the status is what stands behind it answers, on one side alone"}
	case w.Body != x.Body:
		return Verdict{Class: Unknown, Why: "what it says hangs on what is not known"}
	}
	return Verdict{Class: Same}
}

// variableText says whether a block can answer by a text that is not known.
func variableText(p *place) bool {
	var look func(d *conf.Directive) bool
	look = func(d *conf.Directive) bool {
		return d.Name == "return" && strings.Contains(normal(d), "$") || d.Name == "if" && slices.ContainsFunc(d.Block, look)
	}
	return slices.ContainsFunc(p.block.Block, look)
}

// between compares what the places on two ways say: those that answer, and those that both came through. uri says that
// they speak of the URI at the end.
func (c *Comparison) between(a, b look, w, x *nginx.Way) (all []Difference, uri bool) {
	end, other := a.final(w), b.final(x)
	before, after := a.through(w), b.through(x)
	all, uri = c.places(end, other, a.kindOf(end, w), b.kindOf(other, x), before, after)
	all = join(all, behind(a, b))
	if w.File != x.File && w.File != "" && x.File != "" {
		all = join(all, differences(map[string][]line{"root": end.settings["root"]}, map[string][]line{"root": other.settings["root"]}))
	}
	for i, p := range before {
		j := slices.IndexFunc(after, func(o *place) bool { return o.key == p.key })
		if j < 0 || p == end || slices.Contains(before[:i], p) {
			continue
		}
		k := kind{handed: p.upstream, passing: true, reads: true, several: !a.certain()}
		l := kind{handed: after[j].upstream, passing: true, reads: true, several: !b.certain()}
		d, _ := c.places(p, after[j], k, l, before[:i], after[:j])
		all = join(all, d)
	}
	return all, uri
}

// through are the places a way came through before it ended, in their order and as often, and those that NGINX asked
// beside.
func (k look) through(w *nginx.Way) []*place {
	if len(w.Hops) == 0 {
		if at := k.entered(w); at != k.final(w) {
			return []*place{at}
		}
		return nil
	}
	all := []*place{k.entered(w)}
	for _, h := range w.Hops {
		if at := k.of(w.Entry.Server, h.To); at != all[len(all)-1] || h.From == h.To {
			all = append(all, at)
		}
	}
	if all[len(all)-1] == k.final(w) {
		all = all[:len(all)-1]
	}
	return all
}

// places compares what two places say. It remembers.
func (c *Comparison) places(p, o *place, k, l kind, before, after []*place) ([]Difference, bool) {
	key := pairing{p, o, k, l, fmt.Sprint(before, after)}
	c.mu.Lock()
	defer c.mu.Unlock()
	if d, ok := c.compare[key]; ok {
		return d, c.uses[key]
	}
	x, y := c.old.says(p, k, before), c.new.says(o, l, after)
	x.complete(y, c.old.variables)
	y.complete(x, c.new.variables)
	d := differences(x.lines, y.lines)
	c.compare[key], c.uses[key] = d, x.uri || y.uri
	return d, x.uri || y.uri
}
