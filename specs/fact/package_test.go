package fact

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/specs/version"
)

var askPackages = Ask{Table: "package", Key: "nginx"}

// lines gives all packages that a snapshot holds, a line each, sorted.
func packageLines(t *testing.T, s *Snapshot) []string {
	t.Helper()
	rows, err := Packages.All(s, askPackages)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for name, r := range rows {
		for _, p := range r.Is.Instances {
			out = append(out, strings.Join([]string{name, p.Arch, p.Version, p.State}, " "))
		}
	}
	sort.Strings(out)
	return out
}

func sameLines(t *testing.T, got, want []string) {
	t.Helper()
	sort.Strings(want)
	if len(got) != len(want) || len(got) < 5 {
		t.Errorf("%d packages, its own tool lists %d", len(got), len(want))
	}
	for i := range got {
		if i < len(want) && got[i] != want[i] {
			t.Fatalf("package %q, its own tool says %q", got[i], want[i])
		}
	}
}

func TestPackagesAgreeWithDpkg(t *testing.T) {
	h := phpweb.Shared(t)
	for _, user := range []string{"", "deploy"} {
		s := collect(t, inside(t, h.Name, user), askPackages)
		// dpkg --list cuts nothing when it is no terminal, but shows only a letter for the status.
		out, err := h.Shell(t.Context(), `dpkg -l | awk '/^[a-z][a-zA-Z] /{split($2,n,":"); print n[1], $4, $3, ($1=="rc"?"config-files":"installed")}'`)
		if err != nil {
			t.Fatal(err)
		}
		sameLines(t, packageLines(t, s), strings.Split(strings.TrimSpace(out), "\n"))
		lacks(t, Packages, s, "no-such-package")
	}
}

func TestPackagesAgreeWithRPM(t *testing.T) {
	h := rpmHost(t)
	before, err := h.Changes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := collect(t, inside(t, h.Name, ""), askPackages)
	after, err := h.Changes(t.Context())
	if err != nil || fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("collecting changed the host: %v, before %v (%v)", after, before, err)
	}
	out, err := h.Shell(t.Context(), `rpm -qa --qf '%{NAME} %{ARCH} %{EVR} installed\n' | sed 's/ (none) /  /'`)
	if err != nil {
		t.Fatal(err)
	}
	sameLines(t, packageLines(t, s), strings.Split(strings.TrimSpace(out), "\n"))
	if got := row(t, Packages, s, "kernel").Instances; len(got) != 2 {
		t.Errorf("kernels %+v, want two", got)
	}
	if got := row(t, Packages, s, "nginx").Instances[0]; got.Version != "1:1.24.0-1.amzn2023.0.2" || got.System != version.RPM {
		t.Errorf("nginx %+v", got)
	}
	lacks(t, Packages, s, "apache2")
}

func TestPackagesOfABrokenHostAreUnknown(t *testing.T) {
	const d = "/var/lib/dpkg/"
	cases := []struct{ name, breaks, mends, why string }{
		{"no tool", "mv /usr/bin/dpkg-query /root/q", "mv /root/q /usr/bin/dpkg-query", "neither dpkg-query nor rpm"},
		{"empty database", "mv " + d + "status /root/s; : >" + d + "status", "mv /root/s " + d + "status", "does not hold dpkg itself"},
		{"no database", "mv " + d + "status /root/s", "mv /root/s " + d + "status", "status is not"},
		{"broken database", "cp -p " + d + "status /root/s; echo garbage >>" + d + "status", "mv /root/s " + d + "status", "failed"},
		{"dpkg at work", "touch " + d + "updates/0001", "rm " + d + "updates/0001", "updates is not empty"},
		{"no stat", "mv /usr/bin/stat /root/stat", "mv /root/stat /usr/bin/stat", "could not be read"},
		{"changed meanwhile", `mv /usr/bin/dpkg-query /root/q; printf '#!/bin/sh\n/root/q "$@"; r=$?; touch ` + d + `status; exit $r\n' >/usr/bin/dpkg-query; chmod 755 /usr/bin/dpkg-query`,
			"mv /root/q /usr/bin/dpkg-query", "was at work while"},
		{"killed midway", `mv /usr/bin/dpkg-query /root/q; printf '#!/bin/sh\n/root/q "$@" | head -n 200; kill -9 $$\n' >/usr/bin/dpkg-query; chmod 755 /usr/bin/dpkg-query`,
			"mv /root/q /usr/bin/dpkg-query", "dpkg-query failed"},
	}
	h := legacyHost(t)
	tr := inside(t, h.Name, "")
	for _, c := range cases {
		if _, err := h.Shell(t.Context(), c.breaks); err != nil {
			t.Fatal(err)
		}
		s := collect(t, tr, askPackages)
		for _, key := range []string{"nginx", "no-such-package"} {
			if why := cannot(t, Packages, s, key); !strings.Contains(why, c.why) {
				t.Errorf("%s: %s, want %q", c.name, why, c.why)
			}
		}
		if _, err := h.Shell(t.Context(), c.mends); err != nil {
			t.Fatal(err)
		}
		row(t, Packages, collect(t, tr, askPackages), "nginx")
	}
}

func TestDpkgStates(t *testing.T) {
	h := legacyHost(t)
	_, err := h.Shell(t.Context(), `apt-mark hold nginx >&2; dpkg --remove jq >&2; sed -i '/^Package: cron$/,/^$/s/^Status: .*/Status: install ok half-configured/; /^Package: curl$/,/^$/s/^Status: .*/Status: install ok triggers-awaited\nTriggers-Awaited: cron/' /var/lib/dpkg/status`)
	if err != nil {
		t.Fatal(err)
	}
	s := collect(t, inside(t, h.Name, ""), askPackages)
	for name, want := range map[string]bool{"nginx": true, "cron": false, "curl": true, "dpkg": true} {
		if got := row(t, Packages, s, name).Instances[0]; got.Installed() != want {
			t.Errorf("%s %+v, want installed %v", name, got, want)
		}
	}
	if !row(t, Packages, s, "nginx").Instances[0].Held || row(t, Packages, s, "curl").Instances[0].Held {
		t.Error("nginx is held and curl is not")
	}
	if r, found, err := Packages.Look(s, "jq"); err != nil || found && r.Instances[0].Installed() {
		t.Errorf("jq is removed, but %+v %v", r, err)
	}
}

func TestParsePackages(t *testing.T) {
	const dpkg = "=\tdpkg\tamd64\t1.21.22\tinstall\tinstalled\n"
	rows, err := parsePackages([]byte("dpkg\n" + dpkg + "=\tlibc6\tamd64\t2.36\tinstall\tinstalled\ndpkg-query: warning: x\n=\tlibc6\ti386\t2.36\thold\tunpacked\nend\n"))
	if err != nil || len(rows["libc6"].Is.Instances) != 2 || !rows["libc6"].Is.Instances[1].Held {
		t.Errorf("rows %+v, %v", rows, err)
	}
	const whole = "dpkg\n" + dpkg + "=\tlibc6\tamd64\t2.36\tinstall\tinstalled\n=\tnginx\tamd64\t1.22\tinstall\tinstalled\nend\n"
	for i := range whole {
		if rows, err := parsePackages([]byte(whole[:i])); err == nil {
			t.Errorf("cut at %d: %+v", i, rows)
		}
	}
	for name, out := range map[string]string{
		"empty":          "",
		"cut":            "dpkg\n" + dpkg,
		"cut in the end": "dpkg\n" + dpkg + "end",
		"itself missing": "dpkg\n=\tlibc6\tamd64\t2.36\tinstall\tinstalled\nend\n",
		"columns":        "dpkg\n" + dpkg + "=\tlibc6\tamd64\t2.36\tinstalled\nend\n",
		"state":          "dpkg\n" + dpkg + "=\tlibc6\tamd64\t2.36\tinstall\tok\nend\n",
		"rpm's error":    "rpm\nerror: rpmdbNextIterator: skipping h# 7\n=\trpm\tx\t(none)\t4\t1\nend\n",
		"no version":     "rpm\n=\trpm\tx\t(none)\t\t1\nend\n",
		"manager":        "apk\n=\tapk\tx\t(none)\t4\t1\nend\n",
	} {
		if rows, err := parsePackages([]byte(out)); err == nil {
			t.Errorf("%s: %+v, want an error", name, rows)
		}
	}
}

func FuzzParsePackages(f *testing.F) {
	f.Add([]byte("dpkg\n=\tdpkg\tamd64\t1.21.22\tinstall\tinstalled\nend\n"))
	f.Add([]byte("rpm\nwarning: x\n=\trpm\tx86_64\t(none)\t4.16\t1\n=\tgpg-pubkey\t(none)\t1\t2\t3\nend\n"))
	f.Fuzz(func(t *testing.T, out []byte) {
		rows, err := parsePackages(out)
		if err != nil {
			return
		}
		for name, r := range rows {
			if name == "" || r.Is == nil || len(r.Is.Instances) == 0 {
				t.Errorf("row %q: %+v", name, r)
			}
		}
	})
}
