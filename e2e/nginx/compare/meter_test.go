package compare

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

const before = `events {} http { server { server_name h;
	location /a/ { return 200 a; } location /gone/ { return 200 gone; } location /moved/ { return 301 /to$uri; }
	location /files/ { root /was; } location /who/ { deny 10.0.0.0/8; proxy_pass http://u; } location / { return 404; } } }`

const after = `events {} http { server { server_name h;
	location /a/ { return 200 a; } location /moved/ { return 301 /too$uri; }
	location /files/ { root /is; } location /who/ { deny 10.0.0.0/9; proxy_pass http://u; } location / { return 404; } } }`

func asking(target, client string) Asked {
	return Asked{Request: nginx.Request{Method: "GET", Host: "h", Target: target, Client: client}, By: "log:" + target}
}

func TestRequestsThatChangeAlikeAreOneGroup(t *testing.T) {
	m := NewMeter(New(modelOf(t, before), modelOf(t, after), nil, nil))
	for i := range 10 {
		m.Add(asking(fmt.Sprint("/a/", i), ""))
		m.Add(asking(fmt.Sprint("/gone/", i/5), ""))
		m.Add(asking(fmt.Sprint("/moved/", i), ""))
		m.Add(asking("/who/", fmt.Sprintf("10.%d.0.1", 120+i)))
	}
	m.Add(Asked{By: "log:99", Doubt: "no request line"})
	r := m.Report()
	if got := fmt.Sprint(r.Requests, r.Counts[Same], r.Counts[Outcome], r.Counts[Unknown], r.Unread, r.Changed(), r.Untold(), len(r.Groups)); got != "41 18 22 0 1 22 1 3" {
		t.Errorf("%s: %+v", got, r)
	}
	g := r.Groups[0]
	if g.Count != 10 || len(g.Examples) != 2 && len(g.Examples) != 3 {
		t.Errorf("%+v", g)
	}
	for _, g := range r.Groups {
		if g.Old.Entered.Pattern == "/gone/" && (len(g.Examples) != 2 || *g.Old.Status != 200 || *g.New.Status != 404 || g.New.Final.Pattern != "/") {
			t.Errorf("%+v", g)
		}
		if g.Old.Entered.Pattern == "/who/" && (g.Count != 2 || g.Examples[0].Old != "answers 403") {
			t.Errorf("%+v", g)
		}
	}
	var text, program strings.Builder
	if err := r.WriteText(&text); err != nil || !strings.HasPrefix(text.String(), "of 41 requests 18 go the same way, 22 change (22 the outcome, 0 the location, 0 what its block says), 1 can't be told\n") || !strings.Contains(text.String(), "? 1 request could not be read:\n    log:99: no request line\n") {
		t.Errorf("%v\n%s", err, text.String())
	}
	var read Report
	if err := r.WriteJSON(&program); err != nil || json.Unmarshal([]byte(program.String()), &read) != nil || read.Counts[Outcome] != 22 || read.Groups[0].Examples[0].New != r.Groups[0].Examples[0].New {
		t.Errorf("%v\n%s", err, program.String())
	}
}

// batches are lines of a log: all different, or a few again and again.
func batches(n, different int) func(yield func(func() []Asked) bool) {
	return func(yield func(func() []Asked) bool) {
		for i := 0; i < n; i += 1000 {
			if !yield(func() []Asked {
				all := make([]Asked, 1000)
				for j := range all {
					all[j] = asking([]string{"/a/", "/gone/", "/moved/", "/who/", "/files/"}[(i+j)%5]+fmt.Sprint((i+j)%different), fmt.Sprintf("10.%d.0.1", (i+j)%256))
				}
				return all
			}) {
				return
			}
		}
	}
}

// A log of any length is counted in its order, and what is kept of it does not grow.
func TestALogTakesNoMemory(t *testing.T) {
	kept := func(n int) (uint64, Report) {
		m := NewMeter(New(modelOf(t, before), modelOf(t, after), nil, nil))
		m.AddAll(batches(n, n))
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		r := m.Report()
		runtime.KeepAlive(m)
		return s.HeapAlloc, r
	}
	small, _ := kept(30_000)
	large, r := kept(150_000)
	if large > small+8<<20 {
		t.Errorf("%d bytes after 30,000 lines, %d after 150,000", small, large)
	}
	if r.Requests != 150_000 || len(r.Groups) > 8 || r.Groups[0].Examples[0].By != "log:"+strings.TrimPrefix(r.Groups[0].Examples[0].Request, "GET http://h") || r.Counts[Block] != 30_000 {
		t.Errorf("%d groups of %d requests: %+v", len(r.Groups), r.Requests, r.Counts)
	}
	again := NewMeter(New(modelOf(t, before), modelOf(t, after), nil, nil))
	again.AddAll(batches(150_000, 150_000))
	a, _ := json.Marshal(r)
	b, _ := json.Marshal(again.Report())
	if string(a) != string(b) {
		t.Errorf("twice the same log: %s, then %s", a, b)
	}
}

func BenchmarkMeter(b *testing.B) {
	c := New(modelOf(b, before), modelOf(b, after), nil, nil)
	for name, different := range map[string]int{"few": 1000, "all-different": 1 << 30} {
		b.Run(name, func(b *testing.B) {
			m := NewMeter(c)
			m.AddAll(batches(b.N, different))
		})
	}
}
