package match

var _ = register(Verb{Name: "HaveShell", Key: "shell", Examples: func() []*Matcher {
	return []*Matcher{HaveShell("/bin/bash"), HaveShell("/usr/sbin/nologin")}
}})

// HaveShell compares a user's login shell: a text, or a Gomega matcher on it.
func HaveShell(want any) *Matcher {
	return value("HaveShell", "shell", want, func(r interface{ Shell() (string, error) }) (string, error) { return r.Shell() })
}
