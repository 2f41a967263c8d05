package match

var _ = register(Verb{Name: "HaveContent", Key: "content", Examples: func() []*Matcher {
	return []*Matcher{HaveContent("")}
}})

// HaveContent compares the whole content of a regular file, or of the one that a link leads
// to: a text, or a Gomega matcher on it (ContainSubstring, MatchRegexp).
func HaveContent(want any) *Matcher {
	return each(value("HaveContent", "content", want, func(r interface{ Content() (string, error) }) (string, error) { return r.Content() }), nil)
}
