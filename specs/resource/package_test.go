package resource_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/record"
	"github.com/fleetspec/fleetspec/specs/fact"
	"github.com/fleetspec/fleetspec/specs/resource"
)

// saved is a source of a saved snapshot with one table.
func saved(t *testing.T, table, answer string) resource.Source {
	t.Helper()
	s, err := fact.Load(strings.NewReader(`{"version": 1, "target": "web", "address": "", "collected_at": "2026-01-01T00:00:00Z", "seconds": 0, "tables": {"` +
		table + `": ` + answer + `}}`))
	if err != nil {
		t.Fatal(err)
	}
	return resource.OfSnapshot(s)
}

// said is what an accessor said: "true", "absent", "unknown: why", "error: why".
func said[T any](t *testing.T, read func() (T, error)) (T, string) {
	t.Helper()
	r, end := record.Begin()
	defer end()
	v, err := read()
	if len(r.Reads()) != 1 {
		t.Errorf("%d reads noted, want 1", len(r.Reads()))
	}
	var u *fact.Unknown
	switch {
	case err == nil:
		return v, "known"
	case resource.IsAbsent(err):
		return v, "absent"
	case errors.As(err, &u):
		if len(r.Unresolved()) != 1 {
			t.Errorf("%v is not noted as unresolved", err)
		}
		return v, "unknown: " + u.Why
	}
	return v, "error: " + err.Error()
}

const packages = `{"asked": [{"table": "package", "key": "nginx"}], "rows": {
	"nginx": {"is": {"instances": [{"system": "dpkg", "arch": "amd64", "version": "1.22.1-9", "state": "installed", "held": true}]}},
	"jq": {"is": {"instances": [{"system": "dpkg", "arch": "amd64", "version": "1.6-2", "state": "config-files", "held": false}]}},
	"libc6": {"is": {"instances": [{"system": "dpkg", "arch": "amd64", "version": "2.36-9", "state": "installed", "held": false}, {"system": "dpkg", "arch": "i386", "version": "2.36-9", "state": "unpacked", "held": false}]}},
	"odd": {"is": {"instances": [{"system": "dpkg", "arch": "amd64", "version": "unknown", "state": "installed", "held": false}]}},
	"kernel": {"is": {"instances": [{"system": "rpm", "arch": "x86_64", "version": "6.1.72-96.166", "state": "installed", "held": false}, {"system": "rpm", "arch": "x86_64", "version": "6.1.66-91.160", "state": "installed", "held": false}]}}}}`

func TestPackage(t *testing.T) {
	src := saved(t, "package", packages)
	for _, c := range []struct {
		name, read string
		want       any
		said       string
	}{
		{"nginx", "installed", true, "known"},
		{"nginx", "version", "1.22.1-9", "known"},
		{"nginx", "held", true, "known"},
		{"nginx", "~> 1.22", true, "known"},
		{"nginx", "< 1.22", false, "known"},
		{"nginx", "state", "installed", "known"},
		{"jq", "installed", false, "known"},
		{"jq", "version", "", "absent"},
		{"jq", "held", false, "absent"},
		{"jq", ">= 0", false, "absent"},
		{"jq", "state", "config-files", "known"},
		{"no-such", "installed", false, "known"},
		{"no-such", "version", "", "absent"},
		{"no-such", "!= 1", false, "absent"},
		{"no-such", "state", "absent", "known"},
		{"libc6", "version", "2.36-9", "known"},
		{"libc6", "installed", true, "known"},
		{"libc6:amd64", "installed", true, "known"},
		{"libc6:i386", "installed", false, "known"},
		{"libc6:i386", "state", "unpacked", "known"},
		{"libc6:armhf", "installed", false, "known"},
		{"kernel", "version", "6.1.66-91.160, 6.1.72-96.166", "known"},
		{"kernel", ">= 6.1", true, "known"},
		{"kernel", "< 6.1", false, "known"},
		{"kernel", ">= 6.1.70", false, "absent"},
		{"kernel", "held", false, "unknown: rpm knows no hold"},
		{"odd", "!= 1", false, `unknown: read version "unknown": a dpkg version begins with a digit`},
	} {
		p, err := resource.NewPackage(src, c.name)
		if err != nil {
			t.Fatal(err)
		}
		got, how := said(t, func() (any, error) {
			switch c.read {
			case "installed":
				return p.Installed()
			case "version":
				return p.Version()
			case "held":
				return p.Held()
			case "state":
				return p.State()
			}
			return p.Satisfies(c.read)
		})
		if got != c.want || how != c.said {
			t.Errorf("%s of %s is %v, %s; want %v, %s", c.read, p, got, how, c.want, c.said)
		}
	}
}

func TestNamesNoPackageHas(t *testing.T) {
	for _, name := range []string{"", "nginx*", "a b", "nginx=1.2", "libc6:", "/etc", "a\x00b", ":amd64"} {
		if _, err := resource.NewPackage(saved(t, "package", packages), name); err == nil {
			t.Errorf("%q can be declared", name)
		}
	}
}
