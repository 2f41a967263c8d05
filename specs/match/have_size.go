package match

var _ = register(Verb{Name: "HaveSize", Key: "size", Examples: func() []*Matcher {
	return []*Matcher{HaveSize(0)}
}})

// HaveSize compares a file's size in bytes: a number, or a Gomega matcher on an int64
// (BeNumerically).
func HaveSize(want any) *Matcher {
	if n, ok := want.(int); ok {
		want = int64(n)
	}
	return each(value("HaveSize", "size", want, func(r interface{ Size() (int64, error) }) (int64, error) { return r.Size() }), nil)
}
