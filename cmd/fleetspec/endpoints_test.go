package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/e2e/phpweb"
	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// checksOf writes the reference checks, and an inventory with the form of the stack as their endpoint.
func checksOf(t *testing.T, w *fixture.Web) []string {
	t.Helper()
	t.Setenv("SMOKE_PASSWORD", fixture.AppPassword)
	dir := t.TempDir()
	inventory := fmt.Sprintf("endpoints:\n  %[1]s: { url: https://%[2]s, dial: { %[2]s:443: %[3]s, %[6]s:443: %[3]s, %[7]s:443: %[3]s, %[2]s:80: %[4]s }, ca: %[5]s, writes: allowed }\n",
		w.Form, fixture.WWW, w.HTTPS, w.HTTP, w.CAFile, fixture.Apex, fixture.API)
	for name, text := range map[string]string{"checks.yaml": string(phpweb.YAML), "fleetspec.yaml": inventory} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []string{filepath.Join(dir, "checks.yaml"), "-c", filepath.Join(dir, "fleetspec.yaml")}
}

// The same checks pass on both forms of the stack.
func TestBothFormsPassTheReferenceChecks(t *testing.T) {
	for _, w := range []*fixture.Web{&fixture.Shared(t).Web, &fixture.SharedSplit(t).Web} {
		c := judged(t, checksOf(t, w)...)
		if c.status != 0 || len(c.Results) < 90 {
			t.Errorf("%s: status %d, %d results, %q\n%s", w.Form, c.status, len(c.Results), c.not(), c.text)
		}
	}
}

// faults are mistakes in NGINX's configuration: sed makes them, and exactly these requests turn red.
var faults = map[string]struct {
	sed string
	red []string
}{
	"internal is lost":              {`/location ^~ .errors/,/}/s/internal;//`, []string{"GET /errors/404.html"}},
	"^~ is lost":                    {`s|location ^~ /static/|location /static/|`, []string{"GET /static/never.php"}},
	"dotfiles are no longer denied": {`s|location ~ /..(?!well-known/)|location ~ ^/nothing$|`, []string{"GET /.env", "GET /.git/config", "GET /.setup.php"}},
	"a cache header is lost":        {`s/expires 1h;//`, []string{"GET /static/plain.css"}},
	"HTTP/2 is off":                 {`s/ssl http2/ssl/`, []string{"GET /healthz"}},
	"an alias leads elsewhere":      {`s|share/chat/manual|share/chat/nosuch|`, []string{"GET /manual/en/"}},
	"a location is gone":            {`/location = .robots.txt/,/}/d`, []string{"GET /robots.txt"}},
}

func TestAFaultInTheConfigurationTurnsExactlyItsChecks(t *testing.T) {
	s := fixture.SharedSplit(t)
	args := checksOf(t, &s.Web)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	shell := func(script string) {
		t.Helper()
		if out, err := s.NGINX.Shell(ctx, "set -e; cd /etc/nginx/chat; "+script); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if err := s.Reload(ctx); err != nil {
			t.Fatal(err)
		}
	}
	for name, f := range faults {
		shell("rm -rf /etc/nginx/whole; cp -a . /etc/nginx/whole; sed -i '" + f.sed + "' *.conf; ! diff -rq . /etc/nginx/whole >/dev/null")
		c := judged(t, args...)
		shell("cp -a /etc/nginx/whole/. .")
		var red []string
		for _, r := range c.Results {
			if r.Outcome != "passed" && r.Outcome != "skipped" {
				red = append(red, r.Name)
			}
		}
		slices.Sort(red)
		if strings.Join(red, ", ") != strings.Join(f.red, ", ") || c.status != 1 {
			t.Errorf("%s: red are %q, want %q (status %d)\n%s", name, red, f.red, c.status, c.text)
		}
	}
	if c := judged(t, args...); c.status != 0 {
		t.Errorf("mended again: status %d, %q", c.status, c.not())
	}
}
