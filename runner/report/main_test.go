package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestMain takes away what the machine that tests run on would change.
func TestMain(m *testing.M) {
	for _, name := range []string{"NO_COLOR", "GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"} {
		os.Unsetenv(name)
	}
	os.Exit(m.Run())
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update writes it anew):\n%s", path, got)
	}
}

func console(t *testing.T, run *outcome.Run, o ConsoleOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := Console(&b, run, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func target(name string) outcome.Target {
	return outcome.Target{Name: name, Address: "ssh://deploy@" + name, Reached: true, Seconds: 0.4}
}

func result(target, spec string, o outcome.Outcome, message string) outcome.Result {
	return outcome.Result{Target: target, Spec: spec, Resource: "package", Name: "nginx", Labels: []string{}, Outcome: o,
		Message: message, Location: lines[spec], Seconds: 0.01, Group: "web tier"}
}

const (
	nginx  = "Package nginx is installed"
	php    = "PHP fpm setting memory_limit is 256M"
	kernel = "Kernel parameter net.core.somaxconn is 1024"
	absent = "Package telnetd is absent"
)

// lines says where the specs stand.
var lines = map[string]string{nginx: "web.yaml:4:3", php: "web.yaml:9:5", kernel: "web.yaml:20:5", absent: "web.yaml:5:3"}

// fleet is a run that has everything: four targets, one of them dead.
func fleet() *outcome.Run {
	run := &outcome.Run{Title: "web.yaml", Began: time.Date(2026, 11, 1, 9, 30, 0, 0, time.UTC), Took: 1234 * time.Millisecond}
	for _, name := range []string{"web-01", "web-02", "web-03", "web-04"} {
		run.Targets = append(run.Targets, target(name))
	}
	run.Targets[0].Notes = []string{"host key NOT verified"}
	run.Targets[1].Notes = []string{"host key NOT verified", "a snapshot of web-02, taken 72h0m0s ago"}
	run.Targets[1].LateRounds = 2
	run.Targets[2].Reached, run.Targets[2].Why = false, "connect web-03: dial tcp 10.0.0.3:22: connection refused"

	differs := func(name, is string) outcome.Result {
		r := result(name, php, outcome.Failed, `expected PHP fpm setting memory_limit to be "256M", but it is `+is)
		r.Evidence, r.Team, r.Because = "php-fpm8.2 -i | grep memory_limit", "payments", "reports need it"
		return r
	}
	everywhere := func(name string) outcome.Result {
		r := result(name, kernel, outcome.Failed, "expected kernel parameter net.core.somaxconn to be set to 1024, but it is 128")
		r.Evidence = "cat /proc/sys/net/core/somaxconn"
		return r
	}
	dead := func(spec, about string) outcome.Result {
		return result("web-03", spec, outcome.Unknown, "could not tell "+about+": "+run.Targets[2].Why)
	}
	gone := func(spec, about string) outcome.Result {
		r := result("web-02", spec, outcome.Unknown, "could not tell "+about+": dpkg-query is missing")
		r.Evidence = "dpkg-query -W " + about
		return r
	}
	onEC2 := result("web-04", absent, outcome.Skipped, "in a pod PHP-FPM is PID 1")
	old := result("web-01", absent, outcome.Waived, "W-12: removed with the next image, until 2026-12-31")
	run.Results = []outcome.Result{
		result("web-01", nginx, outcome.Passed, ""), gone(nginx, "nginx"), dead(nginx, "package nginx"), result("web-04", nginx, outcome.Passed, ""),
		differs("web-01", `"128M"`), differs("web-02", `"512M"`), dead(php, "php fpm"), result("web-04", php, outcome.Passed, ""),
		everywhere("web-01"), everywhere("web-02"), dead(kernel, "kernel-param net.core.somaxconn"), everywhere("web-04"),
		old, gone(absent, "telnetd"), dead(absent, "package telnetd"), onEC2,
	}
	return run
}
