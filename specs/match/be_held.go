package match

var _ = register(Verb{Name: "BeHeld", Key: "held", Examples: func() []*Matcher { return []*Matcher{BeHeld()} }})

// BeHeld holds for a package that its manager was told not to change (apt-mark hold).
func BeHeld() *Matcher {
	return yes("BeHeld", "be held", "it is held", "it is not held",
		func(r interface{ Held() (bool, error) }) (bool, error) { return r.Held() })
}
