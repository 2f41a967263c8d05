package match

var _ = register(Verb{Name: "HaveArch", Key: "arch", Examples: func() []*Matcher {
	return []*Matcher{HaveArch("x86_64"), HaveArch("another")}
}})

// HaveArch compares the machine, as uname -m: "x86_64", "aarch64". want is a string or a Gomega matcher on one.
func HaveArch(want any) *Matcher {
	return value("HaveArch", "arch", want, func(r interface{ Arch() (string, error) }) (string, error) { return r.Arch() })
}
