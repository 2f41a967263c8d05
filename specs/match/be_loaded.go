package match

var _ = register(Verb{Name: "BeLoaded", Key: "loaded", Examples: func() []*Matcher {
	return []*Matcher{BeLoaded()}
}})

// BeLoaded holds for an extension that PHP has loaded.
func BeLoaded() *Matcher {
	return yes("BeLoaded", "be loaded", "it is loaded", "it is not loaded",
		func(r interface{ Loaded() (bool, error) }) (bool, error) { return r.Loaded() })
}
