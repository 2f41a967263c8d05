package match

var _ = register(Verb{Name: "HaveFamily", Key: "family", Examples: func() []*Matcher {
	return []*Matcher{HaveFamily("debian"), HaveFamily("another")}
}})

// HaveFamily compares the family of a platform: "debian", "rhel", "suse", "alpine", "arch". want is a string or a Gomega matcher on one.
func HaveFamily(want any) *Matcher {
	return value("HaveFamily", "family", want, func(r interface{ Family() (string, error) }) (string, error) { return r.Family() })
}
