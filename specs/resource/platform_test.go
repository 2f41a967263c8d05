package resource_test

import (
	"testing"

	"github.com/fleetspec/fleetspec/specs/resource"
)

func TestPlatform(t *testing.T) {
	answer := func(version, id string) string {
		return `{"asked": [{"table": "platform"}], "rows": {"": {"is": {"id": ` + id + `, "version": ` + version + `, "title": null, "family": {"is": "debian"},
			"kernel": "6.1", "arch": "x86_64", "hostname": "web", "init": {"unknown": "process 1 could not be read"}, "container": ""}}}}`
	}
	p, _ := resource.NewPlatform(saved(t, "platform", answer(`{"is": "22.04"}`, `{"is": "ubuntu"}`)))
	for _, c := range []struct {
		name string
		read func() (any, error)
		want any
		said string
	}{
		{"id", func() (any, error) { return p.ID() }, "ubuntu", "known"},
		{"version", func() (any, error) { return p.Version() }, "22.04", "known"},
		{"~> 22.04", func() (any, error) { return p.Satisfies("~> 22.04") }, true, "known"},
		{">= 22.10", func() (any, error) { return p.Satisfies(">= 22.10") }, false, "known"},
		{"title", func() (any, error) { return p.Title() }, "", "unknown: it was not collected"},
		{"init", func() (any, error) { return p.Init() }, "", "unknown: process 1 could not be read"},
		{"kernel", func() (any, error) { return p.Kernel() }, "6.1", "known"},
		{"container", func() (any, error) { return p.Container() }, "", "known"},
	} {
		if got, how := said(t, c.read); got != c.want || how != c.said {
			t.Errorf("%s is %v, %s; want %v, %s", c.name, got, how, c.want, c.said)
		}
	}
	p, _ = resource.NewPlatform(saved(t, "platform", answer(`{"is": ""}`, `{"is": "debian"}`)))
	if got, how := said(t, func() (bool, error) { return p.Satisfies("!= 12") }); got || how != "unknown: os-release holds no VERSION_ID" {
		t.Errorf("without VERSION_ID: %v, %s", got, how)
	}
	if p.String() != "Platform" {
		t.Errorf("it is called %q", p)
	}
	if _, err := resource.Declare(saved(t, "platform", answer("null", "null")), "platform", "web"); err == nil {
		t.Error("a platform with a name can be declared")
	}
}
