package match

var _ = register(Verb{Name: "HaveUID", Key: "uid", Examples: func() []*Matcher {
	return []*Matcher{HaveUID(0), HaveUID(1000)}
}})

// HaveUID compares the number of a file's owner, or of a user: an int or a Gomega matcher on one.
func HaveUID(want any) *Matcher {
	return each(value("HaveUID", "uid", want, func(r interface{ UID() (int, error) }) (int, error) { return r.UID() }), nil)
}
