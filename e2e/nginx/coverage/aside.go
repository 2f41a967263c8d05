package coverage

import (
	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/waiting"
)

// An aside holds requests whose ways hang on files of the host, until it was asked for them. Where it has no room, they count
// by what is known without it.
type aside = waiting.Room[key, Hit]

// Hold puts requests aside whose ways hang on files that are not known, for [Meter.Settle]: ask the host for what
// [Meter.Held] gives between the two.
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
	for h := range m.aside.All() {
		all = append(all, h.Request)
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
	for h, times := range m.aside.All() {
		m.count(h, m.follow(h), times)
	}
	m.aside = nil
}
