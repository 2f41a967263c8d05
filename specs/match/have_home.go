package match

var _ = register(Verb{Name: "HaveHome", Key: "home", Examples: func() []*Matcher {
	return []*Matcher{HaveHome("/home/deploy"), HaveHome("/nowhere")}
}})

// HaveHome compares a user's home folder: a text, or a Gomega matcher on it.
func HaveHome(want any) *Matcher {
	return value("HaveHome", "home", want, func(r interface{ Home() (string, error) }) (string, error) { return r.Home() })
}
