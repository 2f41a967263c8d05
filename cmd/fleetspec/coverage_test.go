package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	"github.com/fleetspec/fleetspec/e2e/phpweb"
	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// covering writes an inventory with a form of the stack, the reference checks and, for the host, those of its own name.
func covering(t *testing.T, w *fixture.Web, checks string) []string {
	t.Helper()
	t.Setenv("SMOKE_PASSWORD", fixture.AppPassword)
	dir := t.TempDir()
	inventory := fmt.Sprintf("targets:\n  web: { address: \"docker://%[8]s\" }\nendpoints:\n  %[1]s: { url: https://%[2]s, dial: { %[2]s:443: %[3]s, %[6]s:443: %[3]s, %[7]s:443: %[3]s, %[2]s:80: %[4]s, legacy.example.internal:80: %[4]s }, ca: %[5]s, writes: allowed, target: web }\n",
		w.Form, fixture.WWW, w.HTTPS, w.HTTP, w.CAFile, fixture.Apex, fixture.API, w.NGINX.Name)
	files := map[string]string{"fleetspec.yaml": inventory, "checks.yaml": checks}
	args := []string{filepath.Join(dir, "checks.yaml")}
	if w.Form == "legacy" {
		files["host.yaml"] = string(phpweb.HostYAML)
		args = append(args, filepath.Join(dir, "host.yaml"))
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return append(args, "-c", filepath.Join(dir, "fleetspec.yaml"), "--coverage", "web", "--coverage-min", "100%",
		"--report", "coverage="+filepath.Join(dir, "coverage.json"), "--report", "coverage-html="+filepath.Join(dir, "coverage.html"))
}

// A located location is named by its place and how it is written.
func located(l coverage.Location) string {
	return fmt.Sprintf("%s  %s:%d", l.Name(), l.File, l.Line)
}

// covered runs the checks and gives the coverage, with the locations that were missed.
func covered(t *testing.T, w *fixture.Web, checks string) (c checked, r coverage.Report, missed []string) {
	t.Helper()
	args := covering(t, w, checks)
	c = judged(t, args...)
	text, err := os.ReadFile(filepath.Join(filepath.Dir(args[0]), "coverage.json"))
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, c.text)
	}
	if len(c.not()) > 0 {
		t.Fatalf("%s: %q\n%s", w.Form, c.not(), c.text)
	}
	if page, err := os.ReadFile(filepath.Join(filepath.Dir(args[0]), "coverage.html")); err != nil || !strings.Contains(string(page), fmt.Sprintf("<title>NGINX location coverage: %d %%</title>", r.Total.Percent())) {
		t.Errorf("%s: %v, the page is of other coverage", w.Form, err)
	}
	for l := range locationsOf(r) {
		if l.State != coverage.Unreachable && !l.State.Covered() {
			missed = append(missed, located(l))
		}
	}
	slices.Sort(missed)
	return c, r, missed
}

func locationsOf(r coverage.Report) func(func(coverage.Location) bool) {
	return func(yield func(coverage.Location) bool) {
		for _, s := range r.Servers {
			for _, l := range s.Locations {
				if !yield(l) {
					return
				}
			}
		}
	}
}

// alone are the locations that one check alone reaches, by that check.
func alone(r coverage.Report) map[string][]string {
	sole := map[string][]string{}
	for l := range locationsOf(r) {
		if len(l.By) == 1 && l.More == 0 {
			sole[l.By[0]] = append(sole[l.By[0]], located(l))
		}
	}
	for _, all := range sole {
		slices.Sort(all)
	}
	return sole
}

var line = regexp.MustCompile(`\(checks\.yaml:(\d+)\)$`)

// without takes the checks that are named by their lines out of the suite; nothing else moves.
func without(t *testing.T, checks string, names ...string) string {
	t.Helper()
	lines := strings.Split(checks, "\n")
	for _, name := range names {
		var n int
		found := line.FindStringSubmatch(name)
		if found == nil {
			t.Fatalf("%q has no line of checks.yaml", name)
		}
		if _, err := fmt.Sscan(found[1], &n); err != nil || !strings.HasPrefix(lines[n-1], "  - ") {
			t.Fatalf("%q: no check begins at line %d", name, n)
		}
		lines[n-1] = ""
		for ; n < len(lines) && strings.HasPrefix(lines[n], "    "); n++ {
			lines[n] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// onlyBy are locations of the stack that one check alone reaches, in both forms.
var onlyBy = map[string]string{
	"GET /robots.txt":                    "location = /robots.txt  /etc/nginx/chat/www.conf:",
	"GET /static/app.0a1b2c3d.css":       `location ~ \.[0-9a-f]{8}\.(?:css|js)$  /etc/nginx/chat/www.conf:`,
	"GET /backup.SQL":                    `location ~* \.(?:bak|ini|log|sql)$  /etc/nginx/chat/www.conf:`,
	"GET /slow?ms=3000":                  "location @down  /etc/nginx/chat/www.conf:",
	"GET /download/1 as user":            "location ^~ /protected/  /etc/nginx/chat/www.conf:",
	"POST /upload?over":                  "location @too-large  /etc/nginx/chat/www.conf:",
	"GET http://www.example.com/healthz": "location = /healthz  /etc/nginx/chat/http.conf:",
}

// The reference checks reach every location that can be reached, of both forms; and which of them reach one alone is
// told.
func TestTheReferenceChecksReachEveryLocation(t *testing.T) {
	for _, w := range []*fixture.Web{&fixture.Shared(t).Web, &fixture.SharedSplit(t).Web} {
		c, r, missed := covered(t, w, string(phpweb.YAML))
		if c.status != 0 || len(missed) > 0 || r.Total.Covered != r.Total.Reachable || r.Total.Reachable < 30 || r.Doubts != 0 || r.Requests < 100 {
			t.Errorf("%s: status %d, missed %q, %+v, %d of %d requests in doubt\n%s", w.Form, c.status, missed, r.Total, r.Doubts, r.Requests, c.text)
		}
		sole := alone(r)
		for check, want := range onlyBy {
			found := false
			for name, locations := range sole {
				found = found || strings.HasPrefix(name, check+" (") && len(locations) == 1 && strings.HasPrefix(locations[0], want)
			}
			if !found {
				t.Errorf("%s: %s is not told to reach %s alone, but %q", w.Form, check, want, sole)
			}
		}
	}
}

// Without a check, the locations that it alone reached are missed, and no other.
func TestACheckThatIsRemovedNamesTheLocationThatItAloneReached(t *testing.T) {
	w := &fixture.SharedSplit(t).Web
	suite := string(phpweb.YAML)
	_, r, _ := covered(t, w, suite)
	sole := alone(r)
	try := func(names ...string) {
		var want []string
		for _, name := range names {
			want = append(want, sole[name]...)
		}
		slices.Sort(want)
		c, _, missed := covered(t, w, without(t, suite, names...))
		if c.status != 1 || !slices.Equal(missed, want) {
			t.Errorf("without %q: status %d, missed %q, want %q", names, c.status, missed, want)
		}
		for _, one := range want {
			if !strings.Contains(c.text, " "+one+"  ") { // nested ones are set in
				t.Errorf("without %q: %q is not named:\n%s", names, one, c.text)
			}
		}
	}
	names := slices.Sorted(maps.Keys(sole))
	for _, name := range names {
		if strings.HasPrefix(name, "GET /robots.txt ") || strings.HasPrefix(name, "GET /slow?ms=3000 ") || strings.HasPrefix(name, "GET /download/1 as user ") {
			try(name)
		}
	}
	if len(names) < 10 {
		t.Errorf("%d checks reach a location alone: %q", len(names), names)
	}
	try(names...)
}

// A location that no check reaches is named, with its place.
func TestALocationThatNoCheckReachesIsNamed(t *testing.T) {
	s := fixture.SharedSplit(t)
	change := func(script string) {
		t.Helper()
		if out, err := s.NGINX.Shell(context.Background(), script); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if err := s.Reload(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	change("cp /etc/nginx/chat/api.conf /tmp/api.conf; sed -i '$d' /etc/nginx/chat/api.conf; printf '    location /nobody/ {\\n        return 204;\\n    }\\n}\\n' >>/etc/nginx/chat/api.conf")
	defer change("cp /tmp/api.conf /etc/nginx/chat/api.conf")
	c, _, missed := covered(t, &s.Web, string(phpweb.YAML))
	if c.status != 1 || len(missed) != 1 || !strings.HasPrefix(missed[0], "location /nobody/  /etc/nginx/chat/api.conf:") || !strings.Contains(c.text, "✗ "+missed[0]+"  never") {
		t.Errorf("status %d, missed %q\n%s", c.status, missed, c.text)
	}
	if !strings.Contains(c.text, "is less than the 100 % of --coverage-min") {
		t.Error(c.text)
	}
}

var used = regexp.MustCompile(`using configuration "(.*)"$|using location: @(\S+) `)

// What is told to be covered is what a real NGINX says in its debug log that it used, and as often: but for what it does not
// log, and where a request comes to one location twice.
func TestTheCoverageIsWhatNGINXLogs(t *testing.T) {
	s := fixture.SharedSplit(t)
	change := func(script string) {
		t.Helper()
		if out, err := s.NGINX.Shell(context.Background(), script); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if err := s.Reload(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	change("cp /etc/nginx/chat/form/log.conf /tmp/log.conf; echo 'error_log /tmp/debug.log debug;' >>/etc/nginx/chat/form/log.conf")
	defer change("cp /tmp/log.conf /etc/nginx/chat/form/log.conf; rm -f /tmp/debug.log")
	_, r, _ := covered(t, &s.Web, string(phpweb.YAML))
	log, err := s.NGINX.Shell(context.Background(), "grep -ah 'using ' /tmp/debug.log")
	if err != nil {
		t.Fatal(err)
	}
	logged, told := map[string]int{}, map[string]int{}
	for _, line := range strings.Split(log, "\n") {
		if m := used.FindStringSubmatch(line); m != nil && m[1]+m[2] != "" {
			logged[m[1]+m[2]]++
		}
	}
	for l := range locationsOf(r) {
		if l.Modifier == "=" {
			told["="+l.Pattern] += l.Hits
		} else {
			told[l.Pattern] += l.Hits
		}
	}
	for _, again := range []string{"/", "/manual/"} { // by the index of /news/ and of /manual/en/
		logged[again]--
	}
	if len(logged) < 25 {
		t.Errorf("NGINX logged %v", logged)
	}
	if !maps.Equal(logged, told) {
		t.Errorf("NGINX logged %v\nwhat is told    %v", logged, told)
	}
}
