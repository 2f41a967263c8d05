package match

var _ = register(Verb{Name: "BeInPath", Key: "found", Examples: func() []*Matcher {
	return []*Matcher{BeInPath()}
}})

// BeInPath holds for a command that is found by its bare name.
func BeInPath() *Matcher {
	return yes("BeInPath", "be in the PATH", "it is", "it is not found in any of its directories",
		func(r interface{ Found() (bool, error) }) (bool, error) { return r.Found() })
}
