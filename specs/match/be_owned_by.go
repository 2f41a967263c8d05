package match

var _ = register(Verb{Name: "BeOwnedBy", Key: "owner", Examples: func() []*Matcher {
	return []*Matcher{BeOwnedBy("root"), BeOwnedBy("www-data")}
}})

// BeOwnedBy compares a file's owner: a name, a number (the uid), or a Gomega matcher on the name.
func BeOwnedBy(want any) *Matcher {
	if _, ok := want.(int); ok {
		return each(value("BeOwnedBy", "owner", want, func(r interface{ UID() (int, error) }) (int, error) { return r.UID() }), nil)
	}
	return each(value("BeOwnedBy", "owner", want, func(r interface{ Owner() (string, error) }) (string, error) { return r.Owner() }), nil)
}
