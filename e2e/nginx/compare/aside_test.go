package compare

import (
	"fmt"
	"testing"
)

// Requests that hang on files wait until the hosts were asked; others don't.
func TestFilesAreAskedInTheEnd(t *testing.T) {
	m := NewMeter(New(modelOf(t, before), modelOf(t, after), nil, nil))
	m.Hold()
	for range 3 {
		m.Add(asking("/files/x", ""))
	}
	m.Add(asking("/files/y", ""))
	m.Add(asking("/a/x", ""))
	if held := m.Held(); len(held) != 2 {
		t.Fatalf("%v", held)
	}
	if r := m.Report(); r.Requests != 1 {
		t.Errorf("%+v", r)
	}
	m.Settle(onDisk{"/was/files/x", "/was/files/y"}, onDisk{"/is/files/y"})
	r := m.Report()
	if r.Requests != 5 || r.Counts[Outcome] != 3 || r.Counts[Block] != 1 || r.Groups[0].Examples[0].New != "answers 404" {
		t.Errorf("%+v %+v", r, r.Groups[0])
	}
	m.Add(asking("/files/x", ""))
	if n := len(m.Held()); n != 0 || m.Report().Counts[Outcome] != 4 {
		t.Errorf("after it is settled %d are held: %+v", n, m.Report())
	}
}

// What the log says was answered counts also for what waited.
func TestWhatWaitedKeepsItsAnswer(t *testing.T) {
	m := NewMeter(New(modelOf(t, before), modelOf(t, after), nil, nil))
	m.Hold()
	for _, status := range []int{404, 200} {
		q := asking("/files/x", "")
		q.Status = status
		m.Add(q)
	}
	m.Settle(nothing{}, onDisk{})
	if r := m.Report(); r.Counts[Same] != 1 || r.Counts[Outcome] != 1 {
		t.Errorf("%+v", r.Counts)
	}
}

// What can go another way waits by itself, also where the log has the same of it: by the headers that are known, and by
// the client that a way asks for.
func TestWhatMayGoAnotherWayWaitsByItself(t *testing.T) {
	const text = `http { server { server_name h; error_page 403 /denied; root /srv;
		location /x { if ($http_x) { root /other; } } location /who { deny 10.0.0.0/8; } location /denied { } } }`
	m := NewMeter(New(modelOf(t, text), modelOf(t, text), nil, nil))
	m.Hold()
	for _, x := range []map[string]string{{"x": "1"}, {}, nil} {
		q := asking("/x", "")
		q.Header = x
		m.Add(q)
	}
	for _, client := range []string{"10.0.0.1", "11.0.0.1", "11.0.0.1"} {
		m.Add(asking("/who", client))
	}
	var held []string
	for _, q := range m.Held() {
		held = append(held, fmt.Sprint(q.Target, q.Header, q.Client))
	}
	if got := fmt.Sprint(held); got != "[/xmap[x:1] /xmap[] /xmap[] /whomap[]10.0.0.1 /whomap[]11.0.0.1]" {
		t.Error(got)
	}
	m.Settle(onDisk{"/other/x", "/srv/denied"}, onDisk{})
	if r := m.Report(); r.Counts[Outcome] != 2 || r.Counts[Same] != 3 || r.Counts[Unknown] != 1 {
		t.Errorf("%+v", r)
	}
}
