package match

var _ = register(Verb{Name: "HaveID", Key: "id", Examples: func() []*Matcher {
	return []*Matcher{HaveID("debian"), HaveID("another")}
}})

// HaveID compares os-release's ID of a platform: "debian", "amzn". want is a string or a Gomega matcher on one.
func HaveID(want any) *Matcher {
	return value("HaveID", "id", want, func(r interface{ ID() (string, error) }) (string, error) { return r.ID() })
}
