package coverage

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/nginxtest"
)

const small = `http {
	server {
		server_name www.test;
		location = /exact { return 200; }
		location /files/ { add_header X-Where files; proxy_pass http://up; }
		location /secret/ { internal; return 200; }
		location /moved/ { proxy_pass http://up; }
		location ~ \.php$ { return 200; }
		location ~ /x\.php$ { return 200; }
		location /try/ { try_files $uri @front; }
		location @front { return 200; }
		location / { return 404; }
		error_page 404 /secret/404.html;
	}
	server {
		server_name old.test;
		return 301 https://www.test$request_uri;
		location /never { return 200; }
	}
}
`

func meterOf(t testing.TB, text string) *Meter {
	t.Helper()
	return New(nginxtest.Model(t, text), nil)
}

func get(host, target string) nginx.Request {
	return nginx.Request{Method: "GET", Host: host, Target: target}
}

// ask has a meter count requests, each by its target.
func ask(m *Meter, host string, targets ...string) {
	for _, target := range targets {
		m.Add(Hit{Request: get(host, target), By: target})
	}
}

// wantTexts wants each of some texts in what was written.
func wantTexts(t *testing.T, written string, want ...string) {
	t.Helper()
	for _, text := range want {
		if !strings.Contains(written, text) {
			t.Errorf("%q is not in\n%s", text, written)
		}
	}
}

// states are the states by the pattern of the location.
func states(r Report) map[string]Location {
	all := map[string]Location{}
	for _, s := range r.Servers {
		for _, l := range s.Locations {
			all[l.Pattern] = l
		}
	}
	return all
}

func TestEachLocationHasTheBestThatHappened(t *testing.T) {
	m := meterOf(t, small)
	ask(m, "www.test", "/exact", "/moved", "/try/a", "/nothing")
	ask(m, "old.test", "/never")
	m.Add(Hit{Request: get("www.test", "/files/a"), By: "files", Answer: &Answer{Status: 200, Header: map[string][]string{"X-Where": {"files"}}}})
	r := m.Report()
	got := states(r)
	for pattern, want := range map[string]State{"/exact": Entered, "/files/": Entered, "/secret/": Reached, "/moved/": Redirected, `\.php$`: Never,
		`/x\.php$`: Unreachable, "/try/": Entered, "front": Possibly, "/": Entered, "/never": Unreachable} {
		if got[pattern].State != want {
			t.Errorf("%s is %s, want %s", pattern, got[pattern].State, want)
		}
	}
	if got["/files/"].Certainty != "proved" || got["/exact"].Certainty != "modelled" {
		t.Errorf("%+v %+v", got["/files/"], got["/exact"])
	}
	if why := got[`/x\.php$`].Why; !strings.Contains(why, `location ~ \.php$ matches whatever it matches`) || !strings.Contains(why, "nginx.conf:8:") {
		t.Error(why)
	}
	if why := got["/never"].Why; !strings.Contains(why, "return") {
		t.Error(why)
	}
	if r.Total != (Count{Locations: 10, Reachable: 8, Covered: 5, Unreachable: 2}) || r.Total.Percent() != 62 || r.Outside != 1 {
		t.Errorf("%+v, %d outside", r.Total, r.Outside)
	}
}

func TestAnInternalLocationThatAClientAsksForIsNotCovered(t *testing.T) {
	m := meterOf(t, "http { server { location /in/ { internal; } location / { return 200; } } }")
	ask(m, "x", "/in/a")
	if got := states(m.Report())["/in/"]; got.State != Refused || got.Hits != 1 {
		t.Errorf("%+v", got)
	}
}

// An internal location that a rewrite of the server leads to is reached; one whose slash is missing after a move answers
// by a redirect only.
func TestWhatIsOpenedInsideIsReachedAndARedirectIsNone(t *testing.T) {
	m := meterOf(t, "http { server { rewrite ^/open /in/a; rewrite ^/broken /gone/a break; location /gone/ { internal; return 200; } location /in/ { internal; return 200; } location /up/ { proxy_pass http://u; } location / { rewrite ^ /up last; } } }")
	ask(m, "x", "/open", "/broken", "/other")
	got := states(m.Report())
	if got["/in/"].State != Reached || got["/gone/"].State != Reached || got["/up/"].State != Redirected || got["/"].State != Entered {
		t.Errorf("%+v", got)
	}
}

// What was answered in another way than the configuration says was not answered by it.
func TestAnAnswerThatContradictsCountsForNothing(t *testing.T) {
	m := meterOf(t, small)
	m.Add(Hit{Request: get("www.test", "/exact"), By: "exact", Answer: &Answer{Status: 403}})
	r := m.Report()
	if r.Total.Covered != 0 || r.Doubts != 1 || !strings.Contains(r.Unknown[0].Why, "the answer is 403, by the configuration it would be 200") {
		t.Errorf("%+v %+v", r.Total, r.Unknown)
	}
}

func TestReportsForAPersonSayWhatToLookAt(t *testing.T) {
	m := meterOf(t, small)
	m.Add(Hit{Request: get("www.test", "/exact"), By: "<the exact one>"})
	var text, page strings.Builder
	r := m.Report()
	if err := r.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if err := r.WritePage(&page, m.model.Config.Files); err != nil {
		t.Fatal(err)
	}
	wantTexts(t, text.String(), "✓ location = /exact  nginx.conf:4  entered, modelled (1 time)", "✗ location ~ \\.php$  nginx.conf:8  never",
		"– location ~ /x\\.php$", "1 of 8 locations covered, 12 % (2 more can't be reached)")
	wantTexts(t, page.String(), `<tr class="entered"><td class="n">4</td>`, `<tr class="never"><td class="n">8</td>`, `<tr class="unreachable"><td class="n">9</td>`, "&lt;the exact one&gt;")
}

func TestNoMoreIsKeptThanTheFirstNames(t *testing.T) {
	m := meterOf(t, small)
	for i := range 1000 {
		m.Add(Hit{Request: get("www.test", "/exact"), By: strings.Repeat("x", i%100)})
	}
	if got := states(m.Report())["/exact"]; len(got.By) != named || got.Hits != 1000 {
		t.Errorf("%d names, %d hits", len(got.By), got.Hits)
	}
}
