package match

var _ = register(Verb{Name: "BeMasked", Key: "masked", Examples: func() []*Matcher { return []*Matcher{BeMasked()} }})

// BeMasked holds for a service that nothing can start.
func BeMasked() *Matcher {
	return yes("BeMasked", "be masked", "it is masked", "it is not masked",
		func(r interface{ Masked() (bool, error) }) (bool, error) { return r.Masked() })
}
