package match

var _ = register(Verb{Name: "HaveGroups", Key: "groups", Examples: func() []*Matcher {
	return []*Matcher{HaveGroups([]string{"root"}), HaveGroups([]string{"deploy", "adm", "www-data"})}
}})

// HaveGroups compares the names of all groups of a user, in any order, the primary one too: a []string, or a
// Gomega matcher on one (ContainElement). See BeInGroup for one of them.
func HaveGroups(want any) *Matcher {
	return value("HaveGroups", "groups", anyOrder(want), func(r interface{ Groups() ([]string, error) }) ([]string, error) { return r.Groups() })
}
