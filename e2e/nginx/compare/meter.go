package compare

import (
	"fmt"
	"iter"
	"strings"
	"sync"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
)

// Asked is a request to be compared.
type Asked struct {
	nginx.Request
	By     string // the line or entry that has it
	Status int    // that the old side answered; 0 when it is not known
	Doubt  string // why it can't be told what was asked: it is not compared; "" else
}

// A Meter counts what becomes of requests, and groups those that change alike. It is safe for concurrent use, and what it
// keeps does not grow with the requests.
type Meter struct {
	*Comparison

	mu       sync.Mutex
	counts   map[Class]int
	handed   int // of the same
	requests int
	groups   map[string]*Group
	order    []*Group
	doubts   []Doubt
	unread   int
	memo     map[memoKey]*Verdict
	byClient map[memoKey]bool // the client counts; the keys are without it
	aside    *aside           // nil: nothing is put aside
}

// memoKey is all that the way of a request without known headers hangs on.
type memoKey struct {
	method, scheme, target, host, local, client string
	none, old                                   bool
	status                                      int
}

// The bounds of what is kept.
const (
	mostKept     = 1 << 14 // verdicts
	mostExamples = 3       // of a group
	mostDoubts   = 20
)

// keyOf is the key of a request without its client.
func keyOf(q Asked) memoKey {
	return memoKey{method: q.Method, scheme: q.Scheme, target: q.Target, host: q.Host, local: q.Local, none: q.NoHost, old: q.Old, status: q.Status}
}

// NewMeter makes a meter of a comparison.
func NewMeter(c *Comparison) *Meter {
	return &Meter{Comparison: c, counts: map[Class]int{}, groups: map[string]*Group{}, memo: map[memoKey]*Verdict{}, byClient: map[memoKey]bool{}}
}

// Add compares one request and counts it.
func (m *Meter) Add(q Asked) {
	v := m.verdict(q)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.take(q, v)
}

// AddAll compares batches of requests. Each is read by a call of its own, several at the same time; they are counted in
// their order.
func (m *Meter) AddAll(batches iter.Seq[func() []Asked]) {
	traffic.InOrder(func(yield func(func() func()) bool) {
		for read := range batches {
			if !yield(func() func() { return m.batch(read()) }) {
				return
			}
		}
	}, func(count func()) { count() })
}

// batch compares requests, and gives what counts them.
func (m *Meter) batch(all []Asked) func() {
	verdicts := make([]*Verdict, len(all))
	for i, q := range all {
		verdicts[i] = m.verdict(q)
	}
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		for i, q := range all {
			m.take(q, verdicts[i])
		}
	}
}

// verdict is that of a request, as it was before or found anew; nil of one that can't be compared.
func (m *Meter) verdict(q Asked) *Verdict {
	if q.Doubt != "" {
		return nil
	}
	k := keyOf(q)
	if v := m.recall(k, q); v != nil {
		return v
	}
	v := m.Judge(q.Request, q.Status)
	m.mu.Lock()
	defer m.mu.Unlock()
	if q.Header != nil {
		return &v
	}
	if len(m.memo) >= mostKept {
		clear(m.memo)
		clear(m.byClient)
	}
	if v.client {
		m.byClient[k] = true
		k.client = q.Client
	}
	m.memo[k] = &v
	return &v
}

func (m *Meter) recall(k memoKey, q Asked) *Verdict {
	if q.Header != nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byClient[k] {
		k.client = q.Client
	}
	return m.memo[k]
}

// take counts a request, or puts it aside.
func (m *Meter) take(q Asked, v *Verdict) {
	if v == nil || !v.open || m.aside == nil || !m.aside.put(q, v) {
		m.count(q, v, 1)
	}
}

// count notes what a request came to so many times.
func (m *Meter) count(q Asked, v *Verdict, times int) {
	m.requests += times
	if v == nil {
		m.unread += times
		if len(m.doubts) < mostDoubts {
			m.doubts = append(m.doubts, Doubt{q.By, q.Doubt})
		}
		return
	}
	m.counts[v.Class] += times
	if v.Class == Same {
		if v.Handed {
			m.handed += times
		}
		return
	}
	key := v.group()
	g := m.groups[key]
	if g == nil {
		g = &Group{Class: v.Class, Old: v.old.told(), New: v.new.told(), Differences: v.Differences, Why: v.Why}
		m.groups[key] = g
		m.order = append(m.order, g)
	}
	g.Count += times
	g.example(q, v)
}

// group tells verdicts that are alike from others. It has nothing of the request itself.
func (v *Verdict) group() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s %p %p %d %v %p %p %d %v", v.Class, v.old.entered, v.old.final, v.old.status, v.old.sure, v.new.entered, v.new.final, v.new.status, v.new.sure)
	for _, d := range v.Differences {
		fmt.Fprintf(&out, "%q %v %v", d.Name, d.Old, d.New)
	}
	return out.String()
}
