package match

var _ = register(Verb{Name: "HaveStderr", Key: "stderr", Examples: func() []*Matcher {
	return []*Matcher{HaveStderr("oops\n"), HaveStderr("")}
}})

// HaveStderr holds for a command that printed that to standard error: a text, or a matcher on it.
func HaveStderr(want any) *Matcher {
	return value("HaveStderr", "standard error", want, func(r interface{ Stderr() (string, error) }) (string, error) { return r.Stderr() })
}
