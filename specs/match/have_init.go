package match

var _ = register(Verb{Name: "HaveInit", Key: "init", Examples: func() []*Matcher {
	return []*Matcher{HaveInit("systemd"), HaveInit("another")}
}})

// HaveInit compares what runs as process 1: "systemd", or the name of another program. want is a string or a Gomega matcher on one.
func HaveInit(want any) *Matcher {
	return value("HaveInit", "init", want, func(r interface{ Init() (string, error) }) (string, error) { return r.Init() })
}
