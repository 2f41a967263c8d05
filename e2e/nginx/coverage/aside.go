package coverage

import "github.com/fleetspec/fleetspec/e2e/nginx"

// An aside holds requests whose ways hang on files of the host, until it was asked for them. Those that are alike are
// held once.
type aside struct {
	all   []waiting
	alike map[key]int // where in all
}

type waiting struct {
	Hit
	times int
}

// held is how many different requests are put aside. Others count by what is known without the host.
const held = 4000

// Hold puts requests aside whose ways hang on files that are not known, for [Meter.Settle]: ask the host for what
// [Meter.Held] gives between the two.
func (m *Meter) Hold() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.aside = &aside{alike: map[key]int{}}
}

// put holds a request, if there is room. ok says that k tells it from all others.
func (a *aside) put(h Hit, k key, ok bool) bool {
	if i, there := a.alike[k]; ok && there {
		a.all[i].times++
		return true
	}
	if len(a.all) == held {
		return false
	}
	if ok {
		a.alike[k] = len(a.all)
	}
	a.all = append(a.all, waiting{h, 1})
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

// Settle counts what was put aside by what is known now. Nothing is put aside any more.
func (m *Meter) Settle(ask nginx.Oracle) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.settle(ask)
}

func (m *Meter) settle(ask nginx.Oracle) {
	if m.aside == nil {
		return
	}
	m.ask, m.memo = ask, newMemo(m.model)
	for _, w := range m.aside.all {
		m.count(w.Hit, m.follow(w.Hit), w.times)
	}
	m.aside = nil
}
