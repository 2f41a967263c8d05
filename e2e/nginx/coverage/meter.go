package coverage

import (
	"slices"
	"sync"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// A Meter counts what requests reach. It is safe for concurrent use, and its memory does not grow with the requests.
type Meter struct {
	model *nginx.Model
	ask   nginx.Oracle

	mu       sync.Mutex
	tallies  map[*nginx.Location]*tally
	requests int
	outside  int // answered without any location
	doubts   doubts
	traits   traits
	memo     *memo
	aside    *aside // nil: nothing is put aside
}

// A tally is what was counted of one location.
type tally struct {
	entered, reached, refused, redirected, possible int
	proved                                          bool
	by                                              []string // who reached it, the first of them
	more                                            int      // how many others
}

// named is how many names of requests are kept for each location.
const named = 20

// New makes a meter. ask tells of files and upstreams; with nil what hangs on them is possible only.
func New(m *nginx.Model, ask nginx.Oracle) *Meter {
	return &Meter{model: m, ask: ask, tallies: map[*nginx.Location]*tally{}, traits: m.OwnHeaders(), memo: newMemo(m)}
}

// A Hit is one request that was sent.
type Hit struct {
	nginx.Request
	By     string // the check or the line that sent it
	Answer *Answer
	Doubt  string // why it can't be told what was asked: it counts for nothing; "" else

	// Ways are those it can have taken, where more is known of it than the model and its oracle can know; nil: theirs. The
	// answer has its Header then.
	Ways []nginx.Way

	Proved []*nginx.Location // of them, where more than the model shows that it came there
}

// An Answer is what came back, as far as it is known.
type Answer struct {
	Status   int                 // 0: not known
	Location string              // of a redirect; "" when not known
	Header   map[string][]string // nil when not known; canonical names
}

// Add counts one request.
func (m *Meter) Add(h Hit) {
	e := m.effect(h)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.take(h, e)
}

// take counts a request, or puts it aside.
func (m *Meter) take(h Hit, e effect) {
	if e.open && m.aside != nil {
		k, ok := m.memo.of(h)
		if e.client {
			k.client = h.Client
		}
		if m.aside.Put(h, k, ok) {
			return
		}
	}
	m.count(h, e, 1)
}

// effect is what a request does: as it did before, or followed anew.
func (m *Meter) effect(h Hit) effect {
	if h.Doubt != "" {
		return effect{why: h.Doubt}
	}
	e, known := m.memo.recall(h)
	if !known {
		e = m.follow(h)
		m.memo.keep(h, e)
	}
	return e
}

// follow finds what a request does: what all its ways that the answer leaves reach is sure, what some do is possible.
func (m *Meter) follow(h Hit) effect {
	ways, err := h.Ways, error(nil)
	if ways == nil {
		ways, err = m.model.Ways(h.Request, m.ask)
	}
	if err != nil {
		return effect{why: err.Error(), client: true}
	}
	if doubt := ways[0].Entry.Doubt; doubt != "" {
		return effect{why: doubt, client: client(ways)}
	}
	left, why := Consistent(ways, h)
	if len(left) == 0 {
		return effect{why: why, client: client(ways)}
	}
	e := effect{sure: nginx.Sure(left), final: left[0].Final, client: client(ways)}
	e.open = len(left) > 1 && slices.ContainsFunc(left, func(w nginx.Way) bool { return len(w.Asked) > 0 })
	e.outside = len(e.sure) == 0 && len(left) == 1
	seen := map[*nginx.Location]bool{}
	for _, w := range left {
		for l := range w.Visits() {
			if _, ok := e.sure[l]; !ok && !seen[l] {
				seen[l] = true
				e.possible = append(e.possible, l)
			}
		}
	}
	return e
}

// count notes what a request did so many times.
func (m *Meter) count(h Hit, e effect, times int) {
	m.requests += times
	if e.why != "" {
		m.doubts.add(h.By, e.why, times)
		return
	}
	for l, v := range e.sure {
		m.at(l).add(v, h.By, times)
	}
	for _, l := range e.possible {
		m.at(l).possible += times
	}
	if e.outside {
		m.outside += times
	}
	if _, ok := e.sure[e.final]; ok && h.Answer != nil && m.traits.prove(e.final, h.Answer) {
		m.at(e.final).proved = true
	}
	for _, l := range h.Proved {
		if v, ok := e.sure[l]; ok && v <= nginx.Reached {
			m.at(l).proved = true
		}
	}
}

func (m *Meter) at(l *nginx.Location) *tally {
	t := m.tallies[l]
	if t == nil {
		t = &tally{}
		m.tallies[l] = t
	}
	return t
}

func (t *tally) add(v nginx.Visit, by string, times int) {
	switch v {
	case nginx.Entered:
		t.entered += times
	case nginx.Reached:
		t.reached += times
	case nginx.Refused:
		t.refused += times
	case nginx.Redirected:
		t.redirected += times
	}
	if v > nginx.Reached {
		return
	}
	t.more += times - 1
	switch {
	case slices.Contains(t.by, by):
	case len(t.by) < named:
		t.by = append(t.by, by)
	default:
		t.more++
	}
}
