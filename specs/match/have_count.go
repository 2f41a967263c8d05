package match

var _ = register(Verb{Name: "HaveCount", Key: "count", Examples: func() []*Matcher {
	return []*Matcher{HaveCount(1), HaveCount(0)}
}})

// HaveCount compares how many there are: processes of a name. want is an int or a Gomega matcher on one.
func HaveCount(want any) *Matcher {
	return value("HaveCount", "count", want, func(r interface{ Count() (int, error) }) (int, error) { return r.Count() })
}
