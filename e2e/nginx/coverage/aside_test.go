package coverage

import (
	"fmt"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
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
	m.Add(Hit{Request: get("h", "/late"), By: "late"})
	if got := states(m.Report()); got["app"].Hits != 4 {
		t.Errorf("after it is settled: %+v", got)
	}
}

// What finds no room counts by what is known without the host, and nothing is lost.
func TestWhatIsPutAsideIsBounded(t *testing.T) {
	m := meterOf(t, onFiles)
	m.Hold()
	for i := range held + 5 {
		m.Add(Hit{Request: get("h", fmt.Sprintf("/%d", i)), By: "q"})
	}
	if n := len(m.Held()); n != held {
		t.Errorf("%d are held", n)
	}
	if r := m.Report(); r.Requests != held+5 || states(r)["/"].Hits != held+5 || states(r)["app"].State != Possibly {
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
