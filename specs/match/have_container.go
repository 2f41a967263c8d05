package match

var _ = register(Verb{Name: "HaveContainer", Key: "container", Examples: func() []*Matcher {
	return []*Matcher{HaveContainer("docker"), HaveContainer("another")}
}})

// HaveContainer compares how a host is contained: "docker", "podman", "kubernetes", or "" where nothing hints at a container. want is a string or a Gomega matcher on one.
func HaveContainer(want any) *Matcher {
	return value("HaveContainer", "container", want, func(r interface{ Container() (string, error) }) (string, error) { return r.Container() })
}
