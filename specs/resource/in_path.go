package resource

import "github.com/fleetspec/fleetspec/specs/fact"

// InPath is a command that scripts call by its bare name.
type InPath struct{ base }

var _ = register(Kind{Word: "in-path", Table: "in-path",
	New: func(src Source, name string) (Resource, error) { return NewInPath(src, name) }})

// NewInPath declares one.
func NewInPath(src Source, name string) (InPath, error) {
	ask := fact.Ask{Table: fact.InPaths.Name, Key: name}
	return InPath{base{src, "in-path", "Command", name, []fact.Ask{ask}}}, fact.CheckKey(ask)
}

// Found tells whether it is in one of the system's directories.
func (p InPath) Found() (bool, error) {
	return look(p.base, fact.InPaths, "found", func(_ fact.InPath, found bool) (bool, error) { return found, nil })
}

// File is its path.
func (p InPath) File() (string, error) {
	return look(p.base, fact.InPaths, "file", func(row fact.InPath, found bool) (string, error) {
		if !found {
			return "", p.absent()
		}
		return row.File, nil
	})
}

// Fresh collects it anew, for Eventually.
func (p InPath) Fresh() (InPath, error) { return p, p.refresh() }
