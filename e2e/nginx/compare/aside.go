package compare

import "github.com/fleetspec/fleetspec/e2e/nginx"

// An aside holds requests that hang on files, until the sides were asked for them. Those that are alike are held once.
type aside struct {
	all   []waiting
	alike map[memoKey]int // where in all
}

type waiting struct {
	Asked
	times int
}

// Hold puts requests aside that hang on files which are not known, as many different ones as there is room for; others
// count by what is known. Ask for what [Meter.Held] gives, then [Meter.Settle].
func (m *Meter) Hold() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.aside = &aside{alike: map[memoKey]int{}}
}

// put holds a request, if there is room.
func (a *aside) put(q Asked, v *Verdict) bool {
	k := keyOf(q)
	if v.client {
		k.client = q.Client
	}
	if i, there := a.alike[k]; there && q.Header == nil {
		a.all[i].times++
		return true
	}
	if len(a.all) == mostAside {
		return false
	}
	if q.Header == nil {
		a.alike[k] = len(a.all)
	}
	a.all = append(a.all, waiting{q, 1})
	return true
}

// Held are the requests that were put aside.
func (m *Meter) Held() []nginx.Request {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.aside == nil {
		return nil
	}
	all := make([]nginx.Request, len(m.aside.all))
	for i, w := range m.aside.all {
		all[i] = w.Request
	}
	return all
}

// Settle counts what was put aside by what the oracles know. Call it when nothing is added any more.
func (m *Meter) Settle(old, new nginx.Oracle) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.aside == nil {
		return
	}
	m.old.ask, m.new.ask = old, new
	clear(m.memo)
	clear(m.byClient)
	for _, w := range m.aside.all {
		v := m.Judge(w.Request, w.Status)
		m.count(w.Asked, &v, w.times)
	}
	m.aside = nil
}
