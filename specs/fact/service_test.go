package fact

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

func askServices(units ...string) []Ask {
	var asks []Ask
	for _, u := range units {
		asks = append(asks, Ask{Table: "service", Key: u})
	}
	return asks
}

func TestServicesAgreeWithSystemctl(t *testing.T) {
	h := phpweb.Shared(t)
	out, err := h.Shell(t.Context(), `systemctl list-units --all --plain --no-legend --type=service,socket,timer,mount | awk '$2!="not-found"{print $1}'`)
	if err != nil {
		t.Fatal(err)
	}
	units := append(strings.Fields(out), "sshd.service", "legacy-agent.service")
	var script strings.Builder
	for _, u := range units {
		fmt.Fprintf(&script, "systemctl is-active -- %[1]s || true; systemctl is-failed -- %[1]s >/dev/null && echo yes || echo no; systemctl is-enabled -- %[1]s >/dev/null 2>&1 && echo yes || echo no\n", Quote(u))
	}
	out, err = h.Shell(t.Context(), script.String()+"true")
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Fields(out)
	if len(units) < 30 || len(said) != 3*len(units) {
		t.Fatalf("%d units, %d words", len(units), len(said))
	}
	for _, user := range []string{"", "deploy"} {
		s := collect(t, inside(t, h.Name, user), askServices(append(units, "no-such.service", "postfix@no-such.service")...)...)
		for i, u := range units {
			r := row(t, Services, s, u)
			enabled := map[bool]string{true: "yes", false: "no"}[strings.Contains(" enabled enabled-runtime static alias indirect generated transient ", " "+r.File+" ")]
			failed := map[bool]string{true: "yes", false: "no"}[r.Active == "failed"]
			if r.Active != said[3*i] || failed != said[3*i+1] || enabled != said[3*i+2] {
				t.Errorf("%s is %+v, systemctl says active %s, failed %s, enabled %s", u, r, said[3*i], said[3*i+1], said[3*i+2])
			}
		}
		lacks(t, Services, s, "no-such.service")
		if r := row(t, Services, s, "sshd.service"); r.Unit != "ssh.service" || r.MainPID == 0 {
			t.Errorf("sshd is %+v", r)
		}
		if r := row(t, Services, s, "postfix.service"); r.Sub != "exited" || fmt.Sprint(r.Instances) != "[postfix@-.service]" {
			t.Errorf("postfix is %+v", r)
		}
		if r := row(t, Services, s, "legacy-agent.service"); r.Load != "masked" {
			t.Errorf("legacy-agent is %+v", r)
		}
	}
}

func TestServicesWithoutSystemdAreUnknown(t *testing.T) {
	h := rpmHost(t)
	s := collect(t, inside(t, h.Name, ""), askServices("nginx.service")...)
	if why := cannot(t, Services, s, "nginx.service"); !strings.Contains(why, "check the process") {
		t.Error(why)
	}
}

func TestServicesOfABrokenHostAreUnknown(t *testing.T) {
	h := legacyHost(t)
	tr := inside(t, h.Name, "deploy")
	for _, c := range []struct{ name, breaks, mends, why string }{
		{"no systemctl", "mv /usr/bin/systemctl /root/q", "mv /root/q /usr/bin/systemctl", "systemctl is missing"},
		{"no bus for a user", "mv /run/dbus/system_bus_socket /run/dbus/x", "mv /run/dbus/x /run/dbus/system_bus_socket", "systemctl failed: "},
		{"killed midway", `mv /usr/bin/systemctl /usr/bin/q; printf '#!/bin/sh\n/usr/bin/q "$@" | head -n 5; kill -9 $$\n' >/usr/bin/systemctl; chmod 755 /usr/bin/systemctl`,
			"mv /usr/bin/q /usr/bin/systemctl", "systemctl failed: "},
		{"cut", `mv /usr/bin/systemctl /usr/bin/q; printf '#!/bin/sh\n/usr/bin/q "$@" | head -n 9\n' >/usr/bin/systemctl; chmod 755 /usr/bin/systemctl`,
			"mv /usr/bin/q /usr/bin/systemctl", "was cut off"},
	} {
		if _, err := h.Shell(t.Context(), c.breaks); err != nil {
			t.Fatal(err)
		}
		s := collect(t, tr, askServices("nginx.service", "no-such.service")...)
		for _, key := range []string{"nginx.service", "no-such.service"} {
			if why := cannot(t, Services, s, key); !strings.Contains(why, c.why) {
				t.Errorf("%s: %s, want %q", c.name, why, c.why)
			}
		}
		if _, err := h.Shell(t.Context(), c.mends); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Shell(t.Context(), "systemctl stop nginx; rm -f /lib/systemd/system/queue-worker.service /etc/systemd/system/queue-worker.service; systemctl daemon-reload; kill -9 $(cat /var/spool/postfix/pid/master.pid)"); err != nil {
		t.Fatal(err)
	}
	s := collect(t, tr, askServices("nginx.service", "queue-worker.service", "postfix.service")...)
	if r := row(t, Services, s, "nginx.service"); r.Active != "inactive" || r.Sub != "dead" {
		t.Errorf("nginx was stopped, but is %+v", r)
	}
	if r := row(t, Services, s, "queue-worker.service"); r.Load != "not-found" || r.Active != "active" {
		t.Errorf("queue-worker runs without its unit file, but is %+v", r)
	}
	if r := row(t, Services, s, "postfix.service"); r.Active != "active" || r.Sub != "exited" {
		t.Errorf("postfix without its master is %+v", r)
	}
}

func TestParseServices(t *testing.T) {
	out, err := os.ReadFile("testdata/systemctl-show")
	if err != nil {
		t.Fatal(err)
	}
	asks := askServices("nginx.service", "sshd.service", "nosuch.service", "legacy-agent.service", "missing.service", "postfix@-.service")
	rows, err := parseServices(asks, append(out, "\nend\n"...))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"nginx.service": "active", "sshd.service": "active", "nosuch.service": "absent", "legacy-agent.service": "inactive",
		"missing.service": "unknown", "postfix@-.service": "active",
	} {
		got := "absent"
		if r := rows[key]; r.Is != nil {
			got = r.Is.Active
		} else if r.Unknown != "" {
			got = "unknown"
		}
		if got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	// However it is cut, and ended, no row may be another one.
	for i := range out {
		cut, err := parseServices(asks, append(append([]byte{}, out[:i]...), "\n\nend\n"...))
		if err == nil && jsonOf(t, cut) != jsonOf(t, rows) {
			t.Fatalf("cut at %d: %s", i, jsonOf(t, cut))
		}
		if _, err := parseServices(asks, out[:i]); err == nil {
			t.Fatalf("cut at %d: no error", i)
		}
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestNamesNoUnitHas(t *testing.T) {
	for _, key := range []string{"", ".service", "nginx", "nginx*.service", "postfix@.service", "/dev/sda.device", "a b.service", "$(id).service",
		"[a].service", "@x.service", "nginx.serv", "a\nb.service", strings.Repeat("a", 250) + ".service"} {
		if err := CheckKey(Ask{Table: "service", Key: key}); err == nil {
			t.Errorf("%q can be asked for", key)
		}
	}
	for _, key := range []string{"-.mount", "postfix@-.service", `dev-disk-by\x2duuid-1.device`, "user@1000.service", "dbus-org.freedesktop.login1.service"} {
		if err := CheckKey(Ask{Table: "service", Key: key}); err != nil {
			t.Error(err)
		}
	}
}

func FuzzParseServices(f *testing.F) {
	if out, err := os.ReadFile("testdata/systemctl-show"); err == nil {
		f.Add(append(out, "\nend\n"...))
	}
	f.Fuzz(func(t *testing.T, out []byte) {
		rows, err := parseServices(askServices("nginx.service", "nosuch.service"), out)
		if err == nil && len(rows) != 2 {
			t.Errorf("%d rows", len(rows))
		}
	})
}
