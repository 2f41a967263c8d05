package resource

import "github.com/fleetspec/fleetspec/specs/fact"

// Group is a group of the host, from its files or its name service.
type Group struct{ base }

var _ = register(Kind{Word: "group", Table: "group",
	New: func(src Source, name string) (Resource, error) { return NewGroup(src, name) }})

// NewGroup declares one by name.
func NewGroup(src Source, name string) (Group, error) {
	ask := fact.Ask{Table: fact.Groups.Name, Key: name}
	return Group{base{src, "group", "Group", name, []fact.Ask{ask}}}, fact.CheckKey(ask)
}

// Exists tells whether there is such a group.
func (g Group) Exists() (bool, error) {
	return look(g.base, fact.Groups, "exists", func(_ fact.Group, found bool) (bool, error) { return found, nil })
}

// GID is the group's number.
func (g Group) GID() (int, error) {
	return look(g.base, fact.Groups, "gid", func(row fact.Group, found bool) (int, error) {
		if !found {
			return 0, g.absent()
		}
		return row.GID, nil
	})
}

// Members are the names of all users in it, in order, those too whose primary group it is.
func (g Group) Members() ([]string, error) {
	return look(g.base, fact.Groups, "members", func(row fact.Group, found bool) ([]string, error) {
		if !found {
			return nil, g.absent()
		}
		return row.Members.Get()
	})
}

// Fresh collects it anew, for Eventually(g.Fresh).
func (g Group) Fresh() (Group, error) { return g, g.refresh() }
