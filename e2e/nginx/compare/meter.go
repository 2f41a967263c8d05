package compare

import (
	"fmt"
	"iter"
	"runtime"
	"strings"
	"sync"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// Asked is a request to be compared.
type Asked struct {
	nginx.Request
	By    string // the line or entry that has it
	Doubt string // why it can't be told what was asked: it is not compared; "" else
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
	open     map[memoKey]nginx.Request
	closed   bool // open is full
}

// memoKey is all that the way of a request without known headers hangs on.
type memoKey struct {
	method, scheme, target, host, local, client string
	none, old                                   bool
}

// The bounds of what is kept.
const (
	mostKept     = 1 << 14 // verdicts
	mostOpen     = 4000    // requests that hang on files
	mostExamples = 3       // of a group
	mostDoubts   = 20
)

// NewMeter makes a meter of a comparison.
func NewMeter(c *Comparison) *Meter {
	return &Meter{Comparison: c, counts: map[Class]int{}, groups: map[string]*Group{}, memo: map[memoKey]*Verdict{}, byClient: map[memoKey]bool{}, open: map[memoKey]nginx.Request{}}
}

// Add compares one request and counts it.
func (m *Meter) Add(q Asked) { m.count(q, m.verdict(q)) }

// ahead is how many batches each processor has before those that are counted.
const ahead = 2

// AddAll compares batches of requests. Each is read by a call of its own, several at the same time; they are counted in
// their order.
func (m *Meter) AddAll(batches iter.Seq[func() []Asked]) {
	turns := make(chan chan func(), ahead*runtime.GOMAXPROCS(0))
	go func() {
		defer close(turns)
		running := make(chan struct{}, runtime.GOMAXPROCS(0))
		for read := range batches {
			running <- struct{}{}
			turn := make(chan func(), 1)
			turns <- turn
			go func() {
				turn <- m.batch(read())
				<-running
			}()
		}
	}()
	for turn := range turns {
		(<-turn)()
	}
}

// batch compares requests, and gives what counts them.
func (m *Meter) batch(all []Asked) func() {
	verdicts := make([]*Verdict, len(all))
	for i, q := range all {
		verdicts[i] = m.verdict(q)
	}
	return func() {
		for i, q := range all {
			m.count(q, verdicts[i])
		}
	}
}

// verdict is that of a request, as it was before or found anew; nil of one that can't be compared.
func (m *Meter) verdict(q Asked) *Verdict {
	if q.Doubt != "" {
		return nil
	}
	k := memoKey{method: q.Method, scheme: q.Scheme, target: q.Target, host: q.Host, local: q.Local, none: q.NoHost, old: q.Old}
	if v := m.recall(k, q); v != nil {
		return v
	}
	v := m.Judge(q.Request)
	m.mu.Lock()
	defer m.mu.Unlock()
	if v.open {
		if m.closed = m.closed || len(m.open) == mostOpen; !m.closed {
			m.open[k] = q.Request
		}
	}
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

// count notes what a request came to.
func (m *Meter) count(q Asked, v *Verdict) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests++
	if v == nil {
		m.unread++
		if len(m.doubts) < mostDoubts {
			m.doubts = append(m.doubts, Doubt{q.By, q.Doubt})
		}
		return
	}
	m.counts[v.Class]++
	if v.Class == Same {
		if v.Handed {
			m.handed++
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
	g.Count++
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

// Open are requests that hang on files which one of the sides could be asked for.
func (m *Meter) Open() []nginx.Request {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make([]nginx.Request, 0, len(m.open))
	for _, q := range m.open {
		all = append(all, q)
	}
	return all
}
