package match

var _ = register(Verb{Name: "BePresent", Key: "exists", Examples: func() []*Matcher {
	return []*Matcher{BePresent()}
}})

// BePresent holds for what exists on the host: a file (or anything else at its path, a broken link
// too), a pattern that matches something, a user, a group.
func BePresent() *Matcher {
	return yes("BePresent", "be present", "it is", "it is absent",
		func(r interface{ Exists() (bool, error) }) (bool, error) { return r.Exists() })
}
