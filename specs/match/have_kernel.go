package match

var _ = register(Verb{Name: "HaveKernel", Key: "kernel", Examples: func() []*Matcher {
	return []*Matcher{HaveKernel("6.1.0"), HaveKernel("another")}
}})

// HaveKernel compares the kernel's release, as uname -r. want is a string or a Gomega matcher on one.
func HaveKernel(want any) *Matcher {
	return value("HaveKernel", "kernel", want, func(r interface{ Kernel() (string, error) }) (string, error) { return r.Kernel() })
}
