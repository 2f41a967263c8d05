package match

var _ = register(Verb{Name: "HaveExitStatus", Key: "exit-status", Examples: func() []*Matcher {
	return []*Matcher{HaveExitStatus(0), HaveExitStatus(3)}
}})

// HaveExitStatus holds for a command that ended with that status: an int, or a matcher on it.
func HaveExitStatus(want any) *Matcher {
	return value("HaveExitStatus", "exit status", want, func(r interface{ ExitStatus() (int, error) }) (int, error) { return r.ExitStatus() })
}
