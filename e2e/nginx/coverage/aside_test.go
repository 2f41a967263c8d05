package coverage

import (
	"fmt"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/waiting"
)

const onFiles = `http { server { root /srv; location / { try_files $uri @app; } location @app { return 200; } } }`

type disk map[string]nginx.Kind

func (d disk) File(path string) (nginx.Kind, bool)                     { return d[path], true }
func (d disk) Upstream(nginx.Passed) (answer nginx.Answer, known bool) { return answer, false }

// What hangs on files waits until the host was asked, and counts as often as it came.
func TestWhatHangsOnFilesWaitsForTheHost(t *testing.T) {
	m := meterOf(t, onFiles)
	m.Hold()
	for _, target := range []string{"/there", "/gone", "/gone", "/gone?q"} {
		m.Add(Hit{Request: get("h", target), By: target, Answer: &Answer{Status: 200}})
	}
	if n := len(m.Held()); n != 2 {
		t.Errorf("%d requests are held", n)
	}
	m.Settle(disk{"/srv/there": nginx.File})
	r := m.Report()
	got := states(r)
	if r.Requests != 4 || got["/"].Hits != 4 || got["app"].Hits != 3 || got["app"].State != Reached || got["app"].By[0] != "/gone" || got["app"].More != 2 {
		t.Errorf("%+v", r)
	}
	for _, target := range []string{"/gone", "/late"} {
		m.Add(Hit{Request: get("h", target), By: "late", Answer: &Answer{Status: 200}})
	}
	if got := states(m.Report()); got["app"].Hits != 5 {
		t.Errorf("after it is settled: %+v", got)
	}
}

// What finds no room counts by what is known without the host, and nothing is lost.
func TestWhatIsPutAsideIsBounded(t *testing.T) {
	m := meterOf(t, onFiles)
	m.Hold()
	for i := range waiting.Most + 5 {
		m.Add(Hit{Request: get("h", fmt.Sprintf("/%d", i)), By: "q"})
	}
	if n := len(m.Held()); n != waiting.Most {
		t.Errorf("%d are held", n)
	}
	if r := m.Report(); r.Requests != waiting.Most+5 || states(r)["/"].Hits != waiting.Most+5 || states(r)["app"].State != Possibly {
		t.Errorf("%+v", r)
	}
}

// What the answer decides does not wait.
func TestWhatTheAnswerDecidesIsNotAsked(t *testing.T) {
	m := meterOf(t, `http { server { root /srv; location / { try_files $uri @app; } location @app { return 204; } } }`)
	m.Hold()
	m.Add(Hit{Request: get("h", "/x"), By: "q", Answer: &Answer{Status: 204}})
	if n := len(m.Held()); n != 0 {
		t.Errorf("%d are held", n)
	}
}

// What can go another way waits by itself, also where the log has the same of it: by the headers that are known, and by
// the client that a way asks for.
func TestWhatMayGoAnotherWayWaitsByItself(t *testing.T) {
	m := meterOf(t, `http { server { root /srv; error_page 403 /denied; location /x { if ($http_x) { root /other; } try_files $uri @app; }
		location /who { deny 10.0.0.0/8; try_files $uri @app; } location /denied { try_files $uri @app; } location @app { return 200; } } }`)
	m.Hold()
	for _, x := range []map[string]string{{"x": "1"}, {}} {
		q := get("h", "/x")
		q.Header = x
		m.Add(Hit{Request: q, By: "x"})
	}
	for _, client := range []string{"10.0.0.1", "11.0.0.1", "11.0.0.1"} {
		q := get("h", "/who")
		q.Client = client
		m.Add(Hit{Request: q, By: client})
	}
	if n := len(m.Held()); n != 4 {
		t.Errorf("%d requests are held", n)
	}
	m.Settle(disk{"/other/x": nginx.File, "/srv/who": nginx.File})
	got := states(m.Report())
	if app := got["app"]; app.Hits != 2 || len(app.By) != 2 || app.By[0] != "x" || app.By[1] != "10.0.0.1" || got["/who"].Hits != 3 {
		t.Errorf("%+v", got)
	}
}

// What is settled is over: what comes later counts by what is known then.
func TestNothingIsPutAsideOnceItIsSettled(t *testing.T) {
	m := meterOf(t, onFiles)
	m.Hold()
	m.Settle(nil)
	m.Add(Hit{Request: get("h", "/late"), By: "late"})
	if n := len(m.Held()); n != 0 {
		t.Errorf("%d are held", n)
	}
	if r := m.Report(); r.Requests != 1 {
		t.Errorf("%+v", r)
	}
}
