package match

var _ = register(Verb{Name: "HaveGID", Key: "gid", Examples: func() []*Matcher {
	return []*Matcher{HaveGID(0), HaveGID(33)}
}})

// HaveGID compares the number of a file's group, of a group, or of a user's primary one: an int or a
// Gomega matcher on one.
func HaveGID(want any) *Matcher {
	return each(value("HaveGID", "gid", want, func(r interface{ GID() (int, error) }) (int, error) { return r.GID() }), nil)
}
