package resource

import (
	"fmt"
	"sort"
	"strings"

	"github.com/fleetspec/fleetspec/specs/fact"
	"github.com/fleetspec/fleetspec/specs/version"
)

// Package is a package of dpkg or rpm.
type Package struct {
	base
	arch string
}

var _ = register(Kind{Word: "package", Table: "package", New: func(src Source, name string) (Resource, error) {
	return NewPackage(src, name)
}})

// NewPackage declares one: "nginx", or "libc6:amd64" for that of one architecture.
func NewPackage(src Source, name string) (Package, error) {
	short, arch, cut := strings.Cut(name, ":")
	p := Package{base{src: src, kind: "package", noun: "Package", name: name, asks: []fact.Ask{{Table: "package", Key: short}}}, arch}
	if cut && arch == "" {
		return p, fmt.Errorf("declare package %q: an architecture is missing after the colon", name)
	}
	return p, fact.CheckKey(p.asks[0])
}

// Installed tells whether it is installed, and configured: not merely unpacked, nor
// removed with its configuration left.
func (p Package) Installed() (bool, error) {
	return look(p.base, fact.Packages, "installed", func(row fact.Package, _ bool) (bool, error) {
		return len(p.installed(row)) > 0, nil
	})
}

// State is the package manager's word for it: "installed", "config-files", "absent".
func (p Package) State() (string, error) {
	return look(p.base, fact.Packages, "state", func(row fact.Package, _ bool) (string, error) {
		var states []string
		for _, i := range row.Instances {
			if p.arch == "" || i.Arch == p.arch {
				states = append(states, i.State)
			}
		}
		if len(states) == 0 {
			return "absent", nil
		}
		return strings.Join(distinct(states), ", "), nil
	})
}

// Versions are the whole versions that are installed, each once, the oldest first.
// There are several where rpm keeps more than one (kernel).
func (p Package) Versions() ([]string, error) {
	return look(p.base, fact.Packages, "versions", func(row fact.Package, _ bool) ([]string, error) {
		return p.versions(row)
	})
}

// Version is the whole version: "1.22.1-9+deb12u1", "1:1.24.0-1.amzn2023". Several
// have a comma between.
func (p Package) Version() (string, error) {
	return look(p.base, fact.Packages, "version", func(row fact.Package, _ bool) (string, error) {
		all, err := p.versions(row)
		return strings.Join(all, ", "), err
	})
}

// Satisfies tells whether the version meets a constraint by the rules of its package
// manager; see version.Parse. Of several versions of which some do and some don't, one answer is absent.
func (p Package) Satisfies(constraint string) (bool, error) {
	c, err := version.Parse(constraint)
	if err != nil {
		return false, err
	}
	return look(p.base, fact.Packages, "version", func(row fact.Package, _ bool) (bool, error) {
		var yes, no []string
		for _, i := range p.installed(row) {
			ok, err := c.Check(i.System, i.Version)
			switch {
			case err != nil:
				return false, &fact.Unknown{Why: err.Error()}
			case ok:
				yes = append(yes, i.Version)
			default:
				no = append(no, i.Version)
			}
		}
		switch {
		case len(yes)+len(no) == 0:
			return false, p.absent()
		case len(yes) > 0 && len(no) > 0:
			return false, &Absent{What: fmt.Sprintf("one answer on %q of %s, which %s meets and %s does not,",
				constraint, p, strings.Join(distinct(yes), ", "), strings.Join(distinct(no), ", "))}
		}
		return len(yes) > 0, nil
	})
}

// Held tells whether the package manager was told not to change it (apt-mark hold).
func (p Package) Held() (bool, error) {
	return look(p.base, fact.Packages, "held", func(row fact.Package, _ bool) (bool, error) {
		all := p.installed(row)
		if len(all) == 0 {
			return false, p.absent()
		}
		for _, i := range all {
			if i.System != version.Dpkg {
				return false, &fact.Unknown{Why: fmt.Sprintf("%s knows no hold", i.System)}
			}
			if !i.Held {
				return false, nil
			}
		}
		return true, nil
	})
}

// Fresh collects it anew, for Eventually(p.Fresh).
func (p Package) Fresh() (Package, error) { return p, p.refresh() }

func (p Package) installed(row fact.Package) []fact.PackageInstance {
	var out []fact.PackageInstance
	for _, i := range row.Instances {
		if i.Installed() && (p.arch == "" || i.Arch == p.arch) {
			out = append(out, i)
		}
	}
	return out
}

func (p Package) versions(row fact.Package) ([]string, error) {
	all := p.installed(row)
	if len(all) == 0 {
		return nil, p.absent()
	}
	sort.SliceStable(all, func(i, j int) bool {
		c, err := version.Compare(all[i].System, all[i].Version, all[j].Version)
		return err == nil && c < 0
	})
	var out []string
	for _, i := range all {
		out = append(out, i.Version)
	}
	return distinct(out), nil
}

// distinct gives each string once, in their order.
func distinct(all []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range all {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
