package compare

import (
	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/waiting"
)

// An aside holds requests that hang on files, until the sides were asked for them.
type aside struct{ waiting.Room[memoKey, Asked] }

// put holds a request, if there is room. One whose headers are known is alike no other.
func (a *aside) put(q Asked, v *Verdict) bool {
	k := keyOf(q)
	if v.client {
		k.client = q.Client
	}
	return a.Put(q, k, q.Header == nil)
}

// Hold puts requests aside that hang on files which are not known, as many different ones as there is room for; others
// count by what is known. Ask for what [Meter.Held] gives, then [Meter.Settle].
func (m *Meter) Hold() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.aside = &aside{}
}

// Held are the requests that were put aside.
func (m *Meter) Held() (all []nginx.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.aside == nil {
		return nil
	}
	for q := range m.aside.All() {
		all = append(all, q.Request)
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
	for q, times := range m.aside.All() {
		v := m.Judge(q.Request, q.Status)
		m.count(q, &v, times)
	}
	m.aside = nil
}
