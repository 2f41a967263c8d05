package match

var _ = register(Verb{Name: "HaveStdout", Key: "stdout", Examples: func() []*Matcher {
	return []*Matcher{HaveStdout("hello\n"), HaveStdout("")}
}})

// HaveStdout holds for a command that printed that to standard output: a text, or a matcher on it.
func HaveStdout(want any) *Matcher {
	return value("HaveStdout", "standard output", want, func(r interface{ Stdout() (string, error) }) (string, error) { return r.Stdout() })
}
