package match

var _ = register(Verb{Name: "HaveUser", Key: "user", Examples: func() []*Matcher {
	return []*Matcher{HaveUser("root"), HaveUser("deploy")}
}})

// HaveUser compares the user that all processes of a name run as. want is a string or a
// Gomega matcher on one. Where they run as several it fails, under NotTo too.
func HaveUser(want any) *Matcher {
	return value("HaveUser", "user", want, func(r interface{ User() (string, error) }) (string, error) { return r.User() })
}
