package match

var _ = register(Verb{Name: "HaveHostname", Key: "hostname", Examples: func() []*Matcher {
	return []*Matcher{HaveHostname("web"), HaveHostname("another")}
}})

// HaveHostname compares the host's own name for itself, as uname -n. want is a string or a Gomega matcher on one.
func HaveHostname(want any) *Matcher {
	return value("HaveHostname", "hostname", want, func(r interface{ Hostname() (string, error) }) (string, error) { return r.Hostname() })
}
