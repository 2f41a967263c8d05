package resource

import (
	"fmt"

	"github.com/fleetspec/fleetspec/specs/fact"
	"github.com/fleetspec/fleetspec/specs/version"
)

// Platform is the system that a host runs. It has no name.
type Platform struct{ base }

var _ = register(Kind{Word: "platform", Table: "platform", New: func(src Source, name string) (Resource, error) {
	if name != "" {
		return nil, fmt.Errorf("declare platform %q: a platform has no name", name)
	}
	return NewPlatform(src)
}})

// NewPlatform declares it.
func NewPlatform(src Source) (Platform, error) {
	return Platform{base{src: src, kind: "platform", noun: "Platform", asks: []fact.Ask{{Table: "platform"}}}}, nil
}

// String is "Platform".
func (p Platform) String() string { return p.noun }

// ID is os-release's: "debian", "amzn".
func (p Platform) ID() (string, error) {
	return p.column("id", func(row fact.Platform) (string, error) { return row.ID.Get() })
}

// Version is os-release's VERSION_ID: "12", "2023".
func (p Platform) Version() (string, error) {
	return p.column("version", func(row fact.Platform) (string, error) { return p.version(row) })
}

// Satisfies tells whether the version meets a constraint; see version.Parse and version.Plain.
func (p Platform) Satisfies(constraint string) (bool, error) {
	c, err := version.Parse(constraint)
	if err != nil {
		return false, err
	}
	return look(p.base, fact.Platforms, "version", func(row fact.Platform, _ bool) (bool, error) {
		v, err := p.version(row)
		if err != nil {
			return false, err
		}
		return c.Check(version.Plain, v)
	})
}

func (p Platform) version(row fact.Platform) (string, error) {
	v, err := row.Version.Get()
	if err == nil && v == "" {
		return "", &fact.Unknown{Why: "os-release holds no VERSION_ID"}
	}
	return v, err
}

// Title is os-release's PRETTY_NAME.
func (p Platform) Title() (string, error) {
	return p.column("title", func(row fact.Platform) (string, error) { return row.Title.Get() })
}

// Family is "debian", "rhel", "suse", "alpine", "arch", or the ID where it is of none of these.
func (p Platform) Family() (string, error) {
	return p.column("family", func(row fact.Platform) (string, error) { return row.Family.Get() })
}

// Kernel is the kernel's release, as uname -r.
func (p Platform) Kernel() (string, error) {
	return p.column("kernel", func(row fact.Platform) (string, error) { return row.Kernel, nil })
}

// Arch is the machine, as uname -m: "x86_64", "aarch64".
func (p Platform) Arch() (string, error) {
	return p.column("arch", func(row fact.Platform) (string, error) { return row.Arch, nil })
}

// Hostname is the host's own name for itself, as uname -n.
func (p Platform) Hostname() (string, error) {
	return p.column("hostname", func(row fact.Platform) (string, error) { return row.Hostname, nil })
}

// Init is "systemd" where it runs the system, else the name of process 1.
func (p Platform) Init() (string, error) {
	return p.column("init", func(row fact.Platform) (string, error) { return row.Init.Get() })
}

// Container is "docker", "podman", "kubernetes" and so on; empty where nothing hints at a container.
func (p Platform) Container() (string, error) {
	return p.column("container", func(row fact.Platform) (string, error) { return row.Container, nil })
}

// Fresh collects it anew, for Eventually(p.Fresh).
func (p Platform) Fresh() (Platform, error) { return p, p.refresh() }

func (p Platform) column(what string, pick func(fact.Platform) (string, error)) (string, error) {
	return look(p.base, fact.Platforms, what, func(row fact.Platform, found bool) (string, error) {
		if !found {
			return "", &fact.Unknown{Why: "the answer is empty"} // every host has a platform
		}
		return pick(row)
	})
}
