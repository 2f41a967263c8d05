package match

var _ = register(Verb{Name: "BeLocked", Key: "locked", Examples: func() []*Matcher {
	return []*Matcher{BeLocked()}
}})

// BeLocked holds for a user whose account no password opens; a key still may.
func BeLocked() *Matcher {
	return yes("BeLocked", "be locked for passwords", "it is", "a password opens it, or none is needed",
		func(r interface{ Locked() (bool, error) }) (bool, error) { return r.Locked() })
}
